from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from scheduling.application.ports import Desk
from scheduling.domain.facts import VisitStatusChanged
from scheduling.domain.refusals import NotFound
from scheduling.domain.refusals_patients import PatientErased
from scheduling.domain.visit import visit_changes


def answer_reminder(
    desk: Desk, *, visit_id: UUID, visit_starts_at: datetime, answer: Literal["yes", "no"], answered_at: datetime
) -> None:
    """A patient answered a reminder: ``yes`` confirms the visit, ``no`` is shown to the reception.

    An answer about another time than the visit has by now means nothing, nor does one about a visit that is over, or
    cancelled, or not this practice's.
    """
    try:
        before = desk.visits.read_to_change(visit_id).visit
    except (NotFound, PatientErased):
        return
    if before.starts_at != visit_starts_at:
        return
    visit = before.answered(answer, answered_at)
    if visit == before:
        return
    desk.visits.save(visit)
    if visit.version != before.version:
        desk.changes.note("visit", visit.id, visit_changes(before, visit))
        desk.announce([VisitStatusChanged(visit)])
