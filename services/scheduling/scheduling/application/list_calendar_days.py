from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from scheduling.application.ports import Desk
from scheduling.domain.local_time import FIRST_DAY, LAST_DAY
from scheduling.domain.refusals import ValidationFailed
from scheduling.domain.timetable import Opening

LONGEST_DAYS = 92


@dataclass(frozen=True, slots=True)
class CalendarDays:
    zone: ZoneInfo
    items: list[tuple[UUID, Opening]]
    """By date, within it by calendar from left to right."""


def list_calendar_days(desk: Desk, *, from_: date, to: date) -> CalendarDays:
    """When each calendar takes visits, from one date up to, and without, another. Raises ValidationFailed."""
    if not from_ < to:
        raise ValidationFailed.of("to", "to_before_from")
    if not FIRST_DAY <= from_ <= LAST_DAY:
        raise ValidationFailed.of("from", "out_of_range")
    if (to - from_).days > LONGEST_DAYS:
        raise ValidationFailed.of("to", "out_of_range", max_days=LONGEST_DAYS)
    practice = desk.practices.read()
    timetables = desk.calendars.timetables()
    days = [from_ + timedelta(days=number) for number in range((to - from_).days)]
    return CalendarDays(
        practice.zone, [(timetable.calendar.id, timetable.on(day)) for day in days for timetable in timetables]
    )
