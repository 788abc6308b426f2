"""TERMINARZ: the day, the week, and the list that needs neither mouse nor JavaScript."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from flask import Response, abort, render_template, request
from flask_babel import gettext as _

from gateway.auth import signed_in
from gateway.web import dates, first_steps, outside, words
from gateway.web.blueprint import web
from gateway.web.feed import LONGEST, Days, calendars, read, visits

REGIONS = {"pl": "pl", "en": "en-GB"}


@web.get("/calendar")
@signed_in
def calendar() -> Any:
    """Today's day view; a fresh account's calendar takes a moment, and the page waits for it by itself."""
    shown = calendars()
    if not shown:
        return render_template("calendar/waiting.html")
    view = "week" if request.args.get("view") == "week" else "day"
    day = _asked_day()
    feed = read(_span(day, view), shown)
    data = {
        "feed": feed,
        "view": view,
        "date": day.isoformat(),
        "locale": REGIONS[_language()],
        "words": _words(),
    }
    return render_template(
        "calendar/calendar.html",
        feed=feed,
        view=view,
        day=day,
        data=data,
        calendars=shown,
        outside=outside.count(),
        steps=first_steps.unfinished(visit_seen=bool(feed["visits"])),
    )


@web.get("/calendar/feed")
@signed_in
def calendar_feed() -> Response:
    """What is on some days, for the calendar's JavaScript."""
    first, to = (dates.read_date(request.args.get(name)) for name in ("from", "to"))
    if first is None or to is None or not timedelta() < to - first <= LONGEST:
        abort(400)
    feed = read(Days(first, to), calendars())
    if "outside" in request.args:  # asked for after a change, not every few seconds: it looks at all visits to come
        feed["outside"] = render_template("calendar/outside_link.html", outside=outside.count())
    return Response(json.dumps(feed), mimetype="application/json")


@web.get("/calendar/list")
@signed_in
def calendar_list() -> Any:
    """A day's visits as a table: by keyboard, by screen reader, on paper, without JavaScript."""
    shown = calendars()
    if not shown:
        return render_template("calendar/waiting.html")
    day = _asked_day()
    days = Days(day, day + timedelta(days=1))
    names = {c.id: c for c in shown}
    booked = sorted(
        visits(days), key=lambda v: (v.starts_at, names[v.calendar_id].position if v.calendar_id in names else 0)
    )
    return render_template(
        "calendar/list.html",
        day=day,
        visits=booked,
        calendars=names,
        notice=read(days, shown)["notice"],
        outside=outside.count(),
        steps=first_steps.unfinished(visit_seen=bool(booked)),
    )


def _asked_day() -> date:
    return dates.read_date(request.args.get("date")) or dates.today()


def _span(day: date, view: str) -> Days:
    if view == "day":
        return Days(day, day + timedelta(days=1))
    monday = day - timedelta(days=day.weekday())
    return Days(monday, monday + timedelta(days=7))


def _language() -> str:
    from gateway.web.language import chosen

    return chosen()


def _words() -> dict[str, Any]:
    return {
        "closed": _("Closed"),
        "break": _("Break"),
        "outside": _("outside working time"),
        "undo": _("Undo"),
        "statuses": {code: str(word) for code, word in words.STATUSES.items()},
    }
