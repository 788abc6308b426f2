from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.orm import Session

from scheduling.adapters.public_holds import asked_as_json, asked_of
from scheduling.adapters.tables import joinings
from scheduling.domain.joining import Joining
from scheduling.domain.public_hold import Code
from scheduling.domain.refusals import NotFound
from scheduling.domain.waiting import Wishes

_AT_MOST = 500


class SqlJoinings:
    def __init__(self, session: Session, practice_id: UUID) -> None:
        self._session = session
        self._practice_id = practice_id

    def add(self, joining: Joining) -> None:
        ids = {"practice_id": self._practice_id, "id": joining.id}
        self._session.execute(insert(joinings).values(**ids, **_columns(joining)))

    def read_to_change(self, joining_id: UUID) -> Joining:
        query = select(joinings).where(*self._is_it(joining_id)).with_for_update(key_share=True)
        row = self._session.execute(query).one_or_none()
        if row is None:
            raise NotFound("joining")
        return _joining_of(row)

    def save(self, joining: Joining) -> None:
        self._session.execute(update(joinings).where(*self._is_it(joining.id)).values(**_columns(joining)))

    def forget(self, before: datetime) -> int:
        ours = joinings.c.practice_id == self._practice_id
        old = select(joinings.c.id).where(ours, joinings.c.created_at < before).limit(_AT_MOST)
        gone = delete(joinings).where(ours, joinings.c.id.in_(old.with_for_update(skip_locked=True)))
        return len(self._session.execute(gone.returning(joinings.c.id)).all())

    def _is_it(self, joining_id: UUID) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return joinings.c.practice_id == self._practice_id, joinings.c.id == joining_id


def _columns(joining: Joining) -> dict[str, Any]:
    return {
        "created_at": joining.created_at,
        "service_id": joining.service_id,
        "wishes": _as_json(joining.wishes),
        "asked": asked_as_json(joining.asked) if joining.asked else None,
        "code_id": joining.code.id,
        "code_hash": joining.code.hash,
        "code_expires_at": joining.code.expires_at,
        "tries": joining.code.tries,
        "joined_until": joining.joined_until,
    }


def _joining_of(row: Any) -> Joining:
    return Joining(
        id=row.id,
        created_at=row.created_at,
        service_id=row.service_id,
        wishes=_wishes_of(row.wishes),
        asked=asked_of(row.asked) if row.asked else None,
        code=Code(id=row.code_id, hash=row.code_hash, expires_at=row.code_expires_at, tries=row.tries),
        joined_until=row.joined_until,
    )


def _as_json(wishes: Wishes) -> dict[str, Any]:
    return {
        "minutes": wishes.minutes,
        "calendar_ids": [str(each) for each in wishes.calendar_ids],
        "weekdays": list(wishes.weekdays),
        "from_hour": wishes.from_hour.isoformat() if wishes.from_hour is not None else None,
        "to_hour": wishes.to_hour.isoformat() if wishes.to_hour is not None else None,
        "from_date": wishes.from_date.isoformat(),
        "until_date": wishes.until_date.isoformat(),
    }


def _wishes_of(known: dict[str, Any]) -> Wishes:
    from_hour, to_hour = known["from_hour"], known["to_hour"]
    return Wishes(
        minutes=known["minutes"],
        calendar_ids=tuple(UUID(each) for each in known["calendar_ids"]),
        weekdays=tuple(known["weekdays"]),
        from_hour=time.fromisoformat(from_hour) if from_hour is not None else None,
        to_hour=time.fromisoformat(to_hour) if to_hour is not None else None,
        from_date=date.fromisoformat(known["from_date"]),
        until_date=date.fromisoformat(known["until_date"]),
    )
