from __future__ import annotations

from scheduling.application.ports import Desk
from scheduling.domain.facts import TimetableChanged


def timetable_change(desk: Desk) -> TimetableChanged:
    """The news that calendars, hours, days off, services or holds are others, to be announced with the change.

    Others who change them wait from here on. Who takes a calendar too takes it after this: in one order nobody waits
    for somebody who waits for them.
    """
    return TimetableChanged(desk.practice_id, desk.practices.next_timetable_version())
