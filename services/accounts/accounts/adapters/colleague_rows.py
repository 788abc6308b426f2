"""The people of a practice, also those who left, in PostgreSQL. See ``accounts.application.people_ports``."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, update

from accounts.adapters.person_rows import WORKS_HERE, person_of
from accounts.adapters.rows import Rows
from accounts.adapters.tables import people
from accounts.application.people_ports import Colleague
from accounts.domain.team import Team

_NO_HASH = ""
"""No password matches it; it is there for the release before this one, which knows nobody without."""


class ColleagueRows(Rows):
    def team(self, practice_id: UUID, *, locked: bool = False) -> Team:
        # In one order for all: two who lock the same people never wait for each other.
        query = select(people).where(WORKS_HERE, people.c.practice_id == practice_id).order_by(people.c.id)
        rows = self._transaction.execute(query.with_for_update(key_share=True) if locked else query)
        return Team(map(person_of, rows))

    def colleagues(self, practice_id: UUID) -> list[Colleague]:
        rows = self._transaction.execute(select(people).where(people.c.practice_id == practice_id))
        return [_colleague(row) for row in rows]

    def colleague(self, practice_id: UUID, person_id: UUID) -> Colleague | None:
        row = self._one(select(people).where(people.c.practice_id == practice_id, people.c.id == person_id))
        return None if row is None else _colleague(row)

    def remove_person(self, person_id: UUID, now: datetime) -> None:
        self._transaction.execute(
            update(people)
            .where(people.c.id == person_id)
            .values(
                removed_at=now,
                version=people.c.version + 1,
                password_hash=_NO_HASH,
                factor_pending=None,
                factor_secret=None,
                factor_since=None,
            )
        )


def _colleague(row: Row[Any]) -> Colleague:
    return Colleague(person_of(row), row.removed_at, row.last_seen_at)
