from __future__ import annotations

from scheduling.application.ports import Desk
from scheduling.application.timetable_change import timetable_change
from scheduling.domain.calendar import Calendar, next_calendar
from scheduling.domain.trail import differences


def add_calendar(desk: Desk, *, name: str, color: str | None) -> Calendar:
    """One more chair; it keeps the practice's hours. Raises ValidationFailed."""
    desk.practices.read_to_change()
    calendar = next_calendar(desk.new_id(), desk.practice_id, desk.calendars.all(), name, color)
    desk.calendars.add(calendar)
    desk.changes.note("calendar", calendar.id, differences(None, calendar, ("name", "color", "position")))
    desk.announce([timetable_change(desk)])
    return calendar
