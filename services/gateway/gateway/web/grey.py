"""What is grey in the calendar and cannot be booked."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from contracts.scheduling import rpc as scheduling
from flask_babel import gettext as _

from gateway.web import dates, words
from gateway.web.book import Book, Minutes, minutes_of


def closed_spans(book: Book) -> list[dict[str, str]]:
    """What is grey: breaks, all that is neither open nor a break, and the hour that a night lacks."""
    hours = {(h.calendar_id, h.date): h for h in book.hours}
    spans = [(c.id, day, hours.get((c.id, day))) for c in book.calendars for day in book.days.dates()]
    return [grey for span in spans for grey in _closed(*span)]


def _closed(calendar_id: UUID, day: date, hours: scheduling.CalendarDay | None) -> list[dict[str, str]]:
    breaks = sorted(minutes_of(span, day) for span in hours.breaks) if hours else []
    taken = sorted(breaks + [minutes_of(span, day) for span in hours.open]) if hours else []
    why = {"name": words.day_off(hours.day_off)} if hours and hours.day_off else {}
    greys = [_grey(calendar_id, day, "closed", gap) | why for gap in gaps(taken)]
    greys += [_grey(calendar_id, day, "break", span) for span in breaks]
    change = dates.change_on(day)
    if change and not change.repeated and any(start < change.end and change.start < end for start, end in taken):
        name = {"name": str(_("this hour does not exist: the clocks change"))}
        greys.append(_grey(calendar_id, day, "missing", (change.start, change.end)) | name)
    return greys


def gaps(taken: list[Minutes]) -> list[Minutes]:
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
    return {"calendar_id": str(calendar_id), "kind": kind, "start": start.isoformat(), "end": end.isoformat()}
