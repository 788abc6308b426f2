from __future__ import annotations

from dataclasses import replace
from datetime import date

from scheduling.application.opened_times import noting_opened
from scheduling.application.ports import Desk
from scheduling.application.timetable_change import timetable_change
from scheduling.domain.days_off import Holiday
from scheduling.domain.refusals import NotFound


def change_holiday(desk: Desk, *, day: date, closed: bool) -> Holiday:
    """Keep a public holiday, or work on it as on any day of the week. Raises NotFound for a date that is none."""
    desk.practices.read_to_change()
    holiday = desk.days_off.on([day]).holiday_on(day)
    if holiday is None:
        raise NotFound("holiday")
    if holiday.closed != closed:
        with noting_opened(desk):
            desk.days_off.keep_holiday(day, closed=closed)
        desk.changes.note("day_off", None, [("date", None, day), ("closed", holiday.closed, closed)])
        desk.announce([timetable_change(desk)])
    return replace(holiday, closed=closed)
