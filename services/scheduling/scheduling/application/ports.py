"""What a use case needs of the world, within one transaction of one practice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from scheduling.domain.calendar import Calendar
from scheduling.domain.facts import Fact
from scheduling.domain.patient import Patient
from scheduling.domain.practice import Practice
from scheduling.domain.search import Search
from scheduling.domain.timetable import Timetable
from scheduling.domain.visit import Visit
from scheduling.domain.working_time import WorkingWeek

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Part of a list; ``next_cursor`` fetches the part after it, None after the last."""

    items: list[Item]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class PatientInBrief:
    """What a calendar shows of a patient."""

    id: UUID
    first_name: str
    last_name: str
    phone: str | None


@dataclass(frozen=True, slots=True)
class ShownVisit:
    """A visit as a calendar shows it, its times in ``zone``."""

    visit: Visit
    patient: PatientInBrief
    zone: ZoneInfo


class Practices(Protocol):
    def read(self) -> Practice:
        """Raises NotFound: a practice is known here only some moments after its registration."""
        ...

    def read_to_change(self) -> Practice:
        """The same, and nobody else changes it until the transaction ends."""
        ...

    def follow(self, name: str, zone: ZoneInfo, version: int) -> None:
        """Keep this state of the practice unless a newer one is known."""
        ...

    def welcome(self) -> bool:
        """True for the first caller, once in the life of the practice."""
        ...

    def save_week(self, week: WorkingWeek, version: int) -> None: ...


class Calendars(Protocol):
    def all(self) -> list[Calendar]:
        """From left to right, closed ones too."""
        ...

    def read(self, calendar_id: UUID) -> Calendar:
        """Raises NotFound."""
        ...

    def add(self, calendar: Calendar) -> None: ...

    def timetables(self) -> list[Timetable]:
        """Of all calendars that take visits, from left to right."""
        ...

    def timetable_to_book(self, calendar_id: UUID) -> Timetable:
        """Bookings on one calendar wait for each other from here to the end of the transaction. Raises NotFound."""
        ...

    def forget_own_weeks(self) -> None:
        """From now on the practice's hours hold for every calendar."""
        ...


class Patients(Protocol):
    def read(self, patient_id: UUID) -> Patient:
        """Raises NotFound."""
        ...

    def read_to_change(self, patient_id: UUID) -> Patient:
        """The same, and nobody else changes it until the transaction ends."""
        ...

    def add(self, patient: Patient) -> None: ...

    def save(self, patient: Patient) -> None: ...

    def find(self, search: Search, limit: int, cursor: str | None) -> Page[Patient]:
        """By last name. Raises ValidationFailed for a cursor that is none."""
        ...


class Visits(Protocol):
    def to_book(self, calendar_id: UUID, patient_id: UUID) -> tuple[Timetable, PatientInBrief]:
        """As ``timetable_to_book``, and the patient, in one go. Raises NotFound."""
        ...

    def add(self, visit: Visit) -> None:
        """Raises SlotTaken if the calendar has another visit in that time: the database's word, not a look before."""
        ...

    def read(self, visit_id: UUID) -> ShownVisit:
        """Raises NotFound."""
        ...

    def read_to_change(self, visit_id: UUID) -> ShownVisit:
        """The same, and nobody else changes it until the transaction ends."""
        ...

    def save(self, visit: Visit) -> None:
        """Raises SlotTaken like ``add``."""
        ...

    def between(  # noqa: PLR0913 - the parts of a filter
        self,
        starting_in: tuple[datetime | None, datetime | None],
        zone: ZoneInfo,
        *,
        calendar_id: UUID | None,
        patient_id: UUID | None,
        limit: int,
        cursor: str | None,
    ) -> Page[ShownVisit]:
        """Visits that begin in the span, by start. Raises ValidationFailed for a cursor that is none."""
        ...


class Desk(Protocol):
    """One practice's books, open for one transaction: all of what is written is kept, or nothing."""

    practice_id: UUID
    now: datetime
    """Aware UTC."""

    @property
    def practices(self) -> Practices: ...
    @property
    def calendars(self) -> Calendars: ...
    @property
    def patients(self) -> Patients: ...
    @property
    def visits(self) -> Visits: ...

    def new_id(self) -> UUID: ...

    def announce(self, facts: Sequence[Fact]) -> None:
        """Tell the world, in this order, once the transaction is kept."""
        ...
