"""Small factories, so that each test says only what matters to it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from scheduling.domain.calendar import Calendar, first_calendar
from scheduling.domain.days_off import DayException, DaysOff, days_between
from scheduling.domain.patient import Card, Patient
from scheduling.domain.span import Span
from scheduling.domain.timetable import Timetable
from scheduling.domain.visit import Visit
from scheduling.domain.working_time import Hours, WorkingDay, WorkingWeek, default_week

WARSAW = ZoneInfo("Europe/Warsaw")
PRACTICE = UUID("01900000-0000-7000-8000-000000000001")
OWNER = UUID("01900000-0000-7000-8000-0000000000b1")
"""Who sits at a desk in memory."""
NOW = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
"""A Monday, 10:05 in Warsaw."""

ORDINARY = DaysOff(frozenset(days_between(date(2026, 1, 1), date(2029, 1, 1))))
"""Three years without exceptions; public holidays are kept."""


def at(text: str, zone: ZoneInfo = WARSAW) -> datetime:
    """``at("2026-11-24 10:00")``: wall time in Warsaw."""
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def lasting(text: str, minutes: int = 30) -> Span:
    return Span.lasting(at(text), minutes)


def hours(text: str) -> Hours:
    """``hours("8:00-16:00")``."""
    begin, end = ([int(part) for part in clock.split(":")] for clock in text.split("-"))
    return Hours(time(*begin), time(*end))


def working_day(weekday: int, span: str = "8:00-16:00", rest: str | None = None, *, open_: bool = True) -> WorkingDay:
    return WorkingDay(weekday, open_, hours(span), hours(rest) if rest else None)


def every_day(span: str, rest: str | None = None) -> WorkingWeek:
    return WorkingWeek(tuple(working_day(weekday, span, rest) for weekday in range(1, 8)))


def a_calendar(practice_id: UUID = PRACTICE) -> Calendar:
    return first_calendar(uuid4(), practice_id)


def a_timetable(week: WorkingWeek | None = None, *, active: bool = True, zone: ZoneInfo = WARSAW) -> Timetable:
    calendar = Calendar(uuid4(), PRACTICE, "STANOWISKO 1", "blue", 1, active=active)
    return Timetable(calendar, week or default_week(), zone)


def an_exception(
    day: str,
    open_: str | None = None,
    rest: str | None = None,
    *,
    calendar_id: UUID | None = None,
    name: str | None = None,
) -> DayException:
    """``an_exception("2026-11-24", "8:00-12:00")``; without hours the date is closed."""
    working, break_ = hours(open_) if open_ else None, hours(rest) if rest else None
    return DayException(uuid4(), PRACTICE, calendar_id, date.fromisoformat(day), working, break_, name)


def a_patient(first: str = "Żaneta", last: str = "Łęcka", practice_id: UUID = PRACTICE, **card: object) -> Patient:
    return Patient(uuid4(), practice_id, Card(first_name=first, last_name=last, **card))


def a_visit(status: str = "planned", when: str = "2026-11-24 10:00", minutes: int = 30, **parts: object) -> Visit:
    known = {"calendar_id": uuid4(), "patient_id": uuid4()} | parts
    return Visit(uuid4(), PRACTICE, during=lasting(when, minutes), status=status, **known)
