"""Working time as a form has it: a row per weekday with a switch, from-to, and a break."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import Any, NamedTuple

from contracts.scheduling import rpc as scheduling
from flask_babel import lazy_gettext as _l

from gateway.web import dates
from gateway.web.forms import Form

_NAMES = {
    1: _l("Monday"),
    2: _l("Tuesday"),
    3: _l("Wednesday"),
    4: _l("Thursday"),
    5: _l("Friday"),
    6: _l("Saturday"),
    7: _l("Sunday"),
}
LABELS: Mapping[str, Any] = {f"day_{number}": name for number, name in _NAMES.items()}
_A_MONDAY = date(2024, 1, 1)
_TIMES = ("from", "to", "break_from", "break_to")


class Weekday(NamedTuple):
    number: int
    name: str


def weekdays() -> list[Weekday]:
    return [Weekday(n, dates.weekday(_A_MONDAY + timedelta(days=n - 1))) for n in _NAMES]


def values(working: scheduling.WorkingTime) -> dict[str, str]:
    """What the form shows for the hours as they are."""
    shown: dict[str, str] = {}
    for day in working.days:
        if day.open:
            shown[f"open_{day.weekday}"] = "on"
        shown[f"from_{day.weekday}"] = f"{day.from_:%H:%M}"
        shown[f"to_{day.weekday}"] = f"{day.to:%H:%M}"
        shown[f"break_from_{day.weekday}"] = f"{day.break_.from_:%H:%M}" if day.break_ else ""
        shown[f"break_to_{day.weekday}"] = f"{day.break_.to:%H:%M}" if day.break_ else ""
    return shown


def read(form: Form) -> list[scheduling.WorkingDay]:
    """The seven days; a row that cannot be read is refused as a whole, under its name."""
    days = []
    for number in _NAMES:
        times = {name: _time(form[f"{name}_{number}"]) for name in _TIMES}
        wrong = any(form.text(f"{name}_{number}") and times[name] is None for name in _TIMES)
        half = (times["break_from"] is None) != (times["break_to"] is None)
        if wrong or half or (form.ticked(f"open_{number}") and None in (times["from"], times["to"])):
            form.refuse(f"day_{number}", "invalid")
            continue
        days.append(_day(number, form.ticked(f"open_{number}"), times))
    return days


def fields(days: list[scheduling.WorkingDay]) -> dict[str, str]:
    """Scheduling's field paths (``days.0.from``) to the rows of the form."""
    tails = ("", ".open", ".weekday", ".from", ".to", ".break", ".break.from", ".break.to")
    return {f"days.{at}{tail}": f"day_{day.weekday}" for at, day in enumerate(days) for tail in tails}


def _day(number: int, is_open: bool, times: Mapping[str, time | None]) -> scheduling.WorkingDay:
    start, end = times["break_from"], times["break_to"]
    pause = scheduling.WallSpan(from_=start, to=end) if start and end else None
    return scheduling.WorkingDay(
        weekday=number, open=is_open, from_=times["from"] or time(8), to=times["to"] or time(16), break_=pause
    )


def _time(text: str) -> time | None:
    minutes = dates.read_minutes(text.strip())
    return time(*divmod(minutes, 60)) if minutes is not None else None
