"""One visit: its panel, moving it, marking it, cancelling it."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from contracts.notifications import rpc as notifications
from contracts.scheduling import rpc as scheduling
from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from gateway import errors, rpc
from gateway.auth import signed_in
from gateway.refusals import Refused, Unavailable
from gateway.web import dates, visit_form, words
from gateway.web.blueprint import is_htmx, web
from gateway.web.feed import calendars
from gateway.web.forms import Form, new_key
from gateway.web.pages.new_visit import name

MOVE_LABELS = {**visit_form.PLACE_LABELS, "note": _l("Note")}
CANCEL_LABELS = {"reason": _l("Reason")}
MOST_WAITS = 6


@web.get("/visits/<uuid:visit_id>")
@signed_in
def visit(visit_id: UUID) -> Any:
    """Its panel; with ``part=move`` ready to be moved."""
    return _panel(_read(visit_id), part="move" if request.args.get("part") == "move" else "")


@web.get("/visits/<uuid:visit_id>/messages")
@signed_in
def visit_messages(visit_id: UUID) -> str:
    """What the patient gets: asked again by the panel while the reminder of a fresh visit is being planned."""
    waits = request.args.get("waits", 0, type=int)
    return render_template("visits/messages.html", visit=_read(visit_id), **_messages(visit_id), waits=waits)


@web.post("/visits/<uuid:visit_id>/move")
@signed_in
def move_visit(visit_id: UUID) -> Any:
    """Another time, length, chair or note; by the panel's form, or (answering JSON) by dragging."""
    dragged = request.accept_mimetypes.best == "application/json"
    form = Form(MOVE_LABELS, request.form.to_dict())
    place = visit_form.read_place(form)
    if place is None:
        return _said(next(iter(form.errors.values())), 422) if dragged else _refused(visit_id, form, "move", 422)
    written = {"note": form.text("note")} if "note" in form.values else {}
    change = scheduling.ChangeVisit(visit_id=visit_id, expected_version=form.version(), **place._asdict(), **written)
    try:
        moved = rpc.call(scheduling.change_visit, change, idempotency_key=form.key)
    except Refused as refused:
        visit_form.take(form, refused)
        status = errors.STATUS.get(refused.code, 422)
        if dragged:
            return _said(_("Not moved: %(reason)s", reason=errors.sentence(refused.code, refused.fault.data)), status)
        return _refused(visit_id, form, "move", status)
    message = _("%(patient)s: now %(when)s.", patient=name(moved), when=dates.when(moved.starts_at))
    if dragged:
        return {"message": message, "version": moved.version}
    return _done(moved, message)


@web.post("/visits/<uuid:visit_id>/status")
@signed_in
def mark_visit(visit_id: UUID) -> Any:
    form = Form({}, request.form.to_dict())
    asked: Any = form["status"] if form["status"] in words.STATUSES else None
    change = scheduling.ChangeVisit(visit_id=visit_id, status=asked, expected_version=form.version())
    try:
        marked = rpc.call(scheduling.change_visit, change, idempotency_key=form.key)
    except Refused as refused:
        form.take(refused)
        return _refused(visit_id, form, "status", errors.STATUS.get(refused.code, 422))
    return _done(marked, _("%(patient)s: %(status)s.", patient=name(marked), status=words.status(marked.status)))


@web.post("/visits/<uuid:visit_id>/cancel")
@signed_in
def cancel_visit(visit_id: UUID) -> Any:
    form = Form(CANCEL_LABELS, request.form.to_dict())
    asked = scheduling.CancelVisit(visit_id=visit_id, reason=form.text("reason"), expected_version=form.version())
    try:
        cancelled = rpc.call(scheduling.cancel_visit, asked, idempotency_key=form.key)
    except Refused as refused:
        form.take(refused)
        return _refused(visit_id, form, "cancel", errors.STATUS.get(refused.code, 422))
    return _done(
        cancelled, _("Cancelled: %(patient)s, %(when)s.", patient=name(cancelled), when=dates.when(cancelled.starts_at))
    )


def _read(visit_id: UUID) -> scheduling.Visit:
    return rpc.call(scheduling.read_visit, scheduling.VisitId(visit_id=visit_id))


def _said(message: str, status: int) -> Any:
    return {"message": message}, status


def _done(visit: scheduling.Visit, message: str) -> Any:
    """In the dialog the panel stays and shows the new state; without JavaScript the page does."""
    if not is_htmx():
        flash(message)
        return redirect(url_for("web.visit", visit_id=visit.id), 303)
    response = make_response(_panel(visit))
    response.headers["HX-Trigger"] = json.dumps({"visit-changed": {"message": message, "close": False}})
    return response


def _refused(visit_id: UUID, form: Form, part: str, status: int) -> Any:
    """The panel as things are now, with what was typed and why it was refused."""
    return _panel(_read(visit_id), form, part), status


def _panel(visit: scheduling.Visit, refused: Form | None = None, part: str = "") -> str:
    form = Form(MOVE_LABELS, visit_form.values(visit))
    if refused is not None and part == "move":
        form.values.update({field: value for field, value in refused.values.items() if field != "expected_version"})
        form.errors, form.problem = refused.errors, refused.problem
    shown = calendars(and_closed=visit.calendar_id)
    return render_template(
        "visits/visit.html",
        visit=visit,
        form=form,
        cancelling=refused if refused is not None and part == "cancel" else Form(CANCEL_LABELS),
        refused=refused,
        part=part,
        key=new_key(),
        calendars=shown,
        calendar=next((c for c in shown if c.id == visit.calendar_id), None),
        times=visit_form.times(form["time"]),
        lengths=visit_form.lengths(form["minutes"]),
        **_messages(visit.id),
        waits=0,
    )


def _messages(visit_id: UUID) -> dict[str, Any]:
    """The visit's messages; a panel without them is better than none, so their absence is only said."""
    try:
        found = rpc.call(notifications.list_messages, notifications.ListMessages(visit_id=visit_id)).items
    except (Unavailable, Refused):
        return {"messages": [], "messages_unknown": True}
    return {"messages": found, "messages_unknown": False}
