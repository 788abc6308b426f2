"""WIADOMOŚCI: what patients get, what became of it, and why something did not arrive."""

from __future__ import annotations

from typing import Any, NamedTuple, cast, get_args
from uuid import UUID

from contracts.base import Nothing
from contracts.notifications import rpc as notifications
from contracts.scheduling import rpc as scheduling
from flask import make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from gateway import errors, rpc
from gateway.auth import signed_in
from gateway.refusals import Refused
from gateway.web import news, sending_words
from gateway.web.blueprint import is_htmx, web
from gateway.web.forms import LONGEST_KEY, new_key
from gateway.web.places import own_path
from gateway.web.visit_form import read_id

A_PAGE = 50
FOUND = 8


class Filters(NamedTuple):
    """What the list is narrowed to, as the address says it; what is no filter is none."""

    state: notifications.MessageState | None
    channel: notifications.Channel | None
    kind: notifications.MessageKind | None
    patient_id: UUID | None
    batch_id: UUID | None

    @property
    def address(self) -> dict[str, str]:
        """For links that keep them."""
        return {name: str(value) for name, value in self._asdict().items() if value is not None}


@web.get("/messages")
@signed_in
def messages() -> str:
    """The newest first. ``q``, a name or phone, becomes a filter by patient as soon as it means only one."""
    filters = _filters()
    q = request.args.get("q", "").strip()
    found = find_patients(q) if q and filters.patient_id is None else []
    if len(found) == 1:
        filters = filters._replace(patient_id=found[0].id)
    asked = notifications.ListMessages(limit=A_PAGE, cursor=request.args.get("cursor") or None, **filters._asdict())
    page, state = rpc.together([(notifications.list_messages, asked), (notifications.read_sending_state, Nothing())])
    return render_template(
        "messages/list.html",
        page=rpc.need(page),
        state=None if isinstance(state, Exception) else state,
        said=sending_words,
        filters=filters,
        patient=read_patient(filters.patient_id) if filters.patient_id else None,
        q=q,
        found=found if len(found) > 1 else [],
        nobody=bool(q) and not found and filters.patient_id is None,
        newest=not request.args.get("cursor"),
    )


@web.get("/messages/<uuid:message_id>")
@signed_in
def message(message_id: UUID) -> str:
    """The whole of one: its words, its way, and what can be done."""
    return render_template("messages/message.html", message=_read(message_id))


@web.post("/messages/<uuid:message_id>/resend")
@signed_in
def resend_message(message_id: UUID) -> Any:
    """Answers the message's line alone to a list on the screen, else the page that asked."""
    key = request.form.get("key", "")[:LONGEST_KEY] or new_key()
    status = 200
    try:
        again = rpc.call(
            notifications.resend_message, notifications.MessageId(message_id=message_id), idempotency_key=key
        )
    except Refused as refused:
        news.tell(errors.sentence(refused.code, refused.fault.data))
        again, status = _read(message_id), errors.STATUS.get(refused.code, 422)
    else:
        news.tell(_("The message is on its way again."))
    if not is_htmx():
        return redirect(own_path(request.form.get("next"), url_for("web.messages")), 303)
    shown = {"message": again, "with_patient": "with_patient" in request.form}
    return make_response(render_template("messages/resent.html", **shown), status)


def _filters() -> Filters:
    args = request.args
    state, channel, kind = args.get("state"), args.get("channel"), args.get("kind")
    return Filters(
        state=cast("notifications.MessageState", state) if state in get_args(notifications.MessageState) else None,
        channel=cast("notifications.Channel", channel) if channel in get_args(notifications.Channel) else None,
        kind=cast("notifications.MessageKind", kind) if kind in get_args(notifications.MessageKind) else None,
        patient_id=read_id(args.get("patient_id")),
        batch_id=read_id(args.get("batch_id")),
    )


def _read(message_id: UUID) -> notifications.Message:
    return rpc.call(notifications.read_message, notifications.MessageId(message_id=message_id))


def find_patients(q: str) -> list[scheduling.Patient]:
    """The first few whose name or phone has ``q`` in it."""
    return rpc.call(scheduling.find_patients, scheduling.FindPatients(q=q, limit=FOUND)).items


def read_patient(patient_id: UUID) -> scheduling.Patient | None:
    """Whose card it is; None for nobody we know."""
    try:
        return rpc.call(scheduling.read_patient, scheduling.PatientId(patient_id=patient_id))
    except Refused as refused:
        if refused.code == "not_found":
            return None
        raise
