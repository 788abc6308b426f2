"""What the calendar shows for some days, as JSON on the practice's wall clock: the browser's zone never matters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from contracts.base import Nothing
from contracts.scheduling import rpc as scheduling
from flask import render_template

from gateway import rpc
from gateway.web import dates, phones, words
from gateway.web.month import month_weeks

LONGEST = timedelta(days=42)
LOOK_AHEAD = timedelta(days=31)
PAGE = 500
_USUAL_HOURS = (8 * 60, 16 * 60)

Minutes = tuple[int, int]


class Days(NamedTuple):
    """A span of dates, ``to`` exclusive."""

    first: date
    to: date

    def dates(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.to - self.first).days)]

    @property
    def one(self) -> bool:
        return self.to - self.first == timedelta(days=1)


def calendars(and_closed: UUID | None = None) -> list[scheduling.Calendar]:
    """The practice's open calendars, in their order; none yet right after registration.

    ``and_closed``: this one too, although it is closed: a visit on it stays there until somebody moves it.
    """
    found = rpc.call(scheduling.list_calendars, Nothing()).items
    return sorted((c for c in found if c.active or c.id == and_closed), key=lambda c: c.position)


def visits(days: Days) -> list[scheduling.Visit]:
    """All visits that begin on these days, cancelled ones too."""
    found: list[scheduling.Visit] = []
    cursor = None
    while True:
        asked = scheduling.ListVisits(from_=days.first, to=days.to, limit=PAGE, cursor=cursor)
        page = rpc.call(scheduling.list_visits, asked)
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            return found


def calendar_days(days: Days) -> list[scheduling.CalendarDay]:
    return rpc.call(scheduling.list_calendar_days, scheduling.DaySpan(from_=days.first, to=days.to)).items


def read(days: Days, shown: list[scheduling.Calendar]) -> dict[str, Any]:
    """The feed of these days for the calendars in ``shown``."""
    colors = {c.id: c for c in shown}
    hours = [h for h in calendar_days(days) if h.calendar_id in colors]
    booked = [v for v in visits(days) if v.calendar_id in colors]
    open_hours = [minutes_of(span, d.date) for d in hours for span in d.open]
    today = dates.today()
    return {
        "from": days.first.isoformat(),
        "to": days.to.isoformat(),
        "now": _wall(dates.now()),
        "today": today.isoformat(),
        "title": dates.long(days.first) if days.one else dates.week(days.first),
        "calendars": [{"id": str(c.id), "name": c.name, "color": c.color} for c in shown],
        "hours": _hours(open_hours, booked),
        "closed": [span for c in shown for day in days.dates() for span in _closed(c.id, day, hours)],
        "visits": [_visit(v, colors[v.calendar_id]) for v in booked],
        "month": render_template("calendar/month.html", weeks=month_weeks(days.first), shown=days, today=today),
        "notice": _notice(days, hours, open_hours),
    }


def _visit(visit: scheduling.Visit, calendar: scheduling.Calendar) -> dict[str, Any]:
    return {
        "id": str(visit.id),
        "calendar_id": str(visit.calendar_id),
        "calendar": calendar.name,
        "color": calendar.color,
        "start": _wall(dates.wall(visit.starts_at)),
        "end": _wall(dates.wall(visit.ends_at)),
        "minutes": visit.minutes,
        "status": visit.status,
        "version": visit.version,
        "patient": f"{visit.patient.first_name} {visit.patient.last_name}",
        "phone": phones.national(visit.patient.phone),
        "note": visit.note,
        "outside": visit.outside,
    }


def _closed(calendar_id: UUID, day: date, hours: Iterable[scheduling.CalendarDay]) -> list[dict[str, str]]:
    """What is grey on one calendar and day: breaks, and all that is neither open nor a break."""
    mine = [h for h in hours if h.calendar_id == calendar_id and h.date == day]
    breaks = sorted(minutes_of(span, day) for h in mine for span in h.breaks)
    taken = sorted(breaks + [minutes_of(span, day) for h in mine for span in h.open])
    why = next(({"name": words.day_off(h.day_off)} for h in mine if h.day_off), {})
    return [_grey(calendar_id, day, "closed", gap) | why for gap in _gaps(taken)] + [
        _grey(calendar_id, day, "break", span) for span in breaks
    ]


def _gaps(taken: list[Minutes]) -> list[Minutes]:
    gaps = []
    reached = 0
    for start, end in taken:
        if start > reached:
            gaps.append((reached, start))
        reached = max(reached, end)
    if reached < dates.DAY_MINUTES:
        gaps.append((reached, dates.DAY_MINUTES))
    return gaps


def _grey(calendar_id: UUID, day: date, kind: str, span: Minutes) -> dict[str, str]:
    start, end = (datetime.combine(day, datetime.min.time()) + timedelta(minutes=m) for m in span)
    return {"calendar_id": str(calendar_id), "kind": kind, "start": _wall(start), "end": _wall(end)}


def minutes_of(span: scheduling.Span, day: date) -> Minutes:
    """A span of instants as minutes into its day on the wall clock; past its end counts as 24:00."""
    start, end = dates.wall(span.starts_at), dates.wall(span.ends_at)
    begun = start.hour * 60 + start.minute if start.date() == day else 0
    ended = end.hour * 60 + end.minute if end.date() == day else dates.DAY_MINUTES
    return begun, ended


def _hours(open_hours: list[Minutes], booked: list[scheduling.Visit]) -> dict[str, str]:
    """Which hours the grid shows: the open ones and every visit, with an hour to spare."""
    lasting = [(v.starts_at, v.ends_at) for v in booked if v.status != "cancelled"]
    spans = [minutes_of(scheduling.Span(starts_at=a, ends_at=b), dates.wall(a).date()) for a, b in lasting]
    opens, closes = zip(*(open_hours or [_USUAL_HOURS]), strict=True)
    begins, ends = zip(*((open_hours or [_USUAL_HOURS]) + spans), strict=True)
    return {
        "from": dates.clock(max(0, (min(begins) - 60) // 60 * 60)),
        "to": dates.clock(min(dates.DAY_MINUTES, -(-(max(ends) + 60) // 60) * 60)),
        "open": dates.clock(min(opens)),
        "close": dates.clock(max(closes)),
    }


def _notice(days: Days, hours: list[scheduling.CalendarDay], open_hours: list[Minutes]) -> str:
    """Why there is nothing to book, and where to go instead; what differs on a day with open hours; else empty."""
    if not days.one:
        return ""
    offs = {(words.day_off(h.day_off), h.day_off.closed) for h in hours if h.day_off}
    everywhere = all(h.day_off for h in hours) and len(offs) == 1
    name = next(iter(offs))[0] if everywhere else None
    if open_hours:
        return render_template("calendar/notice.html", name=name, other_hours=True) if name else ""
    ahead = calendar_days(Days(days.to, days.to + LOOK_AHEAD))
    following = min((d.date for d in ahead if d.open), default=None)
    return render_template("calendar/notice.html", day=days.first, following=following, name=name, other_hours=False)


def _wall(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S")
