from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from scheduling.application.list_waiting import ShownEntry, shown_entry
from scheduling.application.ports import Desk
from scheduling.application.read_patient import read_patient
from scheduling.application.shown import ShownVisit
from scheduling.application.shown_patients import ShownPatient
from scheduling.domain.consent import ConsentSaid

_PAGE = 500


@dataclass(frozen=True, slots=True)
class ExportedPatient:
    shown: ShownPatient
    consents: list[ConsentSaid]
    visits: list[ShownVisit]
    subjects: list[UUID]
    """Ids under which the trail says who touched cards, visits and wishes: cards merged into this one too."""
    waiting: list[ShownEntry]


def export_patient(desk: Desk, *, patient_id: UUID) -> ExportedPatient:
    """All that is known of one person. Raises NotFound."""
    known = read_patient(desk, patient_id=patient_id)
    visits, cursor = _visits(desk, patient_id, None)
    while cursor is not None:
        more, cursor = _visits(desk, patient_id, cursor)
        visits += more
    cards = [patient_id, *(each.id for each in desk.patients.merged_into(patient_id))]
    waiting = [shown_entry(desk, entry.id) for entry in desk.waiting.of_patient(patient_id)]
    touched = [each.visit.id for each in visits] + [each.listed.entry.id for each in waiting]
    return ExportedPatient(known, desk.consents.all(patient_id), visits, cards + touched, waiting)


def _visits(desk: Desk, patient_id: UUID, cursor: str | None) -> tuple[list[ShownVisit], str | None]:
    zone = desk.practices.read().zone
    page = desk.visits.between((None, None), zone, calendar_id=None, patient_id=patient_id, limit=_PAGE, cursor=cursor)
    return page.items, page.next_cursor
