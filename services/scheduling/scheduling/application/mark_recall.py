from __future__ import annotations

from uuid import UUID

from scheduling.application.ports import Desk
from scheduling.application.ports_feeds import RecallMark
from scheduling.domain.refusals import NotFound

INVITED = "invited"


def mark_recall(desk: Desk, *, patient_id: UUID, service_id: UUID, mark: str) -> None:
    """The patient was invited, or is not to be proposed again, because of their last visit for this service.

    Dismissing twice changes nothing; inviting again notes the newer time. Raises NotFound, also where there was no such
    visit, PatientMerged or PatientErased.
    """
    patient = desk.patients.read_to_book(patient_id)
    service = desk.services.read(service_id)
    last = desk.recalls.last_visit_at(patient.id, service.id, desk.now)
    if last is None:
        raise NotFound("recall")
    done = {"invited_at": desk.now, "invited_for": last} if mark == INVITED else {"dismissed_for": last}
    if desk.recalls.mark(RecallMark(patient.id, service.id, **done)):
        desk.changes.note("patient", patient.id, [("recall", None, mark)])
