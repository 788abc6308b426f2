from __future__ import annotations

from scheduling.application.opened_times import noting_opened
from scheduling.application.ports import Desk
from scheduling.application.timetable_change import timetable_change
from scheduling.domain.days_off import AskedException, DayException, exception_changes, exceptions_asked
from scheduling.domain.local_time import day_of


def add_exceptions(desk: Desk, *, asked: AskedException) -> list[DayException]:
    """Days off, or other hours on some dates, in place of what is written there for the same calendar or practice.

    Visits that now lie outside stay as they are. Raises NotFound or ValidationFailed.
    """
    practice = desk.practices.read_to_change()
    if asked.calendar_id is not None:
        desk.calendars.read(asked.calendar_id)
    exceptions = exceptions_asked(asked, day_of(desk.now, practice.zone), practice.id, desk.new_id)
    with noting_opened(desk):
        replaced = desk.days_off.replace(asked.calendar_id, [each.date for each in exceptions], exceptions)
    for gone in replaced:
        desk.changes.note("day_off", gone.id, exception_changes(gone, None))
    first, last = exceptions[0], exceptions[-1]
    until = [("until", None, last.date)] if last is not first else []
    desk.changes.note("day_off", first.id, exception_changes(None, first) + until)
    desk.announce([timetable_change(desk)])
    return exceptions
