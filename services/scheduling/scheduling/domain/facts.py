"""What has happened, in the past tense; each carries the whole state afterwards, with its version."""

from __future__ import annotations

from dataclasses import dataclass

from scheduling.domain.patient import Patient
from scheduling.domain.visit import Visit


@dataclass(frozen=True, slots=True)
class PatientAdded:
    patient: Patient


@dataclass(frozen=True, slots=True)
class PatientChanged:
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


Fact = PatientAdded | PatientChanged | VisitBooked | VisitMoved | VisitCancelled | VisitStatusChanged
