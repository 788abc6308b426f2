from __future__ import annotations

from uuid import UUID

from scheduling.application.ports import Desk
from scheduling.application.shown_patients import ShownPatient
from scheduling.domain.consent import ConsentSaid


def read_patient(desk: Desk, *, patient_id: UUID) -> ShownPatient:
    """Merged and erased ones too. Raises NotFound."""
    patient = desk.patients.read(patient_id)
    said = desk.consents.newest(patient_id)
    return ShownPatient(patient, said, desk.patient_visits.brief(patient_id, desk.now), desk.practices.read().zone)


def list_consents(desk: Desk, *, patient_id: UUID) -> list[ConsentSaid]:
    """Every answer, the newest first. Raises NotFound."""
    desk.patients.read(patient_id)
    return desk.consents.all(patient_id)
