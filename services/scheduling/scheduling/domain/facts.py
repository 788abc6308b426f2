"""What has happened, in the past tense; each carries the whole state afterwards, with its version."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from scheduling.domain.patient import Patient
from scheduling.domain.public_hold import Asked
from scheduling.domain.time_offer import TimeOffer
from scheduling.domain.visit import Visit


@dataclass(frozen=True, slots=True)
class PatientAdded:
    patient: Patient


@dataclass(frozen=True, slots=True)
class PatientChanged:
    patient: Patient


@dataclass(frozen=True, slots=True)
class PatientMerged:
    """``patient`` is what is left of the card that does not go on."""

    patient: Patient


@dataclass(frozen=True, slots=True)
class PatientErased:
    patient: Patient


@dataclass(frozen=True, slots=True)
class VisitBooked:
    visit: Visit


@dataclass(frozen=True, slots=True)
class VisitMoved:
    visit: Visit


@dataclass(frozen=True, slots=True)
class VisitCancelled:
    visit: Visit


@dataclass(frozen=True, slots=True)
class VisitStatusChanged:
    visit: Visit


@dataclass(frozen=True, slots=True)
class TimetableChanged:
    """Calendars, hours, days off, services or holds are others by now; the version counts these changes."""

    practice_id: UUID
    version: int


@dataclass(frozen=True, slots=True)
class BookingCodeRequested:
    """A code goes to who books online. Nothing but this has the code itself."""

    practice_id: UUID
    id: UUID
    asked: Asked
    code: str = field(repr=False)
    expires_at: datetime
    version: int = 1


@dataclass(frozen=True, slots=True)
class TimeOffered:
    """One who waits is told of a freed time."""

    offer: TimeOffer
    service_name: str | None
    version: int = 1

    @property
    def practice_id(self) -> UUID:
        return self.offer.practice_id


@dataclass(frozen=True, slots=True)
class TimeOfferEnded:
    offer: TimeOffer
    version: int = 2

    @property
    def practice_id(self) -> UUID:
        return self.offer.practice_id


PatientFact = PatientAdded | PatientChanged | PatientMerged | PatientErased
VisitFact = VisitBooked | VisitMoved | VisitCancelled | VisitStatusChanged
OfferFact = TimeOffered | TimeOfferEnded
Fact = PatientFact | VisitFact | TimetableChanged | BookingCodeRequested | OfferFact
