from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from scheduling.application.end_offer import hand_over_waiting
from scheduling.application.ports import Desk
from scheduling.application.shown_patients import ShownPatient, shown
from scheduling.domain.consent import answers_taken_over
from scheduling.domain.facts import Fact, PatientChanged, PatientMerged
from scheduling.domain.merging import merged
from scheduling.domain.patient import Patient, card_changes
from scheduling.domain.refusals import ValidationFailed, require_version


def merge_patients(  # noqa: PLR0913 - two cards, two versions
    desk: Desk,
    *,
    patient_id: UUID,
    merged_id: UUID,
    take: Collection[str],
    expected_version: int | None,
    merged_expected_version: int | None,
) -> ShownPatient:
    """One card goes on with the visits of both; the other says from then on where it went.

    Asked again it answers the card that goes on. Raises NotFound, VersionConflict, ValidationFailed, PatientMerged or
    PatientErased.
    """
    if patient_id == merged_id:
        raise ValidationFailed.of("merged_id", "invalid")
    # The waiting list is changed by who holds the practice, and that comes before a patient.
    desk.practices.read_to_change()
    # Two who merge the same cards crosswise wait for each other in one order.
    both = {each: desk.patients.read_to_change(each) for each in sorted((patient_id, merged_id))}
    before, other = both[patient_id], both[merged_id]
    before.require_active()
    if other.merged_into == patient_id:
        return shown(desk, before)
    other.require_active()
    require_version(before.version, expected_version)
    require_version(other.version, merged_expected_version)
    patient, left = merged(before, other, take)
    _keep(desk, before, patient, other, left)
    return shown(desk, patient)


def _keep(desk: Desk, before: Patient, patient: Patient, other: Patient, left: Patient) -> None:
    theirs = {said.channel: said for said in desk.consents.newest(other.id)}
    taken_over = answers_taken_over(before.card.consents, patient.card.consents, theirs, desk.now, desk.actor_id)
    facts: list[Fact] = [PatientMerged(left)]
    for earlier in desk.patients.merged_into(other.id):
        moved = earlier.changed(merged_into=patient.id)
        desk.patients.save(moved)
        facts.append(PatientMerged(moved))
    desk.patients.save(left)
    desk.patient_visits.hand_over(other.id, patient.id)
    hand_over_waiting(desk, other.id, patient.id)
    desk.recalls.hand_over(other.id, patient.id)
    if patient.version != before.version:
        desk.patients.save(patient)
        desk.consents.add({patient.id: taken_over})
        facts.append(PatientChanged(patient))
    desk.changes.note("patient", patient.id, [("merged", None, other.id), *card_changes(before, patient)])
    desk.changes.note("patient", other.id, [("merged_into", None, patient.id)])
    desk.announce(facts)
