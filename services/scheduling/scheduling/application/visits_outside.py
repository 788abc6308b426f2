from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from uuid import UUID

from scheduling.application.ports import Desk
from scheduling.application.shown import Page, ShownVisit
from scheduling.domain.days_off import DaysOff
from scheduling.domain.local_time import day_of
from scheduling.domain.timetable import Opening, Timetable
from scheduling.domain.visit import Visit

AT_A_TIME = 1000


def list_visits_outside(desk: Desk, *, limit: int, cursor: str | None) -> Page[ShownVisit]:
    """Visits still to come that their calendar's hours, days off or closing have left outside, by start.

    Raises ValidationFailed for a cursor that is none.
    """
    zone = desk.practices.read().zone
    found: list[ShownVisit] = []
    after = cursor
    while True:
        page = desk.visits.expected(desk.now, zone, limit=AT_A_TIME, cursor=after)
        found += [shown for shown in mark_outside(desk, page.items) if shown.outside]
        if len(found) > limit:
            return Page(found[:limit], desk.visits.cursor_after(found[limit - 1].visit))
        if page.next_cursor is None:
            return Page(found, None)
        after = page.next_cursor


def mark_outside(
    desk: Desk,
    shown: Sequence[ShownVisit],
    timetables: Sequence[Timetable] | None = None,
    days_off: DaysOff | None = None,
) -> list[ShownVisit]:
    """The same visits; those still to come that lie outside what their calendar's hours are by now are marked.

    ``timetables`` of all calendars, closed ones too, and ``days_off`` of all the visits' days, where the caller has
    read them already.
    """
    days = {each.visit.id: day_of(each.visit.starts_at, each.zone) for each in shown if each.visit.to_come(desk.now)}
    if not days:
        return list(shown)
    known = desk.calendars.timetables(closed_too=True) if timetables is None else timetables
    by_calendar = {timetable.calendar.id: timetable for timetable in known}
    differing = days_off or desk.days_off.on(set(days.values()))

    @cache
    def opening(calendar_id: UUID, day: date) -> Opening:
        """Once for all visits that a calendar has on a day."""
        return by_calendar[calendar_id].on(day, differing)

    def outside(visit: Visit) -> bool:
        day = days.get(visit.id)
        if day is None:
            return False
        open_now = by_calendar[visit.calendar_id].calendar.active
        return not (open_now and opening(visit.calendar_id, day).takes(visit.during))

    return [replace(each, outside=True) if outside(each.visit) else each for each in shown]
