from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from scheduling.application.list_calendar_days import CalendarDays, list_calendar_days
from scheduling.application.list_holds import ListedHolds, list_holds
from scheduling.application.list_visits import list_visits
from scheduling.application.ports import Desk
from scheduling.application.shown import Page, ShownVisit
from scheduling.domain.calendar import Calendar

PAGE = 500


@dataclass(frozen=True, slots=True)
class Book:
    """What a calendar on the screen shows of some days."""

    calendars: list[Calendar]
    days: CalendarDays
    visits: Page[ShownVisit]
    holds: ListedHolds


def read_book(desk: Desk, *, from_: date, to: date) -> Book | None:
    """All of it from one date up to, and without, another; None while there is no calendar. Raises ValidationFailed."""
    calendars = desk.calendars.all()
    if not calendars:
        return None
    return Book(
        calendars,
        list_calendar_days(desk, from_=from_, to=to),
        list_visits(desk, from_=from_, to=to, calendar_id=None, patient_id=None, limit=PAGE, cursor=None),
        list_holds(desk, from_=from_, to=to),
    )
