from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from uuid import UUID

from scheduling.application.chosen_service import chosen_service
from scheduling.application.ports import Desk
from scheduling.application.shown import ShownVisit, service_in_brief
from scheduling.application.take_time import take_time
from scheduling.application.visits_outside import mark_outside
from scheduling.domain.facts import Fact, VisitCancelled, VisitMoved, VisitStatusChanged
from scheduling.domain.offering import freed_by
from scheduling.domain.refusals import require_version
from scheduling.domain.visit import Visit, checked_note, visit_changes, visit_time


class Keep(Enum):
    """Stands where a value would that is to stay as it is."""

    KEEP = "keep"


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitChange:
    """What is to be other than it was; what is None (of note and service: KEEP) stays."""

    calendar_id: UUID | None = None
    starts_at: datetime | None = None
    """With the offset it was asked for in."""
    minutes: int | None = None
    status: str | None = None
    note: str | Keep | None = Keep.KEEP
    service_id: UUID | Keep | None = Keep.KEEP
    """The length stays."""
    overbook: bool = False
    """For a move: even over another visit."""


Step = tuple[Visit, list[Fact]]


def change_visit(desk: Desk, *, visit_id: UUID, change: VisitChange, expected_version: int | None) -> ShownVisit:
    """Moves, lengthens or marks a visit; each of these is a step with a version and an event of its own.

    Another service or note is a step with a version and no event.

    A visit that is over can be reopened and moved in one go: then the status comes first. Raises NotFound,
    VersionConflict, VisitNotChangeable, and for a move what booking raises.
    """
    shown = desk.visits.read_to_change(visit_id)
    require_version(shown.visit.version, expected_version)
    steps: list[Callable[[Visit], Step]] = [
        lambda visit: _moved(desk, replace(shown, visit=visit), change),
        lambda visit: _marked(visit, change.status),
    ]
    before = _served(desk, shown, change.service_id)
    visit, facts = _noted(before.visit, change.note), []
    for step in steps if visit.movable else reversed(steps):
        visit, announced = step(visit)
        facts += announced
    if visit != shown.visit:
        desk.visits.save(visit)
        desk.changes.note("visit", visit.id, visit_changes(shown.visit, visit))
        desk.announce(facts)
        for freed in freed_by(shown.visit, visit):
            desk.freed_times.note(shown.visit.calendar_id, freed, visit.patient_id)
    return mark_outside(desk, [replace(before, visit=visit)])[0]


def _moved(desk: Desk, shown: ShownVisit, change: VisitChange) -> Step:
    visit = shown.visit
    starts_at = change.starts_at or visit.during.starts_at
    minutes = visit.during.minutes if change.minutes is None else change.minutes
    calendar_id = change.calendar_id or visit.calendar_id
    if (calendar_id, starts_at.astimezone(UTC), minutes) == (
        visit.calendar_id,
        visit.during.starts_at,
        visit.during.minutes,
    ):
        return visit, []
    during = visit_time(starts_at, minutes, shown.zone, desk.now)
    visit.require_movable()
    timetable = desk.calendars.timetable_to_book(calendar_id)
    overbooked = take_time(desk, timetable, during, overbook=change.overbook, visit=visit)
    moved = visit.move(calendar_id, during, overbooked=overbooked)
    return moved, [VisitMoved(moved)]


def _marked(visit: Visit, status: str | None) -> Step:
    if status in (None, visit.status):
        return visit, []
    if status == "cancelled":
        cancelled = visit.cancel(reason=None)
        return cancelled, [VisitCancelled(cancelled)]
    marked = visit.mark(str(status))
    return marked, [VisitStatusChanged(marked)]


def _served(desk: Desk, shown: ShownVisit, service_id: UUID | Keep | None) -> ShownVisit:
    if isinstance(service_id, Keep) or service_id == shown.visit.service_id:
        return shown
    service = chosen_service(desk, service_id)
    return replace(shown, visit=shown.visit.serve(service_id), service=service_in_brief(service))


def _noted(visit: Visit, note: str | Keep | None) -> Visit:
    if isinstance(note, Keep) or checked_note(note) == visit.note:
        return visit
    return visit.write_note(note)
