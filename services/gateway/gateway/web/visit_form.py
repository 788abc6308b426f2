"""The part of a form that says where a visit is: date, time, length and chair; shared by booking and moving."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from contracts.base import Nothing
from contracts.scheduling import rpc as scheduling
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from gateway import rpc
from gateway.refusals import Refused
from gateway.web import dates
from gateway.web.book import opened
from gateway.web.clock_changes import is_repeated
from gateway.web.forms import Form

PLACE_LABELS: Mapping[str, Any] = {
    "service_id": _l("Service"),
    "date": _l("Date"),
    "time": _l("Time"),
    "minutes": _l("Length"),
    "calendar_id": _l("Calendar"),
}
USUAL_MINUTES = 30
LONGEST_OFFERED = 4 * 60

FIELDS = {"starts_at": "time"}
_ABOUT_THE_TIME = {"slot_taken", "outside_working_time", "in_break", "local_time_missing"}


class Place(NamedTuple):
    calendar_id: UUID
    starts_at: datetime
    minutes: int | None
    """None: as long as the service takes."""


def read_place(form: Form, *, dragged: bool = False) -> Place | None:
    """Where the form puts the visit; None, with the errors in the form, when it does not say so properly.

    On the night on which the clocks go back a time may come twice: the form has to say which; dropped on the grid it is
    the first.
    """
    day = dates.read_date(form["date"])
    if day is None:
        form.refuse("date", "invalid" if form.text("date") else "required")
    starts_at = _start(form, day, dragged=dragged) if day else None
    if day is None and dates.read_time(form["time"]) is None:
        form.refuse("time", "invalid" if form.text("time") else "required")
    minutes = int(form["minutes"]) if form["minutes"].isdecimal() and len(form["minutes"]) < 5 else None  # noqa: PLR2004
    if minutes is None and (form.text("minutes") or read_id(form["service_id"]) is None):
        form.refuse("minutes", "invalid" if form.text("minutes") else "required")
    calendar_id = read_id(form["calendar_id"])
    if calendar_id is None:
        form.refuse("calendar_id", "required")
    if starts_at is None or calendar_id is None or "minutes" in form.errors:
        return None
    return Place(calendar_id, starts_at, minutes)


def _start(form: Form, day: date, *, dragged: bool) -> datetime | None:
    asked = dates.read_time(form["time"])
    if asked is None:
        form.refuse("time", "invalid" if form.text("time") else "required")
        return None
    start = dates.at(day, asked.minutes, second=bool(asked.second))
    if asked.second is None and is_repeated(start) and not dragged:
        form.say("time", _("On this day the clocks go back and this time comes twice: choose the first or the second."))
        return None
    return start if is_repeated(start) else start.replace(fold=0)


def take(form: Form, refused: Refused) -> None:
    """Put scheduling's refusal where the person can mend it: most are about the time."""
    if refused.code in _ABOUT_THE_TIME:
        form.refuse("time", refused.code, refused.fault.data)
    elif refused.code == "calendar_closed":
        form.refuse("calendar_id", refused.code)
    else:
        form.take(refused, FIELDS)


def read_id(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


def values(visit: scheduling.Visit) -> dict[str, str]:
    """What the form shows for a visit as it is."""
    start = dates.wall(visit.starts_at)
    return {
        "service_id": str(visit.service.id) if visit.service else "",
        "date": start.date().isoformat(),
        "time": time_value(start),
        "minutes": str(visit.minutes),
        "calendar_id": str(visit.calendar_id),
        "note": visit.note or "",
        "expected_version": str(visit.version),
    }


def time_value(local: datetime) -> str:
    """A time of the wall clock as the form sends it (see ``dates.read_time``)."""
    which = f"/{local.fold + 1}" if is_repeated(local) else ""
    return f"{local:%H:%M}{which}"


class Choices(NamedTuple):
    """What the fields of the form offer."""

    calendars: list[scheduling.Calendar]
    services: list[scheduling.Service]
    times: list[tuple[str, str]]
    lengths: list[tuple[str, str]]
    more: list[Any]
    """The answers to what was asked beside it."""


def choices(form: Form, *more: rpc.Reading, and_closed: UUID | None = None, by_service: bool = False) -> Choices:
    """All of it asked at the same time, with what is chosen already in each.

    ``and_closed``: this calendar too, although it is closed; ``by_service``: the service may say how long it takes.
    """
    calendars, kinds, week, *said = rpc.together([*_ASKED, *more])
    services = _on_offer(rpc.need(kinds).items, form["service_id"])
    return Choices(
        opened(rpc.need(calendars).items, and_closed),
        services,
        _times(form["time"], dates.read_date(form["date"]), rpc.need(week)),
        _lengths(form["minutes"], services if by_service else []),
        said,
    )


_ASKED: tuple[rpc.Reading, ...] = (
    (scheduling.list_calendars, Nothing()),
    (scheduling.list_services, Nothing()),
    (scheduling.read_working_time, Nothing()),
)


def times(selected: str, day: date | None) -> list[tuple[str, str]]:
    """The hours to choose from on a day, as values and words."""
    return _times(selected, day, rpc.call(scheduling.read_working_time, Nothing()))


def _times(selected: str, day: date | None, week: scheduling.WorkingTime) -> list[tuple[str, str]]:
    """The quarters of an hour of the week's working time, and the one already chosen.

    What comes twice on that day is offered twice, what does not exist is not.
    """
    days = [d for d in week.days if d.open]
    first = min((d.from_.hour * 60 + d.from_.minute for d in days), default=6 * 60)
    last = max((d.to.hour * 60 + d.to.minute for d in days), default=22 * 60)
    offered = set(range(first - first % dates.QUARTER, last, dates.QUARTER))
    chosen = dates.read_time(selected)
    if chosen is not None:
        offered.add(chosen.minutes)
    change = dates.change_on(day) if day else None
    if day is None or change is None:
        return [(dates.clock(m), dates.clock(m)) for m in sorted(offered)]
    odd = {m for m in offered if change.start <= m < change.end}
    kept = offered if change.repeated else offered - odd
    shown = [
        dates.at(day, m, second=second) for m in sorted(kept) for second in ((False, True) if m in odd else (False,))
    ]
    typed = [(selected, selected[:5])] if chosen and chosen.minutes in odd and not change.repeated else []
    return [*typed, *((time_value(moment), dates.hour(moment)) for moment in sorted(shown, key=datetime.timestamp))]


def _lengths(selected: str, services: Iterable[scheduling.Service]) -> list[tuple[str, str]]:
    """Lengths to choose from, in steps of a quarter, and the one already chosen; where there are services, theirs."""
    offered = set(range(dates.QUARTER, LONGEST_OFFERED + 1, dates.QUARTER))
    if selected.isdecimal() and 0 < int(selected) <= dates.DAY_MINUTES:
        offered.add(int(selected))
    by_service = [("", str(_("as the service takes")))] if any(True for _one in services) else []
    return [*by_service, *((str(m), dates.length(m)) for m in sorted(offered))]


def _on_offer(services: Iterable[scheduling.Service], chosen: str) -> list[scheduling.Service]:
    """And the one that is chosen already; in the practice's order."""
    return sorted((s for s in services if s.active or str(s.id) == chosen), key=lambda s: s.position)
