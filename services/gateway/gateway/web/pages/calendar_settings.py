"""USTAWIENIA / TERMINARZE, one calendar: its name and colour, its hours, its days off, closing it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from contracts.scheduling import rpc as scheduling
from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from gateway import errors, rpc
from gateway.auth import signed_in
from gateway.refusals import Refused, Unavailable
from gateway.web import calendar_form, conflicts, dates, days_off_form, news, outside, palette, words, working_time_form
from gateway.web.blueprint import web
from gateway.web.calendar_form import LABELS, PARTS
from gateway.web.forms import Form, new_key

_COUNTED = 200


@web.get("/settings/calendars/<uuid:calendar_id>")
@signed_in
def calendar_settings(calendar_id: UUID) -> str:
    return page(calendar_id)


@web.post("/settings/calendars/<uuid:calendar_id>")
@signed_in
def change_calendar(calendar_id: UUID) -> Any:
    """Hours first: they are refused more often than a name. What was typed stays on the screen."""
    form = Form(LABELS, request.form.to_dict())
    if form["action"] == "copy":
        working_time_form.copy_monday(form)
        return page(calendar_id, form)
    try:
        status = _saved(calendar_id, form)
    except Unavailable:
        form.problem = form.problem or errors.sentence("unavailable", {})
        status = 503
    if form.refused:
        return page(calendar_id, form), status
    news.tell(_("Saved: %(name)s.", name=form.text("name")))
    return redirect(url_for("web.calendar_settings", calendar_id=calendar_id), 303)


def _saved(calendar_id: UUID, form: Form, *, again: bool = True) -> int:
    """Save the form, or say in it why not; the status to answer then."""
    calendar_form.check_name(form)
    days = calendar_form.read_hours(form)
    if form.refused:
        return 422
    try:
        _save(calendar_id, form, days)
    except Refused as refused:
        if refused.code != "version_conflict":
            form.take(refused, working_time_form.fields(days))
            return errors.STATUS.get(refused.code, 422)
        calendar, hours = _read(calendar_id)
        now = calendar_form.values(calendar, hours)
        conflicts.merge(form, now, PARTS, calendar_form.describe)
        form.values |= {"expected_version": now["expected_version"], "key": new_key()}
        if not form.others and again:  # the other one saved the very same, or put the calendars in another order
            return _saved(calendar_id, form, again=False)
        form.problem = conflicts.explain()
        return errors.STATUS[refused.code]
    return 200


def _save(calendar_id: UUID, form: Form, days: list[scheduling.WorkingDay]) -> None:
    key = form.key or new_key()
    hours = scheduling.ChangeCalendarWorkingTime(
        calendar_id=calendar_id,
        inherits=form.ticked("inherits"),
        days=days,
        expected_version=form.version(),
    )
    kept = rpc.call(scheduling.change_calendar_working_time, hours, idempotency_key=f"{key}-hours")
    form.values["expected_version"] = str(kept.version)
    looks = scheduling.ChangeCalendar(
        calendar_id=calendar_id, name=form.text("name"), color=form.text("color"), expected_version=kept.version
    )
    rpc.call(scheduling.change_calendar, looks, idempotency_key=f"{key}-looks")


def _read(calendar_id: UUID) -> tuple[scheduling.Calendar, scheduling.CalendarWorkingTime]:
    asked = scheduling.CalendarId(calendar_id=calendar_id)
    return rpc.call(scheduling.read_calendar, asked), rpc.call(scheduling.read_calendar_working_time, asked)


def page(calendar_id: UUID, refused: Form | None = None, day_off: Form | None = None) -> str:
    """The whole page; the forms are those that were refused."""
    calendar, hours = _read(calendar_id)
    values = calendar_form.values(calendar, hours)
    form = refused or Form(LABELS, values | {conflicts.SEEN: conflicts.seen(values, PARTS)})
    return render_template(
        "settings/calendar.html",
        calendar=calendar,
        form=form,
        weekdays=working_time_form.weekdays(),
        palette=palette.NAMES,
        ahead=_ahead(calendar_id),
        outside=outside.count(),
        key=new_key(),
        **days_off_form.card(calendar_id, day_off),
    )


def _ahead(calendar_id: UUID) -> outside.Count:
    """How many visits are still to come on it."""
    asked = scheduling.ListVisits(calendar_id=calendar_id, from_=dates.today(), limit=_COUNTED)
    listed = rpc.call(scheduling.list_visits, asked)
    ahead = [v for v in listed.items if v.status in words.MOVABLE and v.starts_at > dates.utc_now()]
    return outside.Count(len(ahead), more=listed.next_cursor is not None)
