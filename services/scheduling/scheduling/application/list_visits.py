from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from scheduling.application.ports import Desk
from scheduling.application.shown import Page, ShownVisit
from scheduling.application.visits_outside import mark_outside
from scheduling.domain.calendar import calendar_among
from scheduling.domain.local_time import FIRST_DAY, LAST_DAY, start_of_day
from scheduling.domain.refusals import ValidationFailed


def list_visits(  # noqa: PLR0913 - the parts of a filter
    desk: Desk,
    *,
    from_: date | None,
    to: date | None,
    calendar_id: UUID | None,
    patient_id: UUID | None,
    limit: int,
    cursor: str | None,
) -> Page[ShownVisit]:
    """Visits that begin from one date up to, and without, another, on the practice's wall; cancelled ones too.

    Raises ValidationFailed, or NotFound for a calendar or patient that the practice does not have.
    """
    for field, day in (("from", from_), ("to", to)):
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            raise ValidationFailed.of(field, "out_of_range")
    if from_ is not None and to is not None and to < from_:
        raise ValidationFailed.of("to", "to_before_from")
    timetables = desk.calendars.timetables(closed_too=True)
    if calendar_id is not None:
        calendar_among([timetable.calendar for timetable in timetables], calendar_id)
    if patient_id is not None:
        desk.patients.read(patient_id)
    zone = timetables[0].zone if timetables else desk.practices.read().zone
    starting_in = (start_of_day(from_, zone) if from_ else None, start_of_day(to, zone) if to else None)
    page = desk.visits.between(
        starting_in, zone, calendar_id=calendar_id, patient_id=patient_id, limit=limit, cursor=cursor
    )
    return replace(page, items=mark_outside(desk, page.items, timetables))
