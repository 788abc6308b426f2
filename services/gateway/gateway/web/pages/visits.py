"""One visit: its panel, moving it, marking it, cancelling and restoring it. None is ever deleted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from contracts.notifications import rpc as notifications
from contracts.scheduling import rpc as scheduling
from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from gateway import errors, rpc
from gateway.auth import signed_in
from gateway.refusals import Refused
from gateway.web import dates, visit_form, words
from gateway.web.blueprint import is_htmx, web
from gateway.web.forms import Form, new_key
from gateway.web.pages.new_visit import name

MOVE_LABELS = {**visit_form.PLACE_LABELS, "note": _l("Note")}
CANCEL_LABELS = {"reason": _l("Reason")}
PARTS = frozenset({"move", "cancel"})


@web.get("/visits/<uuid:visit_id>")
@signed_in
def visit(visit_id: UUID) -> Any:
    """Its panel; with ``part=move`` or ``part=cancel`` ready for that."""
    asked = request.args.get("part", "")
    return _panel(_read(visit_id), part=asked if asked in PARTS else "")


@web.get("/visits/<uuid:visit_id>/messages")
@signed_in
def visit_messages(visit_id: UUID) -> str:
    """What the patient gets: asked again by the panel while the reminder of a fresh visit is being planned."""
    waits = request.args.get("waits", 0, type=int)
    seen, messages = rpc.together([_visit(visit_id), _messages(visit_id)])
    return render_template("visits/messages.html", visit=rpc.need(seen), **_shown(messages), waits=waits)


@web.post("/visits/<uuid:visit_id>/move")
@signed_in
def move_visit(visit_id: UUID) -> Any:
    """Another time, length, chair, service or note; by the panel's form, or (answering JSON) by dragging."""
    form = Form(MOVE_LABELS, request.form.to_dict())
    place = visit_form.read_place(form, dragged=_wants_json())
    if place is None:
        return _said(next(iter(form.errors.values())), 422) if _wants_json() else _refused(visit_id, form, "move", 422)
    change = scheduling.ChangeVisit(
        visit_id=visit_id, expected_version=form.version(), **place._asdict(), **_written(form)
    )
    before = None if _wants_json() else _read(visit_id)
    try:
        moved = rpc.call(scheduling.change_visit, change, idempotency_key=form.key)
    except Refused as refused:
        visit_form.take(form, refused)
        status = errors.STATUS.get(refused.code, 422)
        if _wants_json():
            return _said(_("Not moved: %(reason)s", reason=errors.sentence(refused.code, refused.fault.data)), status)
        return _refused(visit_id, form, "move", status)
    message = _("%(patient)s: now %(when)s.", patient=name(moved), when=dates.when(moved.starts_at))
    if _wants_json():
        return {"message": message, "version": moved.version}
    return _done(moved, message, undo=_back(before, moved) if before else None)


def _written(form: Form) -> dict[str, Any]:
    """What the form holds beside the place; a drag has none of it, and leaves it as it is."""
    written: dict[str, Any] = {"note": form.text("note")} if "note" in form.values else {}
    if "service_id" in form.values:
        written["service_id"] = visit_form.read_id(form["service_id"])
    return {**written, "overbook": True} if form["action"] == "overbook" else written


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
    message = _("Cancelled: %(patient)s, %(when)s.", patient=name(cancelled), when=dates.when(cancelled.starts_at))
    back = {"url": url_for("web.restore_visit", visit_id=visit_id), "fields": _known(cancelled)}
    return _done(cancelled, message, undo=back)


@web.post("/visits/<uuid:visit_id>/restore")
@signed_in
def restore_visit(visit_id: UUID) -> Any:
    """A cancelled visit is planned again, if its time is still free; by the panel's button, or (JSON) by "Undo"."""
    form = Form({}, request.form.to_dict())
    overbook = {"overbook": True} if form["action"] == "overbook" else {}
    asked = scheduling.RestoreVisit(visit_id=visit_id, expected_version=form.version(), **overbook)
    try:
        restored = rpc.call(scheduling.restore_visit, asked, idempotency_key=form.key)
    except Refused as refused:
        form.take(refused)
        form.codes["time"] = refused.code
        status = errors.STATUS.get(refused.code, 422)
        said = _("Not restored: %(reason)s", reason=errors.sentence(refused.code, refused.fault.data))
        return _said(said, status) if _wants_json() else _refused(visit_id, form, "restore", status)
    message = _("Restored: %(patient)s, %(when)s.", patient=name(restored), when=dates.when(restored.starts_at))
    if _wants_json():
        return {"message": message, "version": restored.version}
    return _done(restored, message)


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _visit(visit_id: UUID) -> rpc.Reading:
    return scheduling.read_visit, scheduling.VisitId(visit_id=visit_id)


def _read(visit_id: UUID) -> scheduling.Visit:
    return rpc.call(scheduling.read_visit, scheduling.VisitId(visit_id=visit_id))


def _said(message: str, status: int) -> Any:
    return {"message": message}, status


def _known(visit: scheduling.Visit) -> dict[str, str]:
    """What a form that changes this visit carries."""
    return {"expected_version": str(visit.version), "key": new_key()}


def _back(before: scheduling.Visit, moved: scheduling.Visit) -> dict[str, Any] | None:
    """The way back from a move: none when it stayed where it was."""
    fields = ("date", "time", "minutes", "calendar_id")
    old, new = visit_form.values(before), visit_form.values(moved)
    if all(old[field] == new[field] for field in fields):
        return None
    url = url_for("web.move_visit", visit_id=moved.id)
    return {"url": url, "fields": {**{field: old[field] for field in fields}, **_known(moved)}}


def _done(visit: scheduling.Visit, message: str, undo: Mapping[str, Any] | None = None) -> Any:
    """In the dialog the panel stays and shows the new state; without JavaScript the page does.

    ``undo``: what a form of one button would send, and where to, for the way back.
    """
    if not is_htmx():
        flash(message)
        return redirect(url_for("web.visit", visit_id=visit.id), 303)
    response = make_response(_panel(visit))
    told = {"message": message, "close": False, "undo": undo, "undo_word": _("Undo")}
    response.headers["HX-Trigger"] = json.dumps({"visit-changed": told})
    return response


def _refused(visit_id: UUID, form: Form, part: str, status: int) -> Any:
    """The panel as things are now, with what was typed and why it was refused."""
    return _panel(_read(visit_id), form, part), status


def _panel(visit: scheduling.Visit, refused: Form | None = None, part: str = "") -> str:
    form = Form(MOVE_LABELS, visit_form.values(visit))
    if refused is not None and part == "move":
        form.values.update({field: value for field, value in refused.values.items() if field != "expected_version"})
        form.errors, form.problem = refused.errors, refused.problem
    choices = visit_form.choices(form, _messages(visit.id), and_closed=visit.calendar_id)
    return render_template(
        "visits/visit.html",
        visit=visit,
        form=form,
        cancelling=refused if refused is not None and part == "cancel" else Form(CANCEL_LABELS),
        refused=refused,
        part=part,
        taken=refused is not None and refused.codes.get("time") == "slot_taken",
        key=new_key(),
        calendar=next((c for c in choices.calendars if c.id == visit.calendar_id), None),
        **choices._asdict(),
        **_shown(choices.more[0]),
        waits=0,
    )


def _messages(visit_id: UUID) -> rpc.Reading:
    return notifications.list_messages, notifications.ListMessages(visit_id=visit_id)


def _shown(answer: Any) -> dict[str, Any]:
    """The visit's messages; a panel without them is better than none, so their absence is only said."""
    if isinstance(answer, Exception):
        return {"messages": [], "messages_unknown": True}
    return {"messages": answer.items, "messages_unknown": False}
