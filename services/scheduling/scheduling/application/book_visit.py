from __future__ import annotations

from datetime import datetime
from uuid import UUID

from scheduling.application.chosen_service import chosen_service, minutes_of
from scheduling.application.ports import Desk
from scheduling.application.shown import ShownVisit, service_in_brief
from scheduling.application.take_time import take_time
from scheduling.domain.facts import VisitBooked
from scheduling.domain.visit import Visit, checked_note, visit_changes, visit_time


def book_visit(  # noqa: PLR0913 - a booking has these parts
    desk: Desk,
    *,
    calendar_id: UUID,
    patient_id: UUID,
    starts_at: datetime,
    minutes: int | None,
    note: str | None,
    service_id: UUID | None = None,
    overbook: bool = False,
) -> ShownVisit:
    """A patient gets a time on a calendar; ``overbook``: even over another visit.

    ``starts_at`` with the offset it was asked for in; without ``minutes`` it is as long as the service takes. Raises
    NotFound, ValidationFailed, LocalTimeMissing, CalendarClosed, OutsideWorkingTime, InBreak or SlotTaken.
    """
    service = chosen_service(desk, service_id)
    timetable, patient = desk.visits.to_book(calendar_id, patient_id)
    during = visit_time(starts_at, minutes_of(minutes, service), timetable.zone, desk.now)
    overbooked = take_time(desk, timetable, during, overbook=overbook)
    visit = Visit(
        desk.new_id(),
        desk.practice_id,
        calendar_id,
        patient_id,
        during,
        note=checked_note(note),
        service_id=service_id,
        overbooked=overbooked,
    )
    keep_booked(desk, visit)
    return ShownVisit(visit, patient, timetable.zone, service_in_brief(service))


def keep_booked(desk: Desk, visit: Visit) -> None:
    """Raises SlotTaken."""
    desk.visits.add(visit)
    desk.changes.note("visit", visit.id, visit_changes(None, visit))
    desk.announce([VisitBooked(visit)])
