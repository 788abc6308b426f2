"""What use cases answer about one patient."""

from __future__ import annotations

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from scheduling.application.ports import Desk
from scheduling.application.ports_patients import VisitsInBrief
from scheduling.domain.consent import ConsentSaid
from scheduling.domain.patient import Patient


@dataclass(frozen=True, slots=True)
class ShownPatient:
    """A card with the answer that holds for each channel; read by itself also with its visits in brief, in ``zone``."""

    patient: Patient
    said: list[ConsentSaid] = field(default_factory=list)
    visits: VisitsInBrief | None = None
    zone: ZoneInfo | None = None


def shown(desk: Desk, patient: Patient) -> ShownPatient:
    return ShownPatient(patient, desk.consents.newest(patient.id))
