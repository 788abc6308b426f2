"""The part of a form that says where a visit is: date, time, length and chair; shared by booking and moving."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from contracts.base import Nothing
from contracts.scheduling import rpc as scheduling
from flask_babel import lazy_gettext as _l

from gateway import rpc
from gateway.refusals import Refused
from gateway.web import dates
from gateway.web.forms import Form

PLACE_LABELS: Mapping[str, Any] = {
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
    minutes: int


def read_place(form: Form) -> Place | None:
    """Where the form puts the visit; None, with the errors in the form, when it does not say so properly."""
    day = dates.read_date(form["date"])
    at = dates.read_minutes(form["time"])
    if day is None:
        form.refuse("date", "invalid" if form.text("date") else "required")
    if at is None:
        form.refuse("time", "invalid" if form.text("time") else "required")
    minutes = int(form["minutes"]) if form["minutes"].isdecimal() and len(form["minutes"]) < 5 else None  # noqa: PLR2004
    if minutes is None:
        form.refuse("minutes", "invalid")
    calendar_id = read_id(form["calendar_id"])
    if calendar_id is None:
        form.refuse("calendar_id", "required")
    if day is None or at is None or minutes is None or calendar_id is None:
        return None
    return Place(calendar_id, dates.at(day, at), minutes)


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
        "date": start.date().isoformat(),
        "time": f"{start:%H:%M}",
        "minutes": str(visit.minutes),
        "calendar_id": str(visit.calendar_id),
        "note": visit.note or "",
        "expected_version": str(visit.version),
    }


def times(selected: str) -> list[str]:
    """The quarters of an hour to choose from: those of the week's working time, and the one already chosen."""
    days = [d for d in rpc.call(scheduling.read_working_time, Nothing()).days if d.open]
    first = min((d.from_.hour * 60 + d.from_.minute for d in days), default=6 * 60)
    last = max((d.to.hour * 60 + d.to.minute for d in days), default=22 * 60)
    offered = {dates.clock(m) for m in range(first - first % dates.QUARTER, last, dates.QUARTER)}
    if dates.read_minutes(selected) is not None:
        offered.add(selected)
    return sorted(offered)


def lengths(selected: str) -> list[tuple[str, str]]:
    """Lengths to choose from, in steps of a quarter, and the one already chosen."""
    offered = set(range(dates.QUARTER, LONGEST_OFFERED + 1, dates.QUARTER))
    if selected.isdecimal() and 0 < int(selected) <= dates.DAY_MINUTES:
        offered.add(int(selected))
    return [(str(m), dates.length(m)) for m in sorted(offered)]
