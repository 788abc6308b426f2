from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scheduling.application.ports import Desk
from scheduling.application.shown import Page, ShownVisit
from scheduling.domain.local_time import day_of

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


def mark_outside(desk: Desk, shown: Sequence[ShownVisit]) -> list[ShownVisit]:
    """The same visits; those still to come that lie outside what their calendar's hours are by now are marked."""
    to_come = [each for each in shown if each.visit.to_come(desk.now)]
    if not to_come:
        return list(shown)
    by_calendar = {timetable.calendar.id: timetable for timetable in desk.calendars.timetables(closed_too=True)}
    days_off = desk.days_off.on({day_of(each.visit.during.starts_at, each.zone) for each in to_come})
    return [
        replace(
            each,
            outside=each.visit.to_come(desk.now)
            and not by_calendar[each.visit.calendar_id].takes(each.visit.during, days_off),
        )
        for each in shown
    ]
