from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from scheduling.application.list_calendar_days import LONGEST_DAYS, CalendarDays
from scheduling.application.list_holds import ListedHolds
from scheduling.application.ports import Desk
from scheduling.application.shown import Page, ShownVisit
from scheduling.application.visits_outside import mark_outside
from scheduling.domain.calendar import Calendar
from scheduling.domain.days_off import days_between
from scheduling.domain.local_time import require_dates, start_of_day

PAGE = 500


@dataclass(frozen=True, slots=True)
class Book:
    """What a calendar on the screen shows of some days."""

    calendars: list[Calendar]
    days: CalendarDays
    visits: Page[ShownVisit]
    holds: ListedHolds


def read_book(desk: Desk, *, from_: date, to: date) -> Book | None:
    """All of it from one date up to, and without, another; None while there is no calendar. Raises ValidationFailed.

    As the four lists have it, with one look at calendars and days off for all of them.
    """
    require_dates(from_, to, LONGEST_DAYS)
    timetables = desk.calendars.timetables(closed_too=True)
    if not timetables:
        return None
    zone = timetables[0].zone
    begin, end = start_of_day(from_, zone), start_of_day(to, zone)
    dates = days_between(from_, to)
    days_off = desk.days_off.on(dates)
    taking = [timetable for timetable in timetables if timetable.calendar.active]
    visits = desk.visits.between((begin, end), zone, calendar_id=None, patient_id=None, limit=PAGE, cursor=None)
    return Book(
        [timetable.calendar for timetable in timetables],
        CalendarDays(zone, [(each.calendar.id, each.on(day, days_off)) for day in dates for each in taking]),
        replace(visits, items=mark_outside(desk, visits.items, timetables, days_off)),
        ListedHolds(zone, desk.holds.lasting(begin, end)),
    )
