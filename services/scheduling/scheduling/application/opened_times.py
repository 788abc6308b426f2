from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from uuid import UUID

from scheduling.application.ports import Desk
from scheduling.domain.days_off import days_between
from scheduling.domain.local_time import day_of
from scheduling.domain.span import Span

LOOKED_AHEAD = timedelta(days=90)


@contextmanager
def noting_opened(desk: Desk) -> Iterator[None]:
    """What is open after the work inside and was not before became free, and is offered to who waits.

    Hours are looked through for as long as anybody waits, LOOKED_AHEAD at most; nothing is where nobody does.
    """
    today = day_of(desk.now, desk.practices.read().zone)
    until = desk.waiting.last_date(today)
    if until is None:
        yield
        return
    dates = days_between(today, min(until, today + LOOKED_AHEAD) + timedelta(days=1))
    before = _open(desk, dates)
    yield
    for place, spans in _open(desk, dates).items():
        for opened in (part for span in spans for part in span.without(before.get(place, ()))):
            desk.freed_times.note(place[0], opened)


def _open(desk: Desk, dates: Sequence[date]) -> dict[tuple[UUID, date], list[Span]]:
    days_off = desk.days_off.on(dates)
    return {
        (timetable.calendar.id, day): timetable.on(day, days_off).open
        for timetable in desk.calendars.timetables()
        for day in dates
    }
