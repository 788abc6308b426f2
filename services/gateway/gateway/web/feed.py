"""What the calendar shows for some days, as JSON on the practice's wall clock: the browser's zone never matters."""

from __future__ import annotations

import functools
from datetime import date, datetime, timedelta
from typing import Any

from contracts.scheduling import rpc as scheduling
from flask import render_template

from gateway.web import dates, phones, words
from gateway.web.book import Book, Days, Lasting, Minutes, calendar_days, minutes_of
from gateway.web.grey import closed_spans
from gateway.web.language import chosen
from gateway.web.month import month_weeks

LONGEST = timedelta(days=42)
LOOK_AHEAD = timedelta(days=31)
_READABLE = timedelta(minutes=30)
_USUAL_HOURS = (8 * 60, 16 * 60)


def feed(book: Book) -> dict[str, Any]:
    """What the calendar's JavaScript draws."""
    days, hours = book.days, book.hours
    calendars = {c.id: c for c in book.calendars}
    open_hours = [minutes_of(span, d.date) for d in hours for span in d.open]
    today = dates.today()
    return {
        "from": days.first.isoformat(),
        "to": days.to.isoformat(),
        "now": _wall(dates.now()),
        "today": today.isoformat(),
        "title": dates.long(days.first) if days.one else dates.week(days.first),
        "calendars": [{"id": str(c.id), "name": c.name, "color": c.color} for c in book.calendars],
        "hours": _hours(open_hours, book.visits),
        "closed": closed_spans(book),
        "visits": [_visit(v, calendars[v.calendar_id]) for v in book.visits],
        "holds": [_hold(h) for h in book.holds],
        "month": _month(chosen(), days, today),
        "notice": notice(book),
    }


@functools.lru_cache(maxsize=500)
def _month(_language: str, days: Days, today: date) -> str:
    """The small month: the same for everybody, and half of what a feed would cost to make."""
    return render_template("calendar/month.html", weeks=month_weeks(days.first), shown=days, today=today)


def _visit(visit: scheduling.Visit, calendar: scheduling.Calendar) -> dict[str, Any]:
    start, end = _drawn(visit.starts_at, visit.ends_at)
    return {
        "id": str(visit.id),
        "calendar_id": str(visit.calendar_id),
        "calendar": calendar.name,
        "color": visit.service.color if visit.service else calendar.color,
        "chair": calendar.color,
        "start": start,
        "end": end,
        "from": dates.hour(visit.starts_at),
        "till": dates.hour(visit.ends_at),
        "minutes": visit.minutes,
        "status": visit.status,
        "version": visit.version,
        "patient": f"{visit.patient.first_name} {visit.patient.last_name}",
        "phone": phones.national(visit.patient.phone),
        "service": visit.service.name if visit.service else None,
        "note": visit.note,
        "outside": visit.outside,
        "overbooked": visit.overbooked,
        "call": visit.patient_answer == "no",
    }


def _hold(hold: scheduling.Hold) -> dict[str, Any]:
    start, end = _drawn(hold.starts_at, hold.ends_at)
    until = _wall(dates.wall(hold.held_until))
    return {"id": str(hold.id), "calendar_id": str(hold.calendar_id), "start": start, "end": end, "until": until}


def _drawn(starts_at: datetime, ends_at: datetime) -> tuple[str, str]:
    """Where a block begins and ends on the grid of the wall clock: high enough to be read.

    On the night on which the clocks go back the wall clock may show at the end what it showed at the start, or less.
    """
    start, end = (dates.wall(moment).replace(tzinfo=None) for moment in (starts_at, ends_at))
    lasting = timedelta(seconds=ends_at.timestamp() - starts_at.timestamp())
    return _wall(start), _wall(max(end, start + min(lasting, _READABLE)))


def _hours(open_hours: list[Minutes], booked: list[scheduling.Visit]) -> dict[str, str]:
    """Which hours the grid shows: the open ones and every visit, with an hour to spare."""
    spans = [minutes_of(v, dates.wall(v.starts_at).date()) for v in booked if v.status != "cancelled"]
    opens, closes = zip(*(open_hours or [_USUAL_HOURS]), strict=True)
    begins, ends = zip(*((open_hours or [_USUAL_HOURS]) + spans), strict=True)
    return {
        "from": dates.clock(max(0, (min(begins) - 60) // 60 * 60)),
        "to": dates.clock(min(dates.DAY_MINUTES, -(-(max(ends) + 60) // 60) * 60)),
        "open": dates.clock(min(opens)),
        "close": dates.clock(max(closes)),
    }


def notice(book: Book) -> str:
    """What there is to say about one day, as HTML; nothing about several."""
    return _why_closed(book) + _clocks(book) if book.days.one else ""


def _why_closed(book: Book) -> str:
    """Why there is nothing to book, and where to go instead; what differs on a day with open hours; else empty."""
    days, hours = book.days, book.hours
    offs = {(words.day_off(h.day_off), h.day_off.closed) for h in hours if h.day_off}
    everywhere = all(h.day_off for h in hours) and len(offs) == 1
    name = next(iter(offs))[0] if everywhere else None
    if any(h.open for h in hours):
        return render_template("calendar/notice.html", name=name, other_hours=True) if name else ""
    ahead = calendar_days(Days(days.to, days.to + LOOK_AHEAD))
    following = min((d.date for d in ahead if d.open), default=None)
    return render_template("calendar/notice.html", day=days.first, following=following, name=name, other_hours=False)


def _clocks(book: Book) -> str:
    """That the clocks change on the day shown, where somebody works or comes while they do."""
    day = book.days.first
    change = dates.change_on(day)
    if change is None:
        return ""
    spans: list[Lasting] = [*(span for d in book.hours for span in d.open), *book.visits, *book.holds]
    if all(minutes_of(span, day)[0] >= change.end for span in spans):
        return ""
    return render_template("calendar/clock_change.html", change=change)


def _wall(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S")
