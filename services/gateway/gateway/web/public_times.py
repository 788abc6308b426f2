"""Free times as a patient chooses among them: some days, the times of one of them, a month at a glance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from contracts.scheduling import rpc as scheduling
from flask_babel import lazy_gettext as _l

from gateway.web import dates
from gateway.web.month import month_weeks

STRIP = 7
"""Days beside the one chosen."""
_BEYOND = timedelta(days=14)
"""So many days after the month are asked for too, for the strip."""
_DAY = timedelta(days=1)
_PARTS = ((12, _l("Morning")), (17, _l("Afternoon")), (24, _l("Evening")))

Ask = Callable[[date, date], scheduling.PublicTimes]
"""From a date until before another, at most 62 days."""


class Wanted(NamedTuple):
    """What the patient looks at: a day, or the first free one of a month, or the next free one."""

    day: date | None = None
    month: date | None = None


class Part(NamedTuple):
    """The morning, say."""

    name: str
    times: list[scheduling.FreeTime]


@dataclass(frozen=True)
class Times:
    day: date | None
    """The chosen one; None when nothing is free at all."""
    parts: list[Part]
    strip: list[date]
    """Free days around the chosen one."""
    free: Counter[date]
    """How many times there are, by day."""
    month: date
    """Its first day."""
    before: date | None
    """The month before, if it can be looked at."""
    after: date | None
    next_free: date | None
    """A free day after the chosen one, where that has none."""
    nearest: date | None
    """The very first free day known."""

    @property
    def weeks(self) -> list[list[date]]:
        return month_weeks(self.month)


def read_wanted(args: dict[str, str]) -> Wanted:
    """From ``date=2026-11-24`` or ``month=2026-11``; what is neither is as nothing said."""
    return Wanted(dates.read_date(args.get("date")), dates.read_date(f"{args.get('month', '')}-01"))


def look(ask: Ask, first: date, last: date, wanted: Wanted) -> Times:
    """Between the dates that can be booked; one call, or two where the next free day is in another month."""
    if wanted.day or wanted.month:
        shown = min(max(wanted.day or wanted.month or first, first), last)
        found = _month(ask, shown, first, last)
    else:
        shown = first
        found = _month(ask, first, first, last)
        if not found.items and found.next_free and found.next_free <= last:
            shown = found.next_free
            found = _month(ask, shown, first, last)
    free = Counter(_day(time) for time in found.items)
    month = shown.replace(day=1)
    within = sorted(day for day in free if day.replace(day=1) == month)
    day = shown if wanted.day else next((d for d in within if d >= shown), None)
    later = [d for d in (*sorted(free), found.next_free) if d is not None and (day or shown) < d <= last]
    if day is None and not wanted.month:
        day = next(iter(sorted(free)), None)
    return Times(
        day=day,
        parts=_parts([time for time in found.items if _day(time) == day]),
        strip=_around(sorted(free), day),
        free=free,
        month=month,
        before=(month - _DAY).replace(day=1) if month > first.replace(day=1) else None,
        after=_following(month) if _following(month) <= last else None,
        next_free=later[0] if later else None,
        nearest=next(iter(sorted(free)), found.next_free),
    )


def _month(ask: Ask, shown: date, first: date, last: date) -> scheduling.PublicTimes:
    begin = max(shown.replace(day=1), first)
    return ask(begin, min(_following(shown) + _BEYOND, last + _DAY))


def _following(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _day(time: scheduling.FreeTime) -> date:
    return dates.wall(time.starts_at).date()


def _around(days: list[date], day: date | None) -> list[date]:
    if day is None:
        return days[:STRIP]
    before = [d for d in days if d < day]
    begin = max(0, len(before) - 1)
    return days[begin : begin + STRIP]


def _parts(times: list[scheduling.FreeTime]) -> list[Part]:
    begin, parts = 0, []
    for end, name in _PARTS:
        within = [time for time in times if begin <= dates.wall(time.starts_at).hour < end]
        if within:
            parts.append(Part(str(name), within))
        begin = end
    return parts
