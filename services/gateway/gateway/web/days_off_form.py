"""Days off and other hours on a date, of one calendar or of the whole practice; and public holidays."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from contracts.scheduling import rpc as scheduling
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from gateway import rpc
from gateway.web import dates, working_time_form
from gateway.web.forms import Form

LABELS: Mapping[str, Any] = {
    "date": _l("From the day"),
    "until": _l("To the day"),
    "name": _l("What it is"),
    "from": _l("Open from"),
    "to": _l("Open to"),
    "break_from": _l("Break from"),
    "break_to": _l("Break to"),
}
A_YEAR = timedelta(days=366)
LOOK_AHEAD = timedelta(days=730)

_HOURS = ("from", "to", "break_from", "break_to")
_PATHS = {"break": "break_from", "break.from": "break_from", "break.to": "break_to"}


class DaysOff(NamedTuple):
    """Days in a row that differ in the same way."""

    first: date
    last: date
    name: str | None
    open: bool
    values: Mapping[str, str]
    """As the form has them, to write it down again."""
    ids: list[UUID]

    @property
    def hours(self) -> str:
        return working_time_form.hours(*(self.values[name] for name in _HOURS)) if self.open else ""

    @property
    def days(self) -> str:
        return dates.span(self.first, self.last)


def read(form: Form, calendar_id: UUID | None) -> scheduling.AddExceptions | None:
    """What is to be written down; None, with the errors in the form, when it does not say so properly."""
    days = {field: dates.read_date(form.text(field)) for field in ("date", "until")}
    for field, day in days.items():
        if day is None and (form.text(field) or field == "date"):
            form.refuse(field, "invalid" if form.text(field) else "required")
    is_open = form["kind"] == "open"
    times = {field: working_time_form.read_time(form[field]) if is_open else None for field in _HOURS}
    if is_open:
        for field in _HOURS:
            if times[field] is None and (form.text(field) or field in {"from", "to"}):
                form.refuse(field, "invalid" if form.text(field) else "required")
        if (times["break_from"] is None) != (times["break_to"] is None):
            form.say("break_from", _("Give both the beginning and the end of the break, or neither."))
    if form.refused or days["date"] is None:
        return None
    start, end = times["break_from"], times["break_to"]
    return scheduling.AddExceptions(
        calendar_id=calendar_id,
        date=days["date"],
        until=days["until"],
        open=is_open,
        from_=times["from"],
        to=times["to"],
        break_=scheduling.WallSpan(from_=start, to=end) if start and end else None,
        name=form.text("name"),
    )


def paths() -> Mapping[str, str]:
    """Scheduling's field paths where they differ from the form's."""
    return _PATHS


def upcoming(calendar_id: UUID | None) -> list[DaysOff]:
    """From today for two years, days in a row together."""
    today = dates.today()
    asked = scheduling.ListExceptions(calendar_id=calendar_id, from_=today, to=today + LOOK_AHEAD)
    found: list[DaysOff] = []
    for one in sorted(rpc.call(scheduling.list_exceptions, asked).items, key=lambda e: e.date):
        values = _values(one)
        if found and found[-1].last + timedelta(days=1) == one.date and _same(found[-1], values):
            found[-1] = found[-1]._replace(
                last=one.date,
                ids=[*found[-1].ids, one.id],
                values=found[-1].values | {"until": one.date.isoformat()},  # type: ignore[operator]
            )
        else:
            found.append(DaysOff(one.date, one.date, one.name, one.open, values, [one.id]))
    return found


def card(calendar_id: UUID | None, refused: Form | None = None) -> dict[str, Any]:
    """What the card of days off shows; ``refused`` is the form that was not taken."""
    return {
        "days_off": upcoming(calendar_id),
        "day_off": refused or Form(LABELS, {"kind": "closed", "from": "08:00", "to": "16:00"}),
        "quarters": working_time_form.quarters,
        "today": dates.today(),
    }


def holidays() -> list[scheduling.Holiday]:
    """The public holidays of the next twelve months."""
    today = dates.today()
    return rpc.call(scheduling.list_holidays, scheduling.DaySpan(from_=today, to=today + A_YEAR)).items


def _values(one: scheduling.DayException) -> dict[str, str]:
    hours = {
        "from": one.from_,
        "to": one.to,
        "break_from": one.break_.from_ if one.break_ else None,
        "break_to": one.break_.to if one.break_ else None,
    }
    return {
        "date": one.date.isoformat(),
        "until": one.date.isoformat(),
        "name": one.name or "",
        "kind": "open" if one.open else "closed",
        **{field: f"{hour:%H:%M}" if hour else "" for field, hour in hours.items()},
    }


def _same(before: DaysOff, values: Mapping[str, str]) -> bool:
    return all(before.values[field] == values[field] for field in ("name", "kind", *_HOURS))
