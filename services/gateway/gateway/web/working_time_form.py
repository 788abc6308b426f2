"""Working time as a form has it: a row per weekday with a switch, from-to, and a break."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import Any, NamedTuple

from contracts.scheduling import rpc as scheduling
from flask_babel import gettext as _
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
PARTS = {f"day_{n}": (f"open_{n}", *(f"{name}_{n}" for name in _TIMES)) for n in _NAMES}
_WORKDAYS = range(2, 6)


class Weekday(NamedTuple):
    number: int
    name: str


def weekdays() -> list[Weekday]:
    return [Weekday(n, dates.weekday(_A_MONDAY + timedelta(days=n - 1))) for n in _NAMES]


def quarters(selected: str = "") -> list[str]:
    """All quarters of a day to choose from, and the time already chosen."""
    offered = {dates.clock(minutes) for minutes in range(0, dates.DAY_MINUTES, dates.QUARTER)}
    return sorted(offered | ({selected} if dates.read_minutes(selected) is not None else set()))


def values(days: list[scheduling.WorkingDay]) -> dict[str, str]:
    """What the form shows for the hours as they are."""
    shown: dict[str, str] = {}
    for day in days:
        if day.open:
            shown[f"open_{day.weekday}"] = "on"
        shown[f"from_{day.weekday}"] = f"{day.from_:%H:%M}"
        shown[f"to_{day.weekday}"] = f"{day.to:%H:%M}"
        shown[f"break_from_{day.weekday}"] = f"{day.break_.from_:%H:%M}" if day.break_ else ""
        shown[f"break_to_{day.weekday}"] = f"{day.break_.to:%H:%M}" if day.break_ else ""
    return shown


def describe(label: str, values: Mapping[str, str]) -> str:
    """``08:00-16:00, przerwa 12:00-12:30`` of one row; see ``conflicts.merge``."""
    number = label.removeprefix("day_")
    if f"open_{number}" not in values:
        return str(_("closed"))
    return hours(*(values.get(f"{name}_{number}", "") for name in _TIMES))


def hours(start: str, end: str, break_start: str = "", break_end: str = "") -> str:
    """Hours and their break in words, of times as ``HH:MM``."""
    said = f"{start}\N{EN DASH}{end}"
    if not break_start:
        return said
    return str(_("%(hours)s, break %(pause)s", hours=said, pause=f"{break_start}\N{EN DASH}{break_end}"))


def copy_monday(form: Form) -> None:
    """Give Tuesday to Friday what Monday has, in the form alone."""
    for number in _WORKDAYS:
        for name in ("open", *_TIMES):
            form.values.pop(f"{name}_{number}", None)
            if f"{name}_1" in form.values:
                form.values[f"{name}_{number}"] = form.values[f"{name}_1"]


def read(form: Form) -> list[scheduling.WorkingDay]:
    """The seven days; a row that cannot be read is refused as a whole, under its name, and left out."""
    days = []
    for number in _NAMES:
        times = {name: read_time(form[f"{name}_{number}"]) for name in _TIMES}
        wrong = any(form.text(f"{name}_{number}") and times[name] is None for name in _TIMES)
        if (times["break_from"] is None) != (times["break_to"] is None) and not wrong:
            form.say(f"day_{number}", _("Give both the beginning and the end of the break, or neither."))
        elif wrong or (form.ticked(f"open_{number}") and None in (times["from"], times["to"])):
            form.refuse(f"day_{number}", "invalid")
        else:
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


def read_time(text: str) -> time | None:
    """``HH:MM`` as people type it; None for anything else."""
    minutes = dates.read_minutes(text.strip())
    return time(*divmod(minutes, 60)) if minutes is not None else None
