"""Holds are rows of ``visits`` without a patient, in version 0: whatever joins the patients never sees one."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from scheduling.adapters.calendars import TIMETABLE_COLUMNS, same_practice, timetable_of
from scheduling.adapters.tables import calendars, practices, visits
from scheduling.adapters.visit_rows import NO_OVERLAP, hold_of, judged, visit_columns
from scheduling.domain.hold import Hold
from scheduling.domain.refusals import NotFound, SlotTaken
from scheduling.domain.timetable import Timetable
from scheduling.domain.visit import Visit


class SqlHolds:
    def __init__(self, session: Session, practice_id: UUID, now: datetime) -> None:
        self._session = session
        self._practice_id = practice_id
        self._now = now

    def add(self, hold: Hold) -> None:
        new = insert(visits).values(practice_id=hold.practice_id, id=hold.id, version=0, **_columns(hold))
        kept = new.on_conflict_do_nothing(constraint=NO_OVERLAP).returning(visits.c.id)
        if self._session.execute(kept).first() is None:
            raise SlotTaken(hold.calendar_id, hold.during)

    def read_to_change(self, hold_id: UUID) -> tuple[Timetable, Hold]:
        its_calendar = and_(calendars.c.practice_id == visits.c.practice_id, calendars.c.id == visits.c.calendar_id)
        query = (
            select(*TIMETABLE_COLUMNS)
            .select_from(visits)
            .join(calendars, its_calendar)
            .join(practices, same_practice())
            .where(*self._is_it(hold_id))
            .with_for_update(key_share=True, of=calendars)
        )
        calendar = self._one(query)
        # What it has become while this waited for the calendar, a statement of its own sees.
        return timetable_of(calendar), hold_of(self._one(select(*visits.c).where(*self._is_it(hold_id))))

    def save(self, hold: Hold) -> None:
        self._session.execute(update(visits).where(*self._is_it(hold.id)).values(**_columns(hold)))

    def confirm(self, visit: Visit) -> None:
        become = update(visits).where(*self._is_it(visit.id))
        with judged(visit.calendar_id, visit.during):
            self._session.execute(become.values(patient_id=visit.patient_id, **visit_columns(visit)))

    def lasting(self, from_: datetime, to: datetime) -> list[Hold]:
        query = select(*visits.c).where(
            visits.c.practice_id == self._practice_id,
            visits.c.status == "held",
            visits.c.held_until > self._now,
            visits.c.starts_at >= from_,
            visits.c.starts_at < to,
        )
        return [hold_of(row) for row in self._session.execute(query.order_by(visits.c.starts_at, visits.c.id))]

    def _is_it(self, hold_id: UUID) -> tuple[ColumnElement[bool], ...]:
        """Also after it has become a visit."""
        return (
            visits.c.practice_id == self._practice_id,
            visits.c.id == hold_id,
            visits.c.held_until.is_not(None),
        )

    def _one(self, query: Any) -> Any:
        row = self._session.execute(query).one_or_none()
        if row is None:
            raise NotFound("hold")
        return row


def _columns(hold: Hold) -> dict[str, Any]:
    return {
        "calendar_id": hold.calendar_id,
        "starts_at": hold.during.starts_at,
        "ends_at": hold.during.ends_at,
        "status": hold.status,
        "service_id": hold.service_id,
        "held_until": hold.held_until,
    }
