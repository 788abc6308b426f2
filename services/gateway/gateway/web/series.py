"""A visit every few weeks: which dates that makes, and which of them are not free, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from contracts.scheduling import rpc as scheduling
from flask_babel import lazy_gettext as _l

from gateway import rpc
from gateway.errors import sentence
from gateway.web import dates, words
from gateway.web.book import minutes_of
from gateway.web.clock_changes import is_repeated
from gateway.web.forms import Form
from gateway.web.visit_form import Place, read_id

LABELS: Mapping[str, Any] = {"every_weeks": _l("Repeat"), "count": _l("How many times, this one included")}
EVERY = (1, 2, 3, 4, 6, 8, 12, 26, 52)
"""Weeks between two visits, as the form offers them."""
FEWEST, MOST = 2, 52


@dataclass(frozen=True)
class Series:
    every_weeks: int
    count: int


class Occurrence(NamedTuple):
    """One visit of a series, before it is booked."""

    starts_at: datetime
    problem: str
    """Why it cannot be booked, in words; empty when it can."""


def read(form: Form) -> Series | None:
    """What the form says of repeating; None for a single visit, and for what is wrong (said in the form)."""
    if not form.text("every_weeks"):
        return None
    every = int(form["every_weeks"]) if form["every_weeks"] in {str(n) for n in EVERY} else None
    count = int(form["count"]) if form["count"].isdecimal() and len(form["count"]) < 4 else 0  # noqa: PLR2004
    if every is None:
        form.refuse("every_weeks", "invalid")
    if not FEWEST <= count <= MOST:
        form.refuse("count", "out_of_range")
    return Series(every, count) if every and "count" not in form.errors else None


def starts(first: datetime, series: Series) -> list[datetime]:
    """The same time on the practice's wall clock, every few weeks."""
    local = dates.wall(first) if is_repeated(first) else first
    days = [local.date() + timedelta(weeks=series.every_weeks * n) for n in range(series.count)]
    minutes = local.hour * 60 + local.minute
    return [first, *(dates.at(day, minutes) for day in days[1:])]


def preview(place: Place, series: Series, service_id: str) -> list[Occurrence]:
    """Each visit of the series as things are now; booking it may still find otherwise."""
    wanted = starts(place.starts_at, series)
    length = {"service_id": read_id(service_id)} if place.minutes is None else {"minutes": place.minutes}
    readings: list[rpc.Reading] = []
    for start in wanted:
        span = {"from_": start.date(), "to": start.date() + timedelta(days=1)}
        readings += [
            (scheduling.list_free_times, scheduling.ListFreeTimes(**span, **length, calendar_ids=[place.calendar_id])),
            (scheduling.list_calendar_days, scheduling.DaySpan(**span)),
        ]
    said = rpc.together(readings)
    pairs = zip(said[::2], said[1::2], strict=True)
    return [Occurrence(start, _problem(place, start, *pair)) for start, pair in zip(wanted, pairs, strict=True)]


def _problem(place: Place, start: datetime, free: Any, days: Any) -> str:
    if start.timestamp() in {time.starts_at.timestamp() for time in rpc.need(free).items}:
        return ""
    if start < dates.utc_now():
        return sentence("in_the_past")
    day = next((d for d in rpc.need(days).items if d.calendar_id == place.calendar_id), None)
    return _why_closed(day, start, place.minutes or dates.QUARTER) or sentence("slot_taken")


def _why_closed(day: scheduling.CalendarDay | None, start: datetime, minutes: int) -> str:
    """Why the hours do not allow it; empty when they do."""
    begun = start.hour * 60 + start.minute
    ended = begun + minutes
    change = dates.change_on(start.date())
    if change and not change.repeated and change.start <= begun < change.end:
        return sentence("local_time_missing")
    if day is None or not day.open:
        return words.day_off(day.day_off) if day and day.day_off else sentence("outside_working_time")
    if any(a < ended and begun < b for a, b in (minutes_of(span, day.date) for span in day.breaks)):
        return sentence("in_break")
    opened = [minutes_of(span, day.date) for span in day.open]
    return "" if any(a <= begun and ended <= b for a, b in opened) else sentence("outside_working_time")


def refused_words(refused: list[scheduling.RefusedStart]) -> str:
    """``12 stycznia (zajęte), ...``: the dates of a series that were left out, and why."""
    return ", ".join(
        f"{dates.short(dates.wall(one.starts_at).date())} ({sentence(one.code).rstrip('.')})" for one in refused
    )
