from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    (patient,) = keep_added(desk, [checked_card(fields, today)], source)
    return ShownPatient(patient, answers(patient.card.consents, desk.now, source, desk.actor_id))


def keep_added(desk: Desk, cards: Sequence[Card], source: str) -> list[Patient]:
    """Cards that were checked become patients, in their order."""
    patients = [Patient(desk.new_id(), desk.practice_id, card) for card in cards]
    said = {each.id: answers(each.card.consents, desk.now, source, desk.actor_id) for each in patients}
    if patients:
        desk.patients.add(*patients)
        desk.consents.add(said)
        desk.changes.note_each("patient", [(each.id, card_changes(None, each)) for each in patients])
        desk.announce([PatientAdded(each) for each in patients])
    return patients
