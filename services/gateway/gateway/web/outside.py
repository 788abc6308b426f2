"""Visits still to come that new hours, a day off or a closed calendar left outside: to be moved by somebody."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from contracts.scheduling import rpc as scheduling
from flask_babel import gettext as _

from gateway import rpc
from gateway.web import dates, words
from gateway.web.book import Days, calendar_days, minutes_of

_COUNTED = 200
_LONGEST = timedelta(days=92)


class Count(NamedTuple):
    number: int
    more: bool
    """There are more than that."""


NONE = Count(0, more=False)
ASKED = scheduling.Page(limit=_COUNTED)
"""What to ask ``list_visits_outside`` in order to count them."""


def count() -> Count:
    return counted(rpc.call(scheduling.list_visits_outside, ASKED))


def counted(page: scheduling.Visits) -> Count:
    return Count(len(page.items), more=page.next_cursor is not None)


def reasons(visits: Iterable[scheduling.Visit], calendars: Iterable[scheduling.Calendar]) -> dict[UUID, str]:
    """Why each of these visits cannot stay where it is, in words, by its id."""
    listed = sorted(visits, key=lambda v: v.starts_at)
    open_ones = {c.id for c in calendars if c.active}
    hours = {(d.calendar_id, d.date): d for span in _spans(listed) for d in calendar_days(span)}
    return {v.id: _reason(v, hours.get((v.calendar_id, _day(v))), v.calendar_id in open_ones) for v in listed}


def _reason(visit: scheduling.Visit, day: scheduling.CalendarDay | None, is_open: bool) -> str:
    if not is_open:
        return str(_("the calendar is closed"))
    if day is None:
        return str(_("outside working time"))
    if not day.open:
        return words.day_off(day.day_off) if day.day_off else str(_("closed on this day of the week"))
    breaks = [minutes_of(span, day.date) for span in day.breaks]
    start, end = minutes_of(visit, day.date)
    pause = next((b for b in breaks if start < b[1] and b[0] < end), None)
    if pause:
        return str(_("in the break %(hours)s", hours=_hours(*pause)))
    opened = [minutes_of(span, day.date) for span in day.open]
    return str(_("outside working time %(hours)s", hours=_hours(min(opened)[0], max(opened)[1])))


def _spans(visits: list[scheduling.Visit]) -> list[Days]:
    """Spans of dates short enough to ask about, that hold all these visits."""
    spans: list[Days] = []
    for day in sorted({_day(v) for v in visits}):
        if not spans or day - spans[-1].first >= _LONGEST:
            spans.append(Days(day, day + timedelta(days=1)))
        spans[-1] = Days(spans[-1].first, day + timedelta(days=1))
    return spans


def _day(visit: scheduling.Visit) -> date:
    return dates.wall(visit.starts_at).date()


def _hours(start: int, end: int) -> str:
    return f"{dates.clock(start)}\N{EN DASH}{dates.clock(end)}"
