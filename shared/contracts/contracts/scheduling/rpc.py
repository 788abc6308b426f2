"""RPC methods of scheduling. Every one acts within ``context.practice_id``; another practice's id is ``not_found``."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.base import Message, Method, Nothing, WallTime

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


class Calendars(Message):
    items: list[Calendar]


class CalendarId(Message):
    calendar_id: UUID


class AddCalendar(Message):
    name: str
    color: str | None = None
    """One of the eight names of the palette; left out: the first one not in use."""


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
    expected_version: int | None = None


class DaySpan(Message):
    """Dates in the practice's zone, ``to`` exclusive; at most 92 days."""

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


class CalendarDays(Message):
    time_zone: str
    items: list[CalendarDay]


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


class BookVisit(Message):
    calendar_id: UUID
    patient_id: UUID
    starts_at: AwareDatetime
    minutes: int
    note: str | None = None


class ChangeVisit(Message):
    """Moves, lengthens or marks a visit; fields left out keep their value."""

    visit_id: UUID
    calendar_id: UUID | None = None
    starts_at: AwareDatetime | None = None
    minutes: int | None = None
    status: VisitStatus | None = None
    note: str | None = None
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


list_calendars = Method("scheduling", "list_calendars", Nothing, Calendars)
read_calendar = Method("scheduling", "read_calendar", CalendarId, Calendar)
add_calendar = Method("scheduling", "add_calendar", AddCalendar, Calendar)
read_working_time = Method("scheduling", "read_working_time", Nothing, WorkingTime)
change_working_time = Method("scheduling", "change_working_time", ChangeWorkingTime, WorkingTime)
list_calendar_days = Method("scheduling", "list_calendar_days", DaySpan, CalendarDays)
find_patients = Method("scheduling", "find_patients", FindPatients, Patients)
add_patient = Method("scheduling", "add_patient", AddPatient, Patient)
read_patient = Method("scheduling", "read_patient", PatientId, Patient)
change_patient = Method("scheduling", "change_patient", ChangePatient, Patient)
list_visits = Method("scheduling", "list_visits", ListVisits, Visits)
book_visit = Method("scheduling", "book_visit", BookVisit, Visit)
read_visit = Method("scheduling", "read_visit", VisitId, Visit)
change_visit = Method("scheduling", "change_visit", ChangeVisit, Visit)
cancel_visit = Method("scheduling", "cancel_visit", CancelVisit, Visit)
