from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from scheduling.application.ports import Desk
from scheduling.application.shown import ShownVisit
from scheduling.application.take_time import take_time
from scheduling.domain.facts import VisitStatusChanged
from scheduling.domain.refusals import require_version
from scheduling.domain.visit import visit_changes, visit_time


def restore_visit(desk: Desk, *, visit_id: UUID, overbook: bool, expected_version: int | None) -> ShownVisit:
    """A cancelled visit is planned again, at its time, by the rules of a booking; ``overbook``: even over another.

    It is no new visit, and so announced as one with another status. Raises NotFound, VersionConflict,
    VisitNotChangeable for one that is not cancelled, and what booking raises.
    """
    shown = desk.visits.read_to_change(visit_id)
    before = shown.visit
    require_version(before.version, expected_version)
    before.require_cancelled()
    during = visit_time(before.starts_at, before.minutes, shown.zone, desk.now)
    timetable = desk.calendars.timetable_to_book(before.calendar_id)
    visit = before.restore(overbooked=take_time(desk, timetable, during, overbook=overbook, visit=before))
    desk.visits.save(visit)
    desk.changes.note("visit", visit.id, visit_changes(before, visit))
    desk.announce([VisitStatusChanged(visit)])
    return replace(shown, visit=visit)
