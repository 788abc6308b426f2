"""USTAWIENIA / TERMINARZE: the chairs of the practice, in their order, and the days on which all of them rest."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from contracts.base import Nothing
from contracts.scheduling import rpc as scheduling
from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from gateway import errors, rpc
from gateway.auth import signed_in
from gateway.refusals import Refused
from gateway.web import calendar_form, days_off_form, news, ordering, outside, palette
from gateway.web.blueprint import is_htmx, web
from gateway.web.forms import Form, new_key

CARD = "calendars"
"""The part of the page that shows them."""


@web.get("/settings/calendars")
@signed_in
def calendars() -> str:
    return page()


@web.post("/settings/calendars")
@signed_in
def add_calendar() -> Any:
    form = Form(calendar_form.NAME_LABELS, request.form.to_dict())
    calendar_form.check_name(form)
    if form.refused:
        return page(adding=form), 422
    asked = scheduling.AddCalendar(name=form["name"], color=form.text("color"))
    try:
        added = rpc.call(scheduling.add_calendar, asked, idempotency_key=form.key)
    except Refused as refused:
        form.take(refused)
        return page(adding=form), errors.STATUS.get(refused.code, 422)
    news.tell(_("Added: %(name)s.", name=added.name))
    return settled("web.calendars")


@web.post("/settings/calendars/order")
@signed_in
def order_calendars() -> Any:
    """One calendar to another place among the open ones (``to=<id>:<place>``); the closed ones come after them."""
    known = listed()
    opened, closed = [c for c in known if c.active], [c for c in known if not c.active]
    wanted = ordering.read(request.form.get("to"), [c.id for c in opened])
    if wanted is not None:
        ids = wanted.ids + [c.id for c in closed]
        rpc.call(scheduling.order_calendars, scheduling.OrderCalendars(calendar_ids=ids))
        name = next(c.name for c in opened if c.id == wanted.moved)
        back = news.Undo(url_for("web.order_calendars"), CARD, {"to": f"{wanted.moved}:{wanted.before}"})
        said = _("%(name)s: place %(place)s of %(all)s", name=name, place=wanted.place, all=len(opened))
        news.tell(said, back)
    return settled("web.calendars", wanted and f"row-{wanted.moved}")


@web.post("/settings/calendars/<uuid:calendar_id>/close")
@signed_in
def close_calendar(calendar_id: UUID) -> Any:
    """No new visits on it; those that are booked stay, and are listed to be moved."""
    form = Form({}, request.form.to_dict())
    asked = scheduling.ChangeCalendar(calendar_id=calendar_id, active=False)
    try:
        closed = rpc.call(scheduling.change_calendar, asked)
    except Refused as refused:
        if refused.code != "last_calendar":
            raise
        form.take(refused)
        return page(closing=form), errors.STATUS[refused.code]
    back = url_for("web.reopen_calendar", calendar_id=calendar_id)
    news.tell(_("Closed: %(name)s.", name=closed.name), news.Undo(back, CARD, {}))
    return settled("web.calendars")


@web.post("/settings/calendars/<uuid:calendar_id>/reopen")
@signed_in
def reopen_calendar(calendar_id: UUID) -> Any:
    asked = scheduling.ChangeCalendar(calendar_id=calendar_id, active=True)
    opened = rpc.call(scheduling.change_calendar, asked)
    news.tell(_("Opened again: %(name)s.", name=opened.name))
    return settled("web.calendars")


def settled(endpoint: str, anchor: str | None = None, **values: Any) -> Any:
    """After something was done: the page as it is now, for a part of it at once, else by going there."""
    if not is_htmx():
        return redirect(url_for(endpoint, _anchor=anchor, **values), 303)
    return page()


def listed() -> list[scheduling.Calendar]:
    """All calendars in their order, closed ones too."""
    return sorted(rpc.call(scheduling.list_calendars, Nothing()).items, key=lambda c: c.position)


def page(*, adding: Form | None = None, closing: Form | None = None, day_off: Form | None = None) -> str:
    """The whole page; the forms are those that were refused."""
    known = listed()
    fresh = {"color": palette.free(c.color for c in known)}
    return render_template(
        "settings/calendars.html",
        opened=[c for c in known if c.active],
        closed=[c for c in known if not c.active],
        adding=adding or Form(calendar_form.NAME_LABELS, fresh),
        closing=closing,
        palette=palette.NAMES,
        outside=outside.count(),
        key=new_key(),
        holidays=days_off_form.holidays(),
        **days_off_form.card(None, day_off),
    )
