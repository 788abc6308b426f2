from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, select, text
from sqlalchemy.orm import Session

from scheduling.adapters.cursors import cursor_at, ids_in
from scheduling.adapters.patients import patient_of
from scheduling.adapters.tables import patients
from scheduling.application.ports_patients import LookAlike, Pair
from scheduling.application.shown import Page
from scheduling.domain.likeness import BECAUSE, Likeness

_NAME = "left(search, length(search) - length(coalesce(substr(phone, 2), '')))"
"""The part of the search text before the digits of the phone: last and first name, each with a blank behind."""

_ACTIVE = "practice_id = :practice_id AND state = 'active'"

_OF = f"""
SELECT id, array_agg(because) AS because FROM (
    SELECT id, 'pesel' AS because FROM patients WHERE {_ACTIVE} AND pesel = :pesel
    UNION ALL
    SELECT id, 'name_and_birth_date' FROM patients
        WHERE {_ACTIVE} AND birth_date = :birth_date AND {_NAME} = searchable(:name || ' ')
    UNION ALL
    (SELECT id, 'phone' FROM patients WHERE {_ACTIVE} AND phone = :phone ORDER BY id LIMIT :most)
) AS alike
WHERE id IS DISTINCT FROM :but
GROUP BY id ORDER BY min(array_position(:order, because)), count(*) DESC, id LIMIT :limit
"""  # noqa: S608 - made of our own words alone

_FIRST_OF_EACH = f"""
WITH wanted AS (
    SELECT * FROM unnest(
        CAST(:pesels AS text[]), CAST(:names AS text[]), CAST(:birth_dates AS date[]), CAST(:phones AS text[])
    ) WITH ORDINALITY AS each (its_pesel, its_name, its_birth_date, its_phone, place)
)
SELECT DISTINCT ON (place) place, id FROM (
    SELECT place, id FROM wanted JOIN patients ON {_ACTIVE} AND pesel = its_pesel
    UNION ALL
    SELECT place, id FROM wanted JOIN patients
        ON {_ACTIVE} AND birth_date = its_birth_date AND {_NAME} = searchable(its_name || ' ')
    UNION ALL
    SELECT place, id FROM wanted JOIN patients
        ON {_ACTIVE} AND phone = its_phone AND {_NAME} = searchable(its_name || ' ')
) AS alike ORDER BY place, id
"""  # noqa: S608

_PAIRS = f"""
SELECT first, second, array_agg(because) AS because FROM (
    SELECT first_value(id) OVER alike AS first, id AS second, 'pesel' AS because
        FROM patients WHERE {_ACTIVE} AND pesel IS NOT NULL WINDOW alike AS (PARTITION BY pesel ORDER BY id)
    UNION ALL
    SELECT first_value(id) OVER alike, id, 'name_and_birth_date'
        FROM patients WHERE {_ACTIVE} AND birth_date IS NOT NULL
        WINDOW alike AS (PARTITION BY birth_date, {_NAME} ORDER BY id)
    UNION ALL
    SELECT first_value(id) OVER alike, id, 'phone'
        FROM patients WHERE {_ACTIVE} AND phone IS NOT NULL WINDOW alike AS (PARTITION BY phone ORDER BY id)
) AS alike
WHERE first <> second AND (CAST(:before_second AS uuid) IS NULL OR (second, first) < (:before_second, :before_first))
GROUP BY first, second ORDER BY second DESC, first DESC LIMIT :limit
"""  # noqa: S608


class SqlLookAlikes:
    """A phone or a date that many have in common makes no more pairs than it has cards."""

    def __init__(self, session: Session, practice_id: UUID) -> None:
        self._session = session
        self._practice_id = practice_id

    def of(self, wanted: Likeness, *, but: UUID | None, limit: int) -> list[LookAlike]:
        values = {
            "pesel": wanted.pesel,
            "birth_date": wanted.birth_date,
            "name": wanted.name,
            "phone": wanted.phone,
            "but": but,
            "order": list(BECAUSE),
            "most": limit + 1,
            "limit": limit,
        }
        rows = self._rows(_OF, **values)
        known = self._patients([row["id"] for row in rows])
        return [LookAlike(known[row["id"]], _in_order(row["because"])) for row in rows]

    def first_of_each(self, wanted: Sequence[Likeness]) -> list[UUID | None]:
        values = {
            "pesels": [each.pesel for each in wanted],
            "names": [each.name for each in wanted],
            "birth_dates": [each.birth_date for each in wanted],
            "phones": [each.phone for each in wanted],
        }
        found = {row["place"]: row["id"] for row in self._rows(_FIRST_OF_EACH, **values)}
        return [found.get(place) for place in range(1, len(wanted) + 1)]

    def pairs(self, limit: int, cursor: str | None) -> Page[Pair]:
        second, first = (None, None) if cursor is None else ids_in(cursor)
        rows = self._rows(_PAIRS, before_second=second, before_first=first, limit=limit + 1)
        known = self._patients([row[name] for row in rows for name in ("first", "second")])
        pairs = [Pair(known[row["first"]], known[row["second"]], _in_order(row["because"])) for row in rows[:limit]]
        last = pairs[-1] if len(rows) > limit else None
        return Page(pairs, cursor_at(last.second.id, last.first.id) if last else None)

    def _rows(self, query: str, **values: Any) -> Sequence[RowMapping]:
        return self._session.execute(text(query), {"practice_id": self._practice_id, **values}).mappings().all()

    def _patients(self, ids: Sequence[UUID]) -> dict[UUID, Any]:
        query = select(patients).where(patients.c.practice_id == self._practice_id, patients.c.id.in_(ids))
        return {row.id: patient_of(row) for row in self._session.execute(query)} if ids else {}


def _in_order(because: Sequence[str]) -> list[str]:
    return sorted(set(because), key=BECAUSE.index)
