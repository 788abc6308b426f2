from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from chassis.ids import new_id
from sqlalchemy import ColumnElement, DateTime, Uuid, bindparam, delete, exists, func, insert, literal, select, update
from sqlalchemy.orm import Session

from scheduling.adapters.tables import freed_times as freed
from scheduling.adapters.tables import waiting_entries as entries
from scheduling.domain.offering import FreedTime
from scheduling.domain.span import Span
from scheduling.domain.waiting import WAITING

SIGNAL = "freed_times"
_DAY = timedelta(days=1)
_MOMENT = DateTime(timezone=True)
_WAITING = exists().where(
    entries.c.practice_id == bindparam("practice_id"),
    entries.c.state == WAITING,
    entries.c.until_date >= bindparam("not_over_on"),
)
_NOTE = (
    insert(freed)
    .from_select(
        ["practice_id", "id", "calendar_id", "starts_at", "ends_at", "look_at", "left_by"],
        select(
            bindparam("practice_id", type_=Uuid),
            bindparam("id", type_=Uuid),
            bindparam("calendar_id", type_=Uuid),
            bindparam("starts_at", type_=_MOMENT),
            bindparam("ends_at", type_=_MOMENT),
            bindparam("now", type_=_MOMENT),
            bindparam("left_by", type_=Uuid),
        ).where(_WAITING),
    )
    .returning(func.pg_notify(SIGNAL, literal("")))
)
"""Every cancelled visit asks: the statement is made once."""


class SqlFreedTimes:
    def __init__(self, session: Session, practice_id: UUID, now: datetime) -> None:
        self._session = session
        self._practice_id = practice_id
        self._now = now

    def note(self, calendar_id: UUID, during: Span, left_by: UUID | None = None) -> None:
        if during.ends_at <= self._now:
            return
        known = {
            "practice_id": self._practice_id,
            "id": new_id(),
            "calendar_id": calendar_id,
            "starts_at": during.starts_at,
            "ends_at": during.ends_at,
            "now": self._now,
            "left_by": left_by,
            # Somewhere it is that day already, or still the day before.
            "not_over_on": during.starts_at.date() - _DAY,
        }
        self._session.execute(_NOTE, known)

    def claim(self, freed_id: UUID) -> FreedTime | None:
        query = select(freed).where(*self._is_it(freed_id), freed.c.look_at <= self._now)
        row: Any = self._session.execute(query.with_for_update(skip_locked=True)).one_or_none()
        return (
            None if row is None else FreedTime(row.id, row.calendar_id, Span(row.starts_at, row.ends_at), row.left_by)
        )

    def look_again(self, freed_id: UUID, at: datetime) -> None:
        self._session.execute(update(freed).where(*self._is_it(freed_id)).values(look_at=at))

    def look_now(self) -> None:
        later = update(freed).where(freed.c.practice_id == self._practice_id, freed.c.look_at > self._now)
        self._session.execute(later.values(look_at=self._now))

    def forget(self, freed_id: UUID) -> None:
        self._session.execute(delete(freed).where(*self._is_it(freed_id)))

    def _is_it(self, freed_id: UUID) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return freed.c.practice_id == self._practice_id, freed.c.id == freed_id
