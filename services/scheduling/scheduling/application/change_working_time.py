from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scheduling.application.ports import Desk
from scheduling.domain.practice import Practice
from scheduling.domain.refusals import require_version
from scheduling.domain.working_time import WorkingDay


def change_working_time(
    desk: Desk, *, days: Sequence[WorkingDay], apply_to_all: bool, expected_version: int | None
) -> Practice:
    """Other hours for the practice, and with ``apply_to_all`` for calendars that had their own.

    Visits that now lie outside the hours stay as they are. Raises ValidationFailed or VersionConflict.
    """
    practice = desk.practices.read_to_change()
    require_version(practice.week_version, expected_version)
    changed = replace(practice, week=practice.week.changed(days))
    if changed.week != practice.week:
        changed = replace(changed, week_version=practice.week_version + 1)
        desk.practices.save_week(changed.week, changed.week_version)
    if apply_to_all:
        desk.calendars.forget_own_weeks()
    return changed
