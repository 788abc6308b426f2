from __future__ import annotations

from uuid import UUID

from scheduling.application.end_offer import forget_waiting
from scheduling.application.ports import Desk
from scheduling.application.shown_patients import ShownPatient
from scheduling.domain.erasing import erased, forgotten, kept_until
from scheduling.domain.facts import Fact, PatientErased
from scheduling.domain.local_time import day_of
from scheduling.domain.patient import ERASED, card_changes
from scheduling.domain.refusals import require_version
from scheduling.domain.refusals_patients import PatientHasVisits


def erase_patient(desk: Desk, *, patient_id: UUID, expected_version: int | None) -> ShownPatient:
    """Forgets a person, but for what the law wants kept, which ``forget_patient`` sees to when its time is over.

    Asked again it answers what is left. Raises NotFound, VersionConflict, PatientMerged, or PatientHasVisits while they
    are expected.
    """
    # The waiting list is changed by who holds the practice, and that comes before a patient.
    zone = desk.practices.read_to_change().zone
    before = desk.patients.read_to_change(patient_id)
    if before.state == ERASED:
        return ShownPatient(before)
    before.require_active()
    require_version(before.version, expected_version)
    treatment = desk.patient_visits.treatment(patient_id, desk.now)
    if treatment.ahead:
        raise PatientHasVisits(treatment.ahead)
    last_treated = day_of(treatment.last_at, zone) if treatment.last_at else None
    keep_until = kept_until(last_treated, before.card.birth_date, day_of(desk.now, zone))
    patient = erased(before, keep_until)
    facts: list[Fact] = [PatientErased(patient)]
    desk.patients.save(patient)
    for earlier in desk.patients.merged_into(patient_id):
        left = forgotten(earlier)
        desk.patients.save(left)
        facts.append(PatientErased(left))
    desk.patient_visits.forget_words(patient_id, of_treatment_too=keep_until is None)
    desk.consents.forget(patient_id)
    forget_waiting(desk, patient_id)
    desk.recalls.forget(patient_id)
    desk.changes.note("patient", patient_id, [("state", before.state, ERASED), *card_changes(before, patient)])
    desk.announce(facts)
    return ShownPatient(patient)


def forget_patient(desk: Desk, *, patient_id: UUID) -> bool:
    """What was kept of an erased patient goes, if its time is over. Whether it went now."""
    today = day_of(desk.now, desk.practices.read().zone)
    before = desk.patients.read_to_change(patient_id)
    if before.keep_until is None or before.keep_until >= today:
        return False
    patient = forgotten(before)
    desk.patients.save(patient)
    desk.patient_visits.forget_words(patient_id, of_treatment_too=True)
    desk.changes.note("patient", patient_id, card_changes(before, patient))
    return True
