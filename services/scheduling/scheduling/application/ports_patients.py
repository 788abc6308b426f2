"""What a use case needs of the patients that are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from scheduling.application.shown import Page
from scheduling.domain.consent import ConsentSaid
from scheduling.domain.likeness import Likeness
from scheduling.domain.patient import Patient
from scheduling.domain.search import Search


class Patients(Protocol):
    def read(self, patient_id: UUID) -> Patient:
        """Merged and erased ones too. Raises NotFound."""
        ...

    def read_to_change(self, patient_id: UUID) -> Patient:
        """The same, and nobody else changes it, or books for it, until the transaction ends."""
        ...

    def read_to_book(self, patient_id: UUID) -> Patient:
        """Nobody merges or erases it until the transaction ends. Raises NotFound, PatientMerged or PatientErased."""
        ...

    def merged_into(self, patient_id: UUID) -> list[Patient]:
        """What is left of cards that this one goes on for; nobody else changes them until the transaction ends."""
        ...

    def reached_by(self, channel: str, contact: str) -> list[Patient]:
        """Active ones with this phone (``sms``) or e-mail (``email``, of any case), the oldest card first."""
        ...

    def add(self, *new: Patient) -> None: ...

    def save(self, patient: Patient) -> None: ...

    def find(self, search: Search, limit: int, cursor: str | None) -> Page[Patient]:
        """Active ones, by last name. Raises ValidationFailed for a cursor that is none."""
        ...


class PatientConsents(Protocol):
    """What was answered is added to and read; it goes only with the patient."""

    def add(self, said: Mapping[UUID, Sequence[ConsentSaid]]) -> None:
        """By patient."""
        ...

    def newest(self, patient_id: UUID) -> list[ConsentSaid]:
        """The answer that holds, for each channel that was asked about."""
        ...

    def all(self, patient_id: UUID) -> list[ConsentSaid]:
        """The newest first; of the cards merged into this one too."""
        ...

    def forget(self, patient_id: UUID) -> None:
        """For an erased patient, whose card is saved."""
        ...


@dataclass(frozen=True, slots=True)
class VisitsInBrief:
    """Of one patient, cancelled ones not counted."""

    count: int = 0
    last_at: datetime | None = None
    next_at: datetime | None = None
    """Instants of starts: of the newest that has begun, and of the next to which the patient is expected."""


@dataclass(frozen=True, slots=True)
class Treatment:
    """What the visits of a patient say about forgetting them."""

    ahead: int
    """To how many they are still expected, or at which they are right now."""
    last_at: datetime | None
    """The start of the newest visit that documents treatment: begun, neither cancelled nor missed."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Whom to write to; instants, ``visit_to`` exclusive."""

    visit_from: datetime | None = None
    visit_to: datetime | None = None
    calendar_id: UUID | None = None
    service_id: UUID | None = None
    not_seen_since: datetime | None = None

    @property
    def by_visit(self) -> bool:
        return any((self.visit_from, self.visit_to, self.calendar_id, self.service_id))


class PatientVisits(Protocol):
    """The visits as they are a patient's. Holds are none."""

    def brief(self, patient_id: UUID, now: datetime) -> VisitsInBrief: ...

    def open_online(self, patient_id: UUID, now: datetime) -> int:
        """To how many they are expected that were booked online."""
        ...

    def treatment(self, patient_id: UUID, now: datetime) -> Treatment:
        """Nobody else changes these visits until the transaction ends."""
        ...

    def hand_over(self, from_: UUID, to: UUID) -> None:
        """All that one patient has become the other's, holds too."""
        ...

    def forget_words(self, patient_id: UUID, *, of_treatment_too: bool) -> None:
        """Notes and reasons: of visits that took no place alone, or of all."""
        ...

    def select(self, wanted: Selection, now: datetime, limit: int) -> list[UUID]:
        """Active patients who fit all that is wanted, by last name."""
        ...


@dataclass(frozen=True, slots=True)
class LookAlike:
    patient: Patient
    because: list[str]
    """Among likeness.BECAUSE, the most telling first."""


@dataclass(frozen=True, slots=True)
class Pair:
    first: Patient
    """The older card."""
    second: Patient
    because: list[str]


class LookAlikes(Protocol):
    """Among the active patients."""

    def of(self, wanted: Likeness, *, but: UUID | None, limit: int) -> list[LookAlike]:
        """Likeliest first; never the patient ``but``."""
        ...

    def first_of_each(self, wanted: Sequence[Likeness]) -> list[UUID | None]:
        """For each one patient that looks like it, if there is any."""
        ...

    def pairs(self, limit: int, cursor: str | None) -> Page[Pair]:
        """Cards beside the oldest one that they look like, the newest first. Raises ValidationFailed for the cursor."""
        ...
