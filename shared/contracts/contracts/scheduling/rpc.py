"""RPC methods of scheduling. Every one acts within ``context.practice_id``; another practice's id is ``not_found``."""

from __future__ import annotations

import datetime as dt
from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.base import Message, Method, Nothing, WallTime
from contracts.changes import Changes, ListChanges

VisitStatus = Literal["planned", "confirmed", "waiting", "in_chair", "finished", "cancelled", "no_show"]


class Page(Message):
    limit: int = Field(default=100, ge=1, le=500)
    cursor: str | None = None


# Calendars and working time


class Calendar(Message):
    id: UUID
    name: str
    color: str
    position: int
    active: bool
    version: int
    own_hours: bool = False
    """It has a working time of its own."""


class Calendars(Message):
    items: list[Calendar]


class CalendarId(Message):
    calendar_id: UUID


class AddCalendar(Message):
    name: str
    color: str | None = None
    """One of the eight names of the palette; left out: the first one not in use."""


class ChangeCalendar(Message):
    """Fields left out keep their value."""

    calendar_id: UUID
    name: str | None = None
    color: str | None = None
    position: int | None = None
    """From 1; the others make room."""
    active: bool | None = None
    """False closes it: no new visits; what is booked stays."""
    expected_version: int | None = None


class OrderCalendars(Message):
    """All calendars of the practice, closed ones too, from left to right."""

    calendar_ids: list[UUID]


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


# Services


class Service(Message):
    """What is done, how long it takes, what it costs."""

    id: UUID
    name: str
    minutes: int
    """On the 15-minute grid."""
    color: str
    """One of the eight names of the palette."""
    price: str | None
    """In złoty, ``"120.00"``; None: not said."""
    bookable_online: bool
    active: bool
    """False: no longer on offer; visits keep it."""
    position: int
    version: int


class Services(Message):
    items: list[Service]


class ServiceId(Message):
    service_id: UUID


class AddService(Message):
    name: str
    minutes: int
    color: str | None = None
    price: str | None = None
    bookable_online: bool = False


class ChangeService(Message):
    """Fields left out (not set) keep their value."""

    service_id: UUID
    name: str | None = None
    minutes: int | None = None
    color: str | None = None
    price: str | None = None
    bookable_online: bool | None = None
    active: bool | None = None
    position: int | None = None
    expected_version: int | None = None


# Patients


class Consents(Message):
    sms: bool = True
    email: bool = True


class Patient(Message):
    id: UUID
    first_name: str
    last_name: str
    phone: str | None
    """E.164."""
    email: str | None
    birth_date: date | None
    pesel: str | None = Field(repr=False)
    address: str | None
    notes: str | None
    consents: Consents
    version: int


class AddPatient(Message):
    first_name: str
    last_name: str
    phone: str | None = None
    email: str | None = None
    birth_date: date | None = None
    pesel: str | None = Field(default=None, repr=False)
    address: str | None = None
    notes: str | None = None
    consents: Consents = Consents()


class ChangePatient(Message):
    """Fields left out (not set) keep their value."""

    patient_id: UUID
    first_name: str | None = None
    last_name: str | None = None
    phone: str | None = None
    email: str | None = None
    birth_date: date | None = None
    pesel: str | None = Field(default=None, repr=False)
    address: str | None = None
    notes: str | None = None
    consents: Consents | None = None
    expected_version: int | None = None


class PatientId(Message):
    patient_id: UUID


class FindPatients(Page):
    q: str | None = None
    """Any part of a name or phone number, with or without Polish letters."""


class Patients(Message):
    items: list[Patient]
    next_cursor: str | None


# Visits


class VisitPatient(Message):
    """What a calendar shows of the patient."""

    id: UUID
    first_name: str
    last_name: str
    phone: str | None


class VisitService(Message):
    """What a calendar shows of the service."""

    id: UUID
    name: str
    color: str


class Visit(Message):
    id: UUID
    calendar_id: UUID
    patient_id: UUID
    patient: VisitPatient
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    """Both in the practice's zone."""
    minutes: int
    status: VisitStatus
    note: str | None
    version: int
    outside: bool = False
    """Still to come, and outside what its calendar's hours are by now (or on a closed calendar): to be moved."""
    service: VisitService | None = None
    overbooked: bool = False
    """Booked on purpose over another visit, by staff: the rule against overlaps does not hold for it."""
    cancel_reason: str | None = None
    series_id: UUID | None = None
    """Of the visits that were booked together, every few weeks."""


class BookVisit(Message):
    calendar_id: UUID
    patient_id: UUID
    starts_at: AwareDatetime
    minutes: int | None = None
    """Left out: as long as the service takes; one of the two is needed."""
    note: str | None = None
    service_id: UUID | None = None
    overbook: bool = False
    """On purpose over another visit. Hours and breaks hold all the same."""


class BookSeries(Message):
    """The same wall-clock time every ``every_weeks`` weeks; all of them, or (``skip_refused``) those that can be."""

    calendar_id: UUID
    patient_id: UUID
    starts_at: AwareDatetime
    minutes: int | None = None
    note: str | None = None
    service_id: UUID | None = None
    every_weeks: int
    """1 to 52."""
    count: int
    """2 to 52, the first one included."""
    skip_refused: bool = False


class RefusedStart(Message):
    """A visit of a series that could not be booked, and why."""

    starts_at: AwareDatetime
    code: str


class SeriesBooked(Message):
    series_id: UUID
    visits: list[Visit]
    refused: list[RefusedStart]


class RestoreVisit(Message):
    """A cancelled visit is planned again, if its time is still free (or ``overbook``)."""

    visit_id: UUID
    overbook: bool = False
    expected_version: int | None = None


class ChangeVisit(Message):
    """Moves, lengthens or marks a visit; fields left out keep their value."""

    visit_id: UUID
    calendar_id: UUID | None = None
    starts_at: AwareDatetime | None = None
    minutes: int | None = None
    status: VisitStatus | None = None
    note: str | None = None
    service_id: UUID | None = None
    overbook: bool = False
    """For a move: on purpose over another visit."""
    expected_version: int | None = None


class CancelVisit(Message):
    visit_id: UUID
    reason: str | None = None
    expected_version: int | None = None


class VisitId(Message):
    visit_id: UUID


class ListVisits(Page):
    """Visits that begin in the span, cancelled ones too, by start. Dates in the practice's zone, ``to`` exclusive."""

    from_: date | None = Field(default=None, alias="from")
    to: date | None = None
    calendar_id: UUID | None = None
    patient_id: UUID | None = None


class Visits(Message):
    items: list[Visit]
    next_cursor: str | None


class ListFreeTimes(Message):
    """Starts from now on. Dates in the practice's zone, ``to`` exclusive; at most 90 days.

    By length or by service (one of them is needed); without calendars: all that are open.
    """

    from_: date = Field(alias="from")
    to: date
    minutes: int | None = None
    service_id: UUID | None = None
    calendar_ids: list[UUID] = Field(default_factory=list)
    limit: int = Field(default=1000, ge=1, le=20_000)


class FreeTime(Message):
    calendar_id: UUID
    starts_at: AwareDatetime
    """In the practice's zone."""


class FreeTimes(Message):
    """By start, then by the calendars' order."""

    items: list[FreeTime]
    complete: bool
    """False: there are more than ``limit``; ask again from the last one's date."""


list_calendars = Method("scheduling", "list_calendars", Nothing, Calendars, act="use_calendar")
read_calendar = Method("scheduling", "read_calendar", CalendarId, Calendar, act="use_calendar")
add_calendar = Method("scheduling", "add_calendar", AddCalendar, Calendar, act="change_settings")
change_calendar = Method("scheduling", "change_calendar", ChangeCalendar, Calendar, act="change_settings")
order_calendars = Method("scheduling", "order_calendars", OrderCalendars, Calendars, act="change_settings")
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
list_services = Method("scheduling", "list_services", Nothing, Services, act="see_settings")
read_service = Method("scheduling", "read_service", ServiceId, Service, act="see_settings")
add_service = Method("scheduling", "add_service", AddService, Service, act="change_settings")
change_service = Method("scheduling", "change_service", ChangeService, Service, act="change_settings")
find_patients = Method("scheduling", "find_patients", FindPatients, Patients, act="use_patients")
add_patient = Method("scheduling", "add_patient", AddPatient, Patient, act="use_patients")
read_patient = Method("scheduling", "read_patient", PatientId, Patient, act="use_patients")
change_patient = Method("scheduling", "change_patient", ChangePatient, Patient, act="use_patients")
list_visits = Method("scheduling", "list_visits", ListVisits, Visits, act="use_calendar")
list_visits_outside = Method("scheduling", "list_visits_outside", Page, Visits, act="use_calendar")
book_visit = Method("scheduling", "book_visit", BookVisit, Visit, act="use_calendar")
read_visit = Method("scheduling", "read_visit", VisitId, Visit, act="use_calendar")
change_visit = Method("scheduling", "change_visit", ChangeVisit, Visit, act="use_calendar")
cancel_visit = Method("scheduling", "cancel_visit", CancelVisit, Visit, act="use_calendar")
restore_visit = Method("scheduling", "restore_visit", RestoreVisit, Visit, act="use_calendar")
book_series = Method("scheduling", "book_series", BookSeries, SeriesBooked, act="use_calendar")
read_visit_history = Method("scheduling", "read_visit_history", VisitId, Changes, act="use_calendar")
list_free_times = Method("scheduling", "list_free_times", ListFreeTimes, FreeTimes, act="use_calendar")
list_changes = Method("scheduling", "list_changes", ListChanges, Changes, act="see_changes")
