from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from scheduling.application.ports import Desk
from scheduling.application.shown_patients import ShownPatient, shown
from scheduling.domain.consent import AT_THE_DESK, answers, new_answers
from scheduling.domain.facts import PatientChanged
from scheduling.domain.local_time import day_of
from scheduling.domain.patient import card_changes
from scheduling.domain.refusals import require_version


def change_patient(
    desk: Desk,
    *,
    patient_id: UUID,
    fields: Mapping[str, Any],
    expected_version: int | None,
    consent_source: str | None = None,
) -> ShownPatient:
    """Fields that are not among ``fields`` keep their value.

    An answer about messages that is the same as before is noted anew only where ``consent_source`` says that it came in
    another way than at the desk: a form that is sent back says nothing new. Raises NotFound, VersionConflict,
    ValidationFailed, PatientMerged or PatientErased.
    """
    today = day_of(desk.now, desk.practices.read().zone)
    before = desk.patients.read_to_change(patient_id)
    before.require_active()
    require_version(before.version, expected_version)
    patient = before.change(fields, today)
    newest = desk.consents.newest(patient_id)
    if fields.get("consents"):
        said = answers(patient.card.consents, desk.now, consent_source or AT_THE_DESK, desk.actor_id)
        told = new_answers(said, newest, expressly=consent_source not in {None, AT_THE_DESK})
    else:
        told = []
    if patient == before and told:
        patient = before.changed()
    if patient.version != before.version:
        desk.patients.save(patient)
        desk.consents.add({patient_id: told})
        again = [("consents", None, None)] if told and patient.card == before.card else []
        desk.changes.note("patient", patient.id, card_changes(before, patient) + again)
        desk.announce([PatientChanged(patient)])
    return shown(desk, patient)
