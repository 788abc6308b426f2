"""What the practice's calendars hold on some days: hours, visits and holds, asked of scheduling at the same time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, Protocol, cast
from uuid import UUID

from contracts.base import Nothing
from contracts.scheduling import rpc as scheduling

from gateway import rpc
from gateway.refusals import Refused
from gateway.web import dates

PAGE = 500

Minutes = tuple[int, int]


class Lasting(Protocol):
    """A visit, a hold, a span: whatever begins and ends."""

    @property
    def starts_at(self) -> datetime: ...

    @property
    def ends_at(self) -> datetime: ...


class Days(NamedTuple):
    """A span of dates, ``to`` exclusive."""

    first: date
    to: date

    def dates(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.to - self.first).days)]

    def weeks(self) -> list[Days]:
        """The same days in spans of seven: lists of visits are short then, and come at the same time."""
        starts = [self.first + timedelta(days=n) for n in range(0, (self.to - self.first).days, 7)]
        return [Days(start, min(self.to, start + timedelta(days=7))) for start in starts]

    @property
    def one(self) -> bool:
        return self.to - self.first == timedelta(days=1)


def calendars(and_closed: UUID | None = None) -> list[scheduling.Calendar]:
    """The practice's open calendars, in their order; none yet right after registration.

    ``and_closed``: this one too, although it is closed: a visit on it stays there until somebody moves it.
    """
    return opened(rpc.call(scheduling.list_calendars, Nothing()).items, and_closed)


def opened(found: Iterable[scheduling.Calendar], and_closed: UUID | None = None) -> list[scheduling.Calendar]:
    """Those of them that are open (and this closed one), in their order."""
    return sorted((c for c in found if c.active or c.id == and_closed), key=lambda c: c.position)


def visits(days: Days, cursor: str | None = None) -> list[scheduling.Visit]:
    """All visits that begin on these days, cancelled ones too; from ``cursor`` on."""
    found: list[scheduling.Visit] = []
    while True:
        asked = scheduling.ListVisits(from_=days.first, to=days.to, limit=PAGE, cursor=cursor)
        page = rpc.call(scheduling.list_visits, asked)
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            return found


def _whole(days: Days, page: scheduling.Visits) -> list[scheduling.Visit]:
    """The first page of these days and all that follow it."""
    return [*page.items, *(visits(days, page.next_cursor) if page.next_cursor else [])]


def calendar_days(days: Days) -> list[scheduling.CalendarDay]:
    return rpc.call(scheduling.list_calendar_days, scheduling.DaySpan(from_=days.first, to=days.to)).items


class Book(NamedTuple):
    """What the open calendars hold on some days."""

    days: Days
    calendars: list[scheduling.Calendar]
    hours: list[scheduling.CalendarDay]
    visits: list[scheduling.Visit]
    holds: list[scheduling.Hold]
    more: list[Any]
    """The answers to what was asked beside it."""


def read_book(days: Days, *more: rpc.Reading) -> Book:
    """All of it, asked week by week at the same time. ``more``: other readings, answered as by ``rpc.together``."""
    spans = days.weeks()
    found = rpc.together([*((scheduling.read_book, scheduling.DaySpan(from_=s.first, to=s.to)) for s in spans), *more])
    weeks = [_week(span, answer) for span, answer in zip(spans, found, strict=False)]
    shown = opened(weeks[0].calendars)
    ids = {c.id for c in shown}
    booked = [v for span, week in zip(spans, weeks, strict=True) for v in _whole(span, week.visits)]
    return Book(
        days,
        shown,
        [h for week in weeks for h in week.days if h.calendar_id in ids],
        [v for v in booked if v.calendar_id in ids],
        [h for week in weeks for h in week.holds if h.calendar_id in ids],
        found[len(spans) :],
    )


def _week(span: Days, answer: Any) -> scheduling.Book:
    """What was answered, or the same in parts: scheduling of the release before cannot say it in one answer."""
    if not isinstance(answer, Refused) or answer.code != "unavailable":
        return cast(scheduling.Book, rpc.need(answer))
    whole = {"from_": span.first, "to": span.to}
    calendars, days, booked, holds = rpc.together(
        [
            (scheduling.list_calendars, Nothing()),
            (scheduling.list_calendar_days, scheduling.DaySpan(**whole)),
            (scheduling.list_visits, scheduling.ListVisits(**whole, limit=PAGE)),
            (scheduling.list_holds, scheduling.ListHolds(**whole)),
        ]
    )
    return scheduling.Book(
        calendars=rpc.need(calendars).items,
        days=rpc.need(days).items,
        visits=rpc.need(booked),
        holds=[] if isinstance(holds, Exception) else holds.items,
    )


def minutes_of(span: Lasting, day: date) -> Minutes:
    """A span of instants as minutes into its day on the wall clock; past its end counts as 24:00."""
    start, end = dates.wall(span.starts_at), dates.wall(span.ends_at)
    begun = start.hour * 60 + start.minute if start.date() == day else 0
    ended = end.hour * 60 + end.minute if end.date() == day else dates.DAY_MINUTES
    return begun, ended
