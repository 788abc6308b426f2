from __future__ import annotations

from uuid import UUID

from scheduling.application.ports import Desk
from scheduling.application.shown import ShownVisit
from scheduling.application.visits_outside import mark_outside


def read_visit(desk: Desk, *, visit_id: UUID) -> ShownVisit:
    """Raises NotFound."""
    return mark_outside(desk, [desk.visits.read(visit_id)])[0]
