from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scheduling.application.opened_times import noting_opened
from scheduling.application.ports import Desk
from scheduling.application.timetable_change import timetable_change
from scheduling.domain.practice import Practice
from scheduling.domain.refusals import require_version
from scheduling.domain.working_time import WorkingDay, week_changes


def change_working_time(
    desk: Desk, *, days: Sequence[WorkingDay], apply_to_all: bool, expected_version: int | None
) -> Practice:
    """Other hours for the practice, and with ``apply_to_all`` for calendars that had their own.

    Visits that now lie outside the hours stay as they are. Raises ValidationFailed or VersionConflict.
    """
    practice = desk.practices.read_to_change()
    changed = _changed(practice, days, expected_version)
    own = [calendar for calendar in desk.calendars.all() if calendar.own_hours] if apply_to_all else []
    with noting_opened(desk):
        if changed != practice:
            desk.practices.save_week(changed.week, changed.week_version)
            desk.changes.note("practice", practice.id, week_changes(practice.week, changed.week))
        if own:
            desk.calendars.forget_own_weeks()
    for calendar in own:
        desk.changes.note("calendar", calendar.id, [("own_hours", True, False)])
    if own or changed != practice:
        desk.announce([timetable_change(desk)])
    return changed


def check_working_time(desk: Desk, *, days: Sequence[WorkingDay], expected_version: int | None) -> Practice:
    """Refuse what ``change_working_time`` would refuse; the practice as it is, which it stays."""
    practice = desk.practices.read()
    _changed(practice, days, expected_version)
    return practice


def _changed(practice: Practice, days: Sequence[WorkingDay], expected_version: int | None) -> Practice:
    require_version(practice.week_version, expected_version)
    week = practice.week.changed(days)
    return practice if week == practice.week else replace(practice, week=week, week_version=practice.week_version + 1)
