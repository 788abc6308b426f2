from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from scheduling.application.opened_times import noting_opened
from scheduling.application.ports import Desk
from scheduling.application.timetable_change import timetable_change
from scheduling.domain.refusals import require_version
from scheduling.domain.timetable import Timetable
from scheduling.domain.working_time import WorkingDay, week_changes


def change_calendar_working_time(
    desk: Desk, *, calendar_id: UUID, inherits: bool, days: Sequence[WorkingDay], expected_version: int | None
) -> Timetable:
    """Hours of its own for one calendar, or with ``inherits`` the practice's again (``days`` mean nothing then).

    Days that are left out keep what holds now. Visits that now lie outside stay as they are. Raises NotFound,
    VersionConflict or ValidationFailed.
    """
    practice = desk.practices.read_to_change()
    before = desk.calendars.timetable_to_book(calendar_id)
    require_version(before.calendar.version, expected_version)
    week = practice.week if inherits else before.week.changed(days)
    calendar = replace(before.calendar, own_hours=not inherits)
    if calendar == before.calendar and week == before.week:
        return before
    calendar = replace(calendar, version=calendar.version + 1)
    with noting_opened(desk):
        desk.calendars.save_own_week(calendar_id, None if inherits else week, calendar.version)
    own = (
        [] if calendar.own_hours == before.calendar.own_hours else [("own_hours", not calendar.own_hours, not inherits)]
    )
    desk.changes.note("calendar", calendar_id, own + week_changes(before.week, week))
    desk.announce([timetable_change(desk)])
    return replace(before, calendar=calendar, week=week)
