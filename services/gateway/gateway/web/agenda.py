"""Days as lists: what comes one after another on them, in words; for the list, the month and paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from contracts.scheduling import rpc as scheduling

from gateway.web import dates, words
from gateway.web.book import Book, Lasting

SHORTEST_FREE = timedelta(minutes=dates.QUARTER)


class Line(NamedTuple):
    """One line of a chair's day: a visit, a break, or time that is free."""

    starts_at: datetime
    """UTC, as ``ends_at``: in instants, so that the night of 25 hours has them in their order."""
    ends_at: datetime
    visit: scheduling.Visit | None = None
    free: bool = False


class Load(NamedTuple):
    """How full a chair's day is, in minutes."""

    calendar: scheduling.Calendar
    open: int
    booked: int
    free: int
    """What can still be booked."""

    @property
    def percent(self) -> int:
        return min(100, round(100 * self.booked / self.open)) if self.open else 0


class DaySummary(NamedTuple):
    """A day in the month's overview."""

    date: date
    visits: int
    loads: list[Load]
    """Of the chairs that work on this day or have a visit."""
    name: str
    """Of the day off or what differs; empty on usual days."""

    @property
    def free(self) -> int:
        """Minutes that can be booked, of all chairs."""
        return sum(load.free for load in self.loads)

    @property
    def open(self) -> bool:
        return any(load.open for load in self.loads)


def by_day(book: Book, calendar_id: UUID | None = None) -> list[tuple[date, list[scheduling.Visit]]]:
    """The visits of each day in the order of their hours, then of the chairs; of one chair only, if it is given."""
    places = {c.id: c.position for c in book.calendars}
    days: dict[date, list[scheduling.Visit]] = {day: [] for day in book.days.dates()}
    for visit in sorted(book.visits, key=lambda v: (v.starts_at.timestamp(), places[v.calendar_id])):
        if calendar_id in {None, visit.calendar_id}:
            days.setdefault(dates.wall(visit.starts_at).date(), []).append(visit)
    return list(days.items())


def lines(book: Book, calendar: scheduling.Calendar, day: date) -> list[Line]:
    """One chair's day from its first line to its last: visits (none that are cancelled), breaks, free time."""
    hours = [h for h in book.hours if h.calendar_id == calendar.id and h.date == day]
    coming = [v for v in _live(book.visits, calendar) if dates.wall(v.starts_at).date() == day]
    visits = sorted((Line(*_instants(v), visit=v) for v in coming), key=lambda line: line[:2])
    breaks = [Line(*_instants(span)) for h in hours for span in h.breaks]
    free = [line for h in hours for span in h.open for line in _free(span, visits)]
    return sorted([*visits, *breaks, *free], key=lambda line: line[:2])


def _free(span: Lasting, visits: list[Line]) -> Iterator[Line]:
    """What of an open span no visit takes, if something fits in; the visits in their order."""
    reached, end = _instants(span)
    for begun, ended in [*(line[:2] for line in visits), (end, end)]:
        if min(begun, end) - reached >= SHORTEST_FREE:
            yield Line(reached, min(begun, end), free=True)
        reached = max(reached, ended)


def _instants(span: Lasting) -> tuple[datetime, datetime]:
    return span.starts_at.astimezone(UTC), span.ends_at.astimezone(UTC)


def summaries(book: Book) -> dict[date, DaySummary]:
    """Each day of the book as the month shows it."""
    hours = {(h.calendar_id, h.date): h for h in book.hours}
    booked: dict[tuple[UUID, date], list[scheduling.Visit]] = {}
    for visit in book.visits:
        if visit.status != "cancelled":
            booked.setdefault((visit.calendar_id, dates.wall(visit.starts_at).date()), []).append(visit)
    found = {}
    for day in book.days.dates():
        loads = [_load(c, hours.get((c.id, day)), booked.get((c.id, day), [])) for c in book.calendars]
        names = {words.day_off(h.day_off) for c in book.calendars if (h := hours.get((c.id, day))) and h.day_off}
        count = sum(len(booked.get((c.id, day), [])) for c in book.calendars)
        found[day] = DaySummary(day, count, [e for e in loads if e.open or e.booked], ", ".join(sorted(names)))
    return found


def _load(calendar: scheduling.Calendar, hours: scheduling.CalendarDay | None, visits: list[scheduling.Visit]) -> Load:
    """In instants, not on the wall clock: the nights on which the clocks change count as what they are."""
    opened = [_seconds(span) for span in (hours.open if hours else [])]
    taken = sorted(map(_seconds, visits))
    free, now = 0.0, dates.now().timestamp()
    for begun, ended in opened:
        reached = max(begun, now)
        for start, end in [*taken, (ended, ended)]:
            free += max(0.0, min(start, ended) - reached)
            reached = max(reached, end)
    return Load(calendar, int(sum(b - a for a, b in opened)) // 60, sum(v.minutes for v in visits), int(free) // 60)


def _seconds(span: Lasting) -> tuple[float, float]:
    return span.starts_at.timestamp(), span.ends_at.timestamp()


def _live(visits: Iterable[scheduling.Visit], calendar: scheduling.Calendar) -> list[scheduling.Visit]:
    return [v for v in visits if v.calendar_id == calendar.id and v.status != "cancelled"]
