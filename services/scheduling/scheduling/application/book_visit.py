from __future__ import annotations

from datetime import datetime
from uuid import UUID

from scheduling.application.ports import Desk, ShownVisit
from scheduling.domain.facts import VisitBooked
from scheduling.domain.local_time import day_of
from scheduling.domain.visit import Visit, checked_note, visit_changes, visit_time


def book_visit(  # noqa: PLR0913 - a booking has these parts
    desk: Desk, *, calendar_id: UUID, patient_id: UUID, starts_at: datetime, minutes: int, note: str | None
) -> ShownVisit:
    """A patient gets a time on a calendar.

    ``starts_at`` with the offset it was asked for in. Raises NotFound, ValidationFailed, LocalTimeMissing,
    CalendarClosed, OutsideWorkingTime, InBreak or SlotTaken.
    """
    timetable, patient = desk.visits.to_book(calendar_id, patient_id)
    during = visit_time(starts_at, minutes, timetable.zone, desk.now)
    timetable.require_open(during, desk.days_off.on([day_of(during.starts_at, timetable.zone)]))
    visit = Visit(desk.new_id(), desk.practice_id, calendar_id, patient_id, during, note=checked_note(note))
    desk.visits.add(visit)
    desk.changes.note("visit", visit.id, visit_changes(None, visit))
    desk.announce([VisitBooked(visit)])
    return ShownVisit(visit, patient, timetable.zone)
