"""What people do at a desk in memory, in few words: chairs go by their place, from 1."""

from __future__ import annotations

from datetime import date, time, timedelta
from uuid import UUID

from scheduling.application.add_calendar import add_calendar
from scheduling.application.add_exceptions import add_exceptions
from scheduling.application.book_visit import book_visit
from scheduling.application.change_calendar import change_calendar
from scheduling.application.change_calendar_working_time import change_calendar_working_time
from scheduling.application.change_visit import VisitChange, change_visit
from scheduling.application.list_calendar_days import list_calendar_days
from scheduling.application.list_visits import list_visits
from scheduling.application.visits_outside import list_visits_outside
from scheduling.domain.calendar import CalendarChange
from scheduling.domain.days_off import AskedException

from services.scheduling.tests.builders import WARSAW, a_patient, at
from services.scheduling.tests.fakes import FakeDesk

TUESDAY = date(2026, 11, 24)
CHRISTMAS = date(2026, 12, 25)
SLOT = "2026-11-24 10:00"


def opened(chairs: int = 2) -> FakeDesk:
    desk = FakeDesk()
    desk.practices.follow("Gabinet", WARSAW, 1)
    for number in range(1, chairs + 1):
        add_calendar(desk, name=f"Fotel {number}", color=None)
    desk.patients.add(a_patient())
    desk.changes.noted.clear()
    desk.facts.clear()
    return desk


def chair(desk, place=1) -> UUID:
    return desk.calendars.all()[place - 1].id


def change(desk, place, expected_version=None, **parts):
    return change_calendar(
        desk, calendar_id=chair(desk, place), change=CalendarChange(**parts), expected_version=expected_version
    )


def own_hours(desk, place, *days, inherits=False, expected_version=None):
    return change_calendar_working_time(
        desk, calendar_id=chair(desk, place), inherits=inherits, days=days, expected_version=expected_version
    )


def off(desk, day=TUESDAY, until=None, place=None, hours=None, **parts):
    """A day off, or other hours such as ``"8:00-12:00"``; of the practice, or of the chair at that place."""
    begin, end = (time.fromisoformat(f"{each:0>5}") for each in hours.split("-")) if hours else (None, None)
    calendar_id = chair(desk, place) if place else None
    asked = AskedException(
        calendar_id=calendar_id, first=day, until=until, open=hours is not None, from_=begin, to=end, **parts
    )
    return add_exceptions(desk, asked=asked)


def book(desk, when=SLOT, minutes=30, place=1, **parts):
    (patient_id,) = desk.patients.kept
    starts_at = at(when) if isinstance(when, str) else when
    return book_visit(
        desk,
        calendar_id=chair(desk, place),
        patient_id=patient_id,
        starts_at=starts_at,
        minutes=minutes,
        note=None,
        **parts,
    ).visit


def move(desk, visit, **parts):
    return change_visit(desk, visit_id=visit.id, change=VisitChange(**parts), expected_version=None)


def outside(desk, limit=100, cursor=None):
    return list_visits_outside(desk, limit=limit, cursor=cursor)


def ids(page):
    return [shown.visit.id for shown in page.items]


def listed(desk):
    return list_visits(desk, from_=None, to=None, calendar_id=None, patient_id=None, limit=100, cursor=None).items


def days(desk, from_=TUESDAY, to=None):
    return list_calendar_days(desk, from_=from_, to=to or from_ + timedelta(days=1)).items
