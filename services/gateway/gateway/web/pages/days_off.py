"""Days off, other hours on a date and public holidays: written down and taken back at once, on the settings' pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from contracts.scheduling import rpc as scheduling
from flask import redirect, request, url_for
from flask_babel import gettext as _

from gateway import errors, rpc
from gateway.auth import signed_in
from gateway.refusals import Refused
from gateway.web import dates, days_off_form, news, words
from gateway.web.blueprint import is_htmx, web
from gateway.web.forms import Form
from gateway.web.pages import calendar_settings, calendars
from gateway.web.visit_form import read_id

_MOST_AT_ONCE = 366


@web.post("/settings/days-off")
@signed_in
def add_days_off() -> Any:
    """For the calendar that ``calendar_id`` names, without one for the whole practice."""
    form = Form(days_off_form.LABELS, request.form.to_dict())
    calendar_id = read_id(form["calendar_id"])
    asked = days_off_form.read(form, calendar_id)
    if asked is None:
        return _page(calendar_id, form), 422
    try:
        written = rpc.call(scheduling.add_exceptions, asked).items
    except Refused as refused:
        if refused.code == "not_found":
            raise
        form.take(refused, days_off_form.paths())
        return _page(calendar_id, form), errors.STATUS.get(refused.code, 422)
    days = dates.span(written[0].date, written[-1].date)
    news.tell(_("Written down: %(days)s.", days=days))
    return _settled(calendar_id)


@web.post("/settings/days-off/remove")
@signed_in
def remove_days_off() -> Any:
    """Days in a row together; those that somebody else has removed by now are gone all the same."""
    calendar_id = read_id(request.form.get("calendar_id"))
    wanted = {read_id(one) for one in request.form.get("ids", "").split(",")[:_MOST_AT_ONCE]}
    known = [days for days in days_off_form.upcoming(calendar_id) if wanted & set(days.ids)]
    for exception_id in [one for days in known for one in days.ids if one in wanted]:
        try:
            rpc.call(scheduling.remove_exception, scheduling.ExceptionId(exception_id=exception_id))
        except Refused as refused:
            if refused.code != "not_found":
                raise
    if known:
        back = dict(known[0].values) | {"calendar_id": str(calendar_id or "")}
        undo = news.Undo(url_for("web.add_days_off"), "days-off", back)
        news.tell(_("Removed: %(days)s.", days=known[0].days), undo)
    return _settled(calendar_id)


@web.post("/settings/holidays/<day>")
@signed_in
def change_holiday(day: str) -> Any:
    """Work on a public holiday (``closed=no``), or keep it."""
    asked = dates.read_date(day)
    if asked is None:
        return _settled(None)
    change = scheduling.ChangeHoliday(date=asked, closed=request.form.get("closed") != "no")
    kept = rpc.call(scheduling.change_holiday, change)
    said = _("%(holiday)s: closed.") if kept.closed else _("%(holiday)s: open.")
    news.tell(said % {"holiday": words.holiday(kept.names)})
    return _settled(None, "holidays")


def _page(calendar_id: UUID | None, refused: Form | None = None) -> str:
    if calendar_id is None:
        return calendars.page(day_off=refused)
    return calendar_settings.page(calendar_id, day_off=refused)


def _settled(calendar_id: UUID | None, anchor: str = "days-off") -> Any:
    """The page as it is now: for a part of it at once, else by going there."""
    if is_htmx():
        return _page(calendar_id)
    if calendar_id is None:
        return redirect(url_for("web.calendars", _anchor=anchor), 303)
    return redirect(url_for("web.calendar_settings", calendar_id=calendar_id, _anchor=anchor), 303)
