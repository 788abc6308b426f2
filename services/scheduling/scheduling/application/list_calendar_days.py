from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from scheduling.application.ports import Desk
from scheduling.domain.days_off import days_between
from scheduling.domain.local_time import require_dates
from scheduling.domain.timetable import Opening

LONGEST_DAYS = 92


@dataclass(frozen=True, slots=True)
class CalendarDays:
    zone: ZoneInfo
    items: list[tuple[UUID, Opening]]
    """By date, within it by calendar from left to right."""


def list_calendar_days(desk: Desk, *, from_: date, to: date) -> CalendarDays:
    """When each calendar takes visits, from one date up to, and without, another. Raises ValidationFailed."""
    require_dates(from_, to, LONGEST_DAYS)
    timetables = desk.calendars.timetables()
    zone = timetables[0].zone if timetables else desk.practices.read().zone
    dates = days_between(from_, to)
    days_off = desk.days_off.on(dates)
    return CalendarDays(
        zone, [(timetable.calendar.id, timetable.on(day, days_off)) for day in dates for timetable in timetables]
    )
