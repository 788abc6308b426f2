"""When calendars take visits: working time, exceptions, public holidays."""

from __future__ import annotations

import datetime as dt
from datetime import date
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.base import Message, Method, Nothing, WallTime
from contracts.scheduling.rpc.calendars import CalendarId


class WallSpan(Message):
    """A span of one day on the practice's wall clock."""

    from_: WallTime = Field(alias="from")
    to: WallTime


class WorkingDay(Message):
    weekday: int
    """1 is Monday, 7 Sunday (ISO 8601)."""
    open: bool
    from_: WallTime = Field(alias="from")
    to: WallTime
    break_: WallSpan | None = Field(default=None, alias="break")


class WorkingTime(Message):
    days: list[WorkingDay]
    version: int


class ChangeWorkingTime(Message):
    days: list[WorkingDay]
    apply_to_all: bool = False
    only_check: bool = False
    """Refuse what would be refused, and change nothing."""
    expected_version: int | None = None


class CalendarWorkingTime(Message):
    inherits: bool
    """It keeps the practice's hours; ``days`` are these then."""
    days: list[WorkingDay]
    version: int
    """The calendar's."""


class ChangeCalendarWorkingTime(Message):
    """Own hours, or with ``inherits`` the practice's again."""

    calendar_id: UUID
    inherits: bool = False
    days: list[WorkingDay] = Field(default_factory=list)
    """Those left out keep what holds for the calendar now."""
    expected_version: int | None = None


class DayException(Message):
    """One date that differs from the week: closed, or open at other hours."""

    id: UUID
    calendar_id: UUID | None
    """None: the whole practice. A calendar's own goes before the practice's."""
    date: dt.date
    open: bool
    from_: WallTime | None = Field(alias="from")
    to: WallTime | None
    break_: WallSpan | None = Field(default=None, alias="break")
    name: str | None
    """Why, for the calendar to show: "Urlop"."""


class DayExceptions(Message):
    items: list[DayException]


class ListExceptions(Message):
    """Dates in the practice's zone, ``to`` exclusive; at most 731 days. Without a calendar: the practice's own."""

    calendar_id: UUID | None = None
    from_: dt.date | None = Field(default=None, alias="from")
    """Left out: today."""
    to: dt.date | None = None


class AddExceptions(Message):
    """One exception a date from ``date`` to ``until`` inclusive (at most 366); it replaces what is on these dates."""

    calendar_id: UUID | None = None
    date: dt.date
    until: dt.date | None = None
    open: bool = False
    from_: WallTime | None = Field(default=None, alias="from")
    to: WallTime | None = None
    break_: WallSpan | None = Field(default=None, alias="break")
    name: str | None = None


class ExceptionId(Message):
    exception_id: UUID


class HolidayNames(Message):
    pl: str
    en: str


class Holiday(Message):
    """A public holiday of Poland: closed unless the practice chose to work, or an exception says otherwise."""

    date: date
    names: HolidayNames
    closed: bool


class Holidays(Message):
    items: list[Holiday]


class ChangeHoliday(Message):
    date: date
    closed: bool


class DayOff(Message):
    """Why a date differs: a public holiday or an exception."""

    names: HolidayNames | None = None
    name: str | None = None
    closed: bool = True


class DaySpan(Message):
    """Dates in the practice's zone, ``to`` exclusive; at most 92 days, of public holidays at most 731."""

    from_: date = Field(alias="from")
    to: date


class Span(Message):
    starts_at: AwareDatetime
    ends_at: AwareDatetime


class CalendarDay(Message):
    """When one calendar takes visits on one date: the open spans (breaks already taken out) and the breaks."""

    calendar_id: UUID
    date: date
    open: list[Span]
    breaks: list[Span]
    day_off: DayOff | None = None


class CalendarDays(Message):
    time_zone: str
    items: list[CalendarDay]


read_working_time = Method("scheduling", "read_working_time", Nothing, WorkingTime, act="see_settings")
change_working_time = Method("scheduling", "change_working_time", ChangeWorkingTime, WorkingTime, act="change_settings")
read_calendar_working_time = Method(
    "scheduling", "read_calendar_working_time", CalendarId, CalendarWorkingTime, act="see_settings"
)
change_calendar_working_time = Method(
    "scheduling",
    "change_calendar_working_time",
    ChangeCalendarWorkingTime,
    CalendarWorkingTime,
    act="change_settings",
)
list_exceptions = Method("scheduling", "list_exceptions", ListExceptions, DayExceptions, act="see_settings")
add_exceptions = Method("scheduling", "add_exceptions", AddExceptions, DayExceptions, act="change_settings")
remove_exception = Method("scheduling", "remove_exception", ExceptionId, Nothing, act="change_settings")
list_holidays = Method("scheduling", "list_holidays", DaySpan, Holidays, act="see_settings")
change_holiday = Method("scheduling", "change_holiday", ChangeHoliday, Holiday, act="change_settings")
list_calendar_days = Method("scheduling", "list_calendar_days", DaySpan, CalendarDays, act="use_calendar")
