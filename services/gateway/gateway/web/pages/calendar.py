"""TERMINARZ: the day and the week, drawn by JavaScript from what the feed says."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from contracts.scheduling import rpc as scheduling
from flask import Response, abort, render_template, request
from flask_babel import gettext as _

from gateway import rpc
from gateway.auth import signed_in
from gateway.web import dates, first_steps, outside, words
from gateway.web.blueprint import web
from gateway.web.book import Book, Days, read_book
from gateway.web.feed import LONGEST, feed
from gateway.web.language import chosen

REGIONS = {"pl": "pl", "en": "en-GB"}
_OUTSIDE: rpc.Reading = (scheduling.list_visits_outside, outside.ASKED)


@web.get("/calendar")
@signed_in
def calendar() -> Any:
    """Today's day view; a fresh account's calendar takes a moment, and the page waits for it by itself.

    ``view=week`` is the week, of all calendars together or of one (``calendar=<id>``).
    """
    view = "week" if request.args.get("view") == "week" else "day"
    day = asked_day()
    book = read_book(_span(day, view), _OUTSIDE)
    if not book.calendars:
        return render_template("calendar/waiting.html")
    shown = feed(book)
    one = request.args.get("calendar", "")
    data = {
        "feed": shown,
        "view": view,
        "date": day.isoformat(),
        "calendar": one if view == "week" and one in {str(c.id) for c in book.calendars} else "",
        "locale": REGIONS[chosen()],
        "words": _words(),
    }
    return render_template(
        "calendar/calendar.html",
        feed=shown,
        view=view,
        day=day,
        data=data,
        calendars=book.calendars,
        outside=_outside(book),
        steps=first_steps.unfinished(visit_seen=bool(book.visits)),
    )


@web.get("/calendar/feed")
@signed_in
def calendar_feed() -> Response:
    """What is on some days, for the calendar's JavaScript."""
    first, to = (dates.read_date(request.args.get(name)) for name in ("from", "to"))
    if first is None or to is None or not timedelta() < to - first <= LONGEST:
        abort(400)
    # Visits to be moved are asked for after a change, not every few seconds: that looks at all visits to come.
    wanted = (_OUTSIDE,) if "outside" in request.args else ()
    book = read_book(Days(first, to), *wanted)
    said = feed(book)
    if wanted:
        said["outside"] = render_template("calendar/outside_link.html", outside=_outside(book))
    return Response(json.dumps(said), mimetype="application/json")


def asked_day() -> date:
    """The date in the address; what cannot be read means today."""
    return dates.read_date(request.args.get("date")) or dates.today()


def _outside(book: Book) -> outside.Count:
    return outside.counted(rpc.need(book.more[0]))


def _span(day: date, view: str) -> Days:
    if view == "day":
        return Days(day, day + timedelta(days=1))
    monday = day - timedelta(days=day.weekday())
    return Days(monday, monday + timedelta(days=7))


def _words() -> dict[str, Any]:
    return {
        "closed": _("Closed"),
        "break": _("Break"),
        "outside": _("outside working time"),
        "overbooked": _("double booking"),
        "call": _("asks to be called"),
        "held": _("held"),
        "undo": _("Undo"),
        "statuses": {code: str(word) for code, word in words.STATUSES.items()},
    }
