from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scheduling.application.ports import Desk
from scheduling.domain.facts import PatientAdded
from scheduling.domain.local_time import day_of
from scheduling.domain.patient import Patient, card_changes, checked_card


def add_patient(desk: Desk, *, fields: Mapping[str, Any]) -> Patient:
    """Raises ValidationFailed."""
    today = day_of(desk.now, desk.practices.read().zone)
    patient = Patient(desk.new_id(), desk.practice_id, checked_card(fields, today))
    desk.patients.add(patient)
    desk.changes.note("patient", patient.id, card_changes(None, patient))
    desk.announce([PatientAdded(patient)])
    return patient
