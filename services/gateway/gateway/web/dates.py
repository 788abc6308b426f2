"""Dates and times as the practice's wall clock has them, and in words. Instants come and go as aware datetimes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from babel.dates import format_date
from flask import g
from flask_babel import get_locale
from flask_babel import gettext as _

from gateway import rpc
from gateway.web.clock_changes import ClockChange, clock_change, is_repeated

QUARTER = 15
DAY_MINUTES = 24 * 60
_DASH = "\N{EN DASH}"


def zone() -> ZoneInfo:
    """The zone of the practice that is signed in, or whose page a patient sees (``use_zone``)."""
    return ZoneInfo(g.get("zone") or g.signed_in.practice.time_zone)


def use_zone(name: str) -> None:
    """Let this page show the times of a practice that nobody is signed in to."""
    g.zone = name


def now() -> datetime:
    """The stack's time on the practice's wall clock."""
    return rpc.now().astimezone(zone())


def today() -> date:
    """The practice's date; never the server's, never the browser's."""
    return now().date()


def wall(instant: datetime) -> datetime:
    """An instant on the practice's wall clock."""
    return instant.astimezone(zone())


def at(day: date, minutes: int, *, second: bool = False) -> datetime:
    """The wall-clock time so many minutes into a day, with the offset that holds then.

    ``second``: where the clocks go back and show it twice, the later one.
    """
    hours, rest = divmod(minutes, 60)
    return datetime.combine(day, time(hours, rest, fold=int(second)), zone())


def change_on(day: date) -> ClockChange | None:
    """What the practice's clocks do on this day, if anything."""
    return clock_change(day, zone())


def read_date(text: str | None) -> date | None:
    """``YYYY-MM-DD`` within this and the next century; None for anything else."""
    try:
        found = date.fromisoformat(text or "")
    except ValueError:
        return None
    return found if 1900 < found.year < 2200 else None  # noqa: PLR2004


def read_minutes(text: str | None) -> int | None:
    """Minutes into the day of ``HH:MM``; None for anything else."""
    hours, _colon, rest = (text or "").partition(":")
    if not (hours.isdecimal() and rest.isdecimal() and len(rest) == 2):  # noqa: PLR2004
        return None
    minutes = int(hours) * 60 + int(rest)
    return minutes if minutes < DAY_MINUTES and int(rest) < 60 else None  # noqa: PLR2004


class WallTime(NamedTuple):
    """A time as forms send it: minutes into the day and, where the day has it twice, whether the second is meant."""

    minutes: int
    second: bool | None
    """None: not said."""


_SECOND = {"": None, "/1": False, "/2": True}


def read_time(text: str | None) -> WallTime | None:
    """``02:30``, or ``02:30/1`` and ``02:30/2`` on the night that has it twice; None for anything else."""
    clock_time, rest = (text or "")[:5], (text or "")[5:]
    minutes = read_minutes(clock_time)
    return None if minutes is None or rest not in _SECOND else WallTime(minutes, _SECOND[rest])


def clock(minutes: int) -> str:
    """Minutes into the day as ``HH:MM`` (24:00 is the end of it)."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def hour(instant: datetime) -> str:
    """``10:00``; of the two 02:30 of the night on which the clocks go back ``02:30 (druga)``."""
    local = wall(instant)
    said = f"{local:%H:%M}"
    if not is_repeated(local):
        return said
    return str(_("%(hour)s (second)", hour=said) if local.fold else _("%(hour)s (first)", hour=said))


def hours(starts_at: datetime, ends_at: datetime) -> str:
    """``10:00-10:45``, with a dash."""
    return f"{hour(starts_at)}{_DASH}{hour(ends_at)}"


def long(day: date) -> str:
    """``poniedziałek, 23 listopada 2026``."""
    return _format(day, "EEEE, d MMMM y")


def short(day: date) -> str:
    """``pon., 23 listopada``."""
    return _format(day, "EEE, d MMMM")


def full(day: date) -> str:
    """``23 listopada 2026``."""
    return _format(day, "d MMMM y")


def day_month(day: date) -> str:
    """``31 grudnia``."""
    return _format(day, "d MMMM")


def numeric(day: date) -> str:
    """``23.11.2026``, as forms and tables have it."""
    return _format(day, "dd.MM.y")


def month(day: date) -> str:
    """``listopad 2026``."""
    return _format(day, "LLLL y")


def month_short(day: date) -> str:
    """``lis``, under the number of a day."""
    return _format(day, "LLL")


def weekday(day: date) -> str:
    return _format(day, "EEEE")


def weekday_abbreviated(day: date) -> str:
    """``pon.``, within a sentence."""
    return _format(day, "EEE")


def weekday_short(day: date) -> str:
    """``pon``, for the head of a column."""
    return _format(day, "EEEEEE")


def week(monday: date) -> str:
    """A week, named by its ends: days 23 to 29 of one month and year share them."""
    return span(monday, monday + timedelta(days=6))


def span(first: date, last: date) -> str:
    """Some days, ``last`` one of them; ends in one month and year share them."""
    if first == last:
        return _format(first, "EEE, d MMMM y")
    if first.year != last.year:
        return f"{_format(first, 'd MMMM y')} {_DASH} {_format(last, 'd MMMM y')}"
    if first.month != last.month:
        return f"{_format(first, 'd MMMM')} {_DASH} {_format(last, 'd MMMM y')}"
    return f"{first.day}{_DASH}{_format(last, 'd MMMM y')}"


def near(day: date) -> str:
    """``dziś``, ``jutro``, ``wczoraj``, or the short date."""
    distance = (day - today()).days
    named = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}
    return named.get(distance) or short(day)


def when(instant: datetime) -> str:
    """``jutro o 10:00``, ``pon., 23 listopada o 10:00``."""
    return str(_("%(day)s at %(hour)s", day=near(wall(instant).date()), hour=hour(instant)))


def length(minutes: int) -> str:
    """``45 min``, ``1 godz.``, ``1 godz. 30 min``."""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(_("%(hours)s h", hours=hours))
    if rest or not hours:
        parts.append(_("%(minutes)s min", minutes=rest))
    return " ".join(parts)


def utc_now() -> datetime:
    return rpc.now().astimezone(UTC)


def _format(day: date, pattern: str) -> str:
    locale: Any = get_locale() or "pl"
    return str(format_date(day, pattern, locale=locale))


def earlier(day: date, view: str) -> str:
    """The date that the arrow to the left leads to."""
    return _step(day, view, -1).isoformat()


def later(day: date, view: str) -> str:
    """The date that the arrow to the right leads to."""
    return _step(day, view, 1).isoformat()


def _step(day: date, view: str, by: int) -> date:
    if view == "month":
        first = day.replace(day=1)
        return (first - timedelta(days=1)).replace(day=1) if by < 0 else (first + timedelta(days=32)).replace(day=1)
    return day + timedelta(days=by * (7 if view == "week" else 1))
