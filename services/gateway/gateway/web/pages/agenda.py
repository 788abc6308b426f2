"""The calendar without drawing: the list of visits, the month, and what is printed. No mouse, no JavaScript needed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from contracts.scheduling import rpc as scheduling
from flask import render_template, request

from gateway import rpc
from gateway.auth import signed_in
from gateway.web import agenda, dates, first_steps, outside, visit_form
from gateway.web.blueprint import web
from gateway.web.book import Book, Days, read_book
from gateway.web.feed import notice
from gateway.web.month import month_weeks
from gateway.web.pages.calendar import asked_day

SPANS = (1, 7, 14, 30)
"""How many days the list may show."""
_OUTSIDE: rpc.Reading = (scheduling.list_visits_outside, outside.ASKED)


@web.get("/calendar/list")
@signed_in
def calendar_list() -> Any:
    """Visits as a table, day by day: by keyboard, by screen reader, without JavaScript."""
    day = asked_day()
    wanted = request.args.get("days", 1, type=int)
    number = wanted if wanted in SPANS else SPANS[0]
    book = read_book(Days(day, day + timedelta(days=number)), _OUTSIDE)
    if not book.calendars:
        return render_template("calendar/waiting.html")
    chosen = _chosen(book)
    listed = agenda.by_day(book, chosen.id if chosen else None)
    return render_template(
        "calendar/list.html",
        day=day,
        number=number,
        spans=SPANS,
        chosen=chosen,
        days=[(one, visits) for one, visits in listed if visits or number == 1],
        names={c.id: c for c in book.calendars},
        notice=notice(book),
        outside=outside.counted(rpc.need(book.more[0])),
        steps=first_steps.unfinished(visit_seen=bool(book.visits)),
    )


@web.get("/calendar/month")
@signed_in
def calendar_month() -> Any:
    """How full each day of a month is, chair by chair; a day leads to its view."""
    day = asked_day()
    weeks = month_weeks(day)
    book = read_book(Days(weeks[0][0], weeks[-1][-1] + timedelta(days=1)), _OUTSIDE)
    if not book.calendars:
        return render_template("calendar/waiting.html")
    return render_template(
        "calendar/overview.html",
        day=day,
        weeks=weeks,
        summaries=agenda.summaries(book),
        calendars=book.calendars,
        today=dates.today(),
        outside=outside.counted(rpc.need(book.more[0])),
    )


@web.get("/calendar/print")
@signed_in
def calendar_print() -> Any:
    """For paper: one sheet a chair and day, without the frame; a chair without a visit and closed all day has none."""
    day = asked_day()
    book = read_book(Days(day, day + timedelta(days=1)))
    chosen = _chosen(book)
    sheets = [(c, agenda.lines(book, c, day)) for c in ([chosen] if chosen else book.calendars)]
    return render_template("calendar/print.html", day=day, sheets=[s for s in sheets if s[1]], now=dates.now())


def _chosen(book: Book) -> scheduling.Calendar | None:
    """The one calendar that is asked for; None for all."""
    asked = visit_form.read_id(request.args.get("calendar"))
    return next((c for c in book.calendars if c.id == asked), None)
