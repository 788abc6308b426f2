from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from scheduling.application.book_visit import keep_booked
from scheduling.application.chosen_service import chosen_service, minutes_of
from scheduling.application.ports import Desk
from scheduling.application.shown import ShownVisit, service_in_brief
from scheduling.application.take_time import take_time
from scheduling.domain.refusals import Refusal
from scheduling.domain.series import check_series, series_starts
from scheduling.domain.visit import Visit, checked_note, required_length, visit_time


@dataclass(slots=True)
class SeriesBooked:
    series_id: UUID
    visits: list[ShownVisit] = field(default_factory=list)
    refused: list[tuple[datetime, str]] = field(default_factory=list)
    """Starts, with the offset of their wall time, and the codes of their refusals."""


def book_series(  # noqa: PLR0913 - a booking has these parts
    desk: Desk,
    *,
    calendar_id: UUID,
    patient_id: UUID,
    starts_at: datetime,
    minutes: int | None,
    note: str | None,
    service_id: UUID | None,
    every_weeks: int,
    count: int,
    skip_refused: bool,
) -> SeriesBooked:
    """A patient gets the same wall-clock time every few weeks: all of it or, with ``skip_refused``, what is free.

    Each is a visit of its own from then on. Raises what booking raises; with ``skip_refused`` only what is wrong with
    the request itself.
    """
    check_series(every_weeks, count)
    service = chosen_service(desk, service_id)
    timetable, patient = desk.visits.to_book(calendar_id, patient_id)
    lasting = required_length(minutes_of(minutes, service))
    note = checked_note(note)
    first = visit_time(starts_at, lasting, timetable.zone, desk.now).starts_at
    booked = SeriesBooked(desk.new_id())
    for start in series_starts(first, timetable.zone, every_weeks=every_weeks, count=count):
        try:
            during = visit_time(start, lasting, timetable.zone, desk.now)
            take_time(desk, timetable, during, overbook=False)
            visit = Visit(
                desk.new_id(),
                desk.practice_id,
                calendar_id,
                patient_id,
                during,
                note=note,
                service_id=service_id,
                series_id=booked.series_id,
            )
            keep_booked(desk, visit)
        except Refusal as refusal:
            if not skip_refused:
                raise
            booked.refused.append((start, refusal.code))
        else:
            booked.visits.append(ShownVisit(visit, patient, timetable.zone, service_in_brief(service)))
    return booked
