from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from scheduling.application.ports import Desk
from scheduling.domain.facts import PatientChanged
from scheduling.domain.local_time import day_of
from scheduling.domain.patient import Patient, card_changes
from scheduling.domain.refusals import require_version


def change_patient(desk: Desk, *, patient_id: UUID, fields: Mapping[str, Any], expected_version: int | None) -> Patient:
    """Fields that are not among ``fields`` keep their value. Raises NotFound, VersionConflict or ValidationFailed."""
    today = day_of(desk.now, desk.practices.read().zone)
    before = desk.patients.read_to_change(patient_id)
    require_version(before.version, expected_version)
    patient = before.change(fields, today)
    if patient.version != before.version:
        desk.patients.save(patient)
        desk.changes.note("patient", patient.id, card_changes(before, patient))
        desk.announce([PatientChanged(patient)])
    return patient
