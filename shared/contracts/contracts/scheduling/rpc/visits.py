"""Visits: booked, moved, marked, cancelled."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.base import Message, Method, Page
from contracts.changes import Changes

VisitStatus = Literal["planned", "confirmed", "waiting", "in_chair", "finished", "cancelled", "no_show"]


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
    patient_answer: Literal["yes", "no"] | None = None
    """What the patient answered to a reminder; ``no``: they would like to be called."""
    source: Literal["online", "waiting_list"] | None = None
    """The patient booked it, online or as one who waited; None: the reception did."""


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


list_visits = Method("scheduling", "list_visits", ListVisits, Visits, act="use_calendar")
list_visits_outside = Method("scheduling", "list_visits_outside", Page, Visits, act="use_calendar")
book_visit = Method("scheduling", "book_visit", BookVisit, Visit, act="use_calendar")
read_visit = Method("scheduling", "read_visit", VisitId, Visit, act="use_calendar")
change_visit = Method("scheduling", "change_visit", ChangeVisit, Visit, act="use_calendar")
cancel_visit = Method("scheduling", "cancel_visit", CancelVisit, Visit, act="use_calendar")
restore_visit = Method("scheduling", "restore_visit", RestoreVisit, Visit, act="use_calendar")
book_series = Method("scheduling", "book_series", BookSeries, SeriesBooked, act="use_calendar")
read_visit_history = Method("scheduling", "read_visit_history", VisitId, Changes, act="use_calendar")
