from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scheduling.application.ports import Desk
from scheduling.application.shown_patients import ShownPatient
from scheduling.domain.consent import AT_THE_DESK, answers
from scheduling.domain.facts import PatientAdded
from scheduling.domain.local_time import day_of
from scheduling.domain.patient import Card, Patient, card_changes, checked_card


def add_patient(desk: Desk, *, fields: Mapping[str, Any], consent_source: str | None = None) -> ShownPatient:
    """``consent_source``: how the answers about messages came; else assumed unless there are any.

    Raises ValidationFailed.
    """
    today = day_of(desk.now, desk.practices.read().zone)
    source = consent_source or (AT_THE_DESK if fields.get("consents") else "assumed")
    return keep_added(desk, checked_card(fields, today), source)


def keep_added(desk: Desk, card: Card, source: str) -> ShownPatient:
    """A card that was checked becomes a patient."""
    patient = Patient(desk.new_id(), desk.practice_id, card)
    said = answers(card.consents, desk.now, source, desk.actor_id)
    desk.patients.add(patient)
    desk.consents.add(patient.id, said)
    desk.changes.note("patient", patient.id, card_changes(None, patient))
    desk.announce([PatientAdded(patient)])
    return ShownPatient(patient, said)
