from __future__ import annotations

from uuid import UUID

from scheduling.application.opened_times import noting_opened
from scheduling.application.ports import Desk
from scheduling.application.timetable_change import timetable_change
from scheduling.domain import calendar as rules
from scheduling.domain.calendar import Calendar, CalendarChange, calendar_among
from scheduling.domain.refusals import require_version
from scheduling.domain.trail import differences

SHOWN = ("name", "color", "position", "active")


def change_calendar(desk: Desk, *, calendar_id: UUID, change: CalendarChange, expected_version: int | None) -> Calendar:
    """Another name, colour or place; closed or open again. What is booked on a calendar that closes stays.

    Raises NotFound, VersionConflict, ValidationFailed or LastCalendar.
    """
    desk.practices.read_to_change()
    before = desk.calendars.all()
    known = calendar_among(before, calendar_id)
    require_version(known.version, expected_version)
    after = rules.change_calendar(before, calendar_id, change)
    changed = calendar_among(after, calendar_id)
    with noting_opened(desk):
        save_changed(desk, before, after)
    if changed != known:
        desk.changes.note("calendar", calendar_id, differences(known, changed, SHOWN))
    return changed


def save_changed(desk: Desk, before: list[Calendar], after: list[Calendar]) -> None:
    """Save, and announce, those that are not as they were."""
    changed = set(after) - set(before)
    for calendar in changed:
        desk.calendars.save(calendar)
    if changed:
        desk.announce([timetable_change(desk)])
