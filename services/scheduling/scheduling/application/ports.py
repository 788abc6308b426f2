"""What a use case needs of the world, within one transaction of one practice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from scheduling.application.ports_days_off import KeptDaysOff
from scheduling.application.ports_feeds import Feeds, Recalls
from scheduling.application.ports_holds import Holds
from scheduling.application.ports_imports import Imports
from scheduling.application.ports_online import KeptBookingSettings, PublicHolds, Tries
from scheduling.application.ports_patients import LookAlikes, PatientConsents, Patients, PatientVisits
from scheduling.application.ports_secrets import Secrets
from scheduling.application.ports_visits import Visits
from scheduling.application.ports_waiting import FreedTimes, Joinings, TimeOffers, Waiting
from scheduling.domain.calendar import Calendar
from scheduling.domain.facts import Fact
from scheduling.domain.practice import ALL_CHANNELS, USUAL_QUIET_HOURS, Channels, Practice
from scheduling.domain.quiet_hours import QuietHours
from scheduling.domain.service import Service
from scheduling.domain.throttle import BookingLimits
from scheduling.domain.timetable import Timetable
from scheduling.domain.trail import FieldChange
from scheduling.domain.working_time import WorkingWeek

Subject = Literal["practice", "calendar", "day_off", "service", "patient", "visit", "waiting", "import"]
"""What a change is about."""


class Practices(Protocol):
    def read(self) -> Practice:
        """Raises PracticeNotReady: a practice is known here only some moments after its registration."""
        ...

    def read_to_change(self) -> Practice:
        """The same, and nobody else changes it until the transaction ends."""
        ...

    def follow(  # noqa: PLR0913 - what accounts says of a practice
        self,
        name: str,
        zone: ZoneInfo,
        version: int,
        *,
        phone: str | None = None,
        online_booking: bool = False,
        channels: Channels = ALL_CHANNELS,
        quiet_hours: QuietHours = USUAL_QUIET_HOURS,
    ) -> None:
        """Keep this state of the practice unless a newer one is known; the same one again may say more than before."""
        ...

    def welcome(self) -> bool:
        """True for the first caller, once in the life of the practice."""
        ...

    def save_week(self, week: WorkingWeek, version: int) -> None: ...

    def next_timetable_version(self) -> int:
        """Counts one more change of the timetable; nobody else changes the practice until the transaction ends."""
        ...


class Calendars(Protocol):
    def all(self) -> list[Calendar]:
        """From left to right, closed ones too."""
        ...

    def read(self, calendar_id: UUID) -> Calendar:
        """Raises NotFound."""
        ...

    def add(self, calendar: Calendar) -> None: ...

    def save(self, calendar: Calendar) -> None:
        """All but its hours."""
        ...

    def timetables(self, *, closed_too: bool = False) -> list[Timetable]:
        """Of all calendars that take visits, or of all there are, from left to right."""
        ...

    def timetable(self, calendar_id: UUID) -> Timetable:
        """Raises NotFound."""
        ...

    def timetable_to_book(self, calendar_id: UUID) -> Timetable:
        """Bookings on one calendar wait for each other from here to the end of the transaction. Raises NotFound."""
        ...

    def save_own_week(self, calendar_id: UUID, week: WorkingWeek | None, version: int) -> None:
        """None: the practice's hours hold for it."""
        ...

    def forget_own_weeks(self) -> None:
        """From now on the practice's hours hold for every calendar."""
        ...


class Services(Protocol):
    def all(self) -> list[Service]:
        """In their order, those no longer on offer too."""
        ...

    def read(self, service_id: UUID) -> Service:
        """Raises NotFound."""
        ...

    def add(self, service: Service) -> None: ...

    def save(self, service: Service) -> None: ...


class Changes(Protocol):
    def note(self, subject: Subject, subject_id: UUID | None, fields: Iterable[FieldChange] = ()) -> None:
        """Who changed what, for the owner to read: kept with the transaction. Say nothing of what stayed the same.

        Never a value of a patient's card, nor free text: such a field is named, and no more.
        """
        ...

    def note_each(self, subject: Subject, noted: Iterable[tuple[UUID, Iterable[FieldChange]]]) -> None:
        """The same for many things of one kind at once."""
        ...


class Desk(Protocol):
    """One practice's books, open for one transaction: all of what is written is kept, or nothing."""

    practice_id: UUID
    now: datetime
    """Aware UTC."""
    actor_id: UUID | None
    """The signed-in person; None for a patient, another service, or a process of ours."""

    @property
    def practices(self) -> Practices: ...
    @property
    def calendars(self) -> Calendars: ...
    @property
    def days_off(self) -> KeptDaysOff: ...
    @property
    def patients(self) -> Patients: ...
    @property
    def consents(self) -> PatientConsents: ...
    @property
    def look_alikes(self) -> LookAlikes: ...
    @property
    def patient_visits(self) -> PatientVisits: ...
    @property
    def imports(self) -> Imports: ...
    @property
    def visits(self) -> Visits: ...
    @property
    def holds(self) -> Holds: ...
    @property
    def services(self) -> Services: ...
    @property
    def booking_settings(self) -> KeptBookingSettings: ...
    @property
    def public_holds(self) -> PublicHolds: ...
    @property
    def feeds(self) -> Feeds: ...
    @property
    def recalls(self) -> Recalls: ...
    @property
    def waiting(self) -> Waiting: ...
    @property
    def offers(self) -> TimeOffers: ...
    @property
    def freed_times(self) -> FreedTimes: ...
    @property
    def joinings(self) -> Joinings: ...
    @property
    def tries(self) -> Tries: ...
    @property
    def secrets(self) -> Secrets: ...
    @property
    def limits(self) -> BookingLimits: ...
    @property
    def changes(self) -> Changes: ...

    def new_id(self) -> UUID: ...

    def announce(self, facts: Sequence[Fact]) -> None:
        """Tell the world, in this order, once the transaction is kept."""
        ...
