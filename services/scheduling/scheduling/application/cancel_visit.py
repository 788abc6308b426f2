from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from scheduling.application.ports import Desk
from scheduling.application.shown import ShownVisit
from scheduling.domain.facts import VisitCancelled
from scheduling.domain.refusals import require_version
from scheduling.domain.visit import visit_changes


def cancel_visit(desk: Desk, *, visit_id: UUID, reason: str | None, expected_version: int | None) -> ShownVisit:
    """Frees the visit's time. One that is cancelled already is answered as it is.

    Raises NotFound, VersionConflict, VisitNotChangeable, or ValidationFailed for the reason.
    """
    shown = desk.visits.read_to_change(visit_id)
    if shown.visit.status == "cancelled":
        return shown
    require_version(shown.visit.version, expected_version)
    visit = shown.visit.cancel(reason)
    desk.visits.save(visit)
    desk.changes.note("visit", visit.id, visit_changes(shown.visit, visit))
    desk.announce([VisitCancelled(visit)])
    desk.freed_times.note(visit.calendar_id, visit.during, visit.patient_id)
    return replace(shown, visit=visit)
