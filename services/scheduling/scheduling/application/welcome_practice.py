from __future__ import annotations

from typing import Any

from scheduling.application.follow_practice import follow_practice
from scheduling.application.ports import Desk
from scheduling.application.timetable_change import timetable_change
from scheduling.domain.calendar import first_calendar
from scheduling.domain.trail import differences


def welcome_practice(desk: Desk, **said: Any) -> None:
    """A practice was registered: it gets its first calendar, once, however often and late the news comes.

    ``said``: what accounts says of it, as ``follow_practice`` takes it.
    """
    follow_practice(desk, **said)
    if desk.practices.welcome():
        calendar = first_calendar(desk.new_id(), desk.practice_id)
        desk.calendars.add(calendar)
        desk.changes.note("calendar", calendar.id, differences(None, calendar, ("name", "color", "position")))
        desk.announce([timetable_change(desk)])
