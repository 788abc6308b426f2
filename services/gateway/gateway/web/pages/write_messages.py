"""NAPISZ WIADOMOŚĆ: to one patient or many. First exactly who would get what, then one button that sends that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast, get_args
from uuid import UUID

from contracts.accounts import rpc as accounts
from contracts.base import Nothing
from contracts.notifications import rpc as notifications
from contracts.scheduling import rpc as scheduling
from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from gateway import errors, rpc
from gateway.auth import signed_in
from gateway.refusals import Refused, Unavailable
from gateway.web import message_form, news, previews, recalls
from gateway.web.blueprint import web
from gateway.web.forms import Form, new_key
from gateway.web.message_form import LABELS, WHO, Choice
from gateway.web.pages.messages import find_patients, read_patient
from gateway.web.template_form import Which, words
from gateway.web.visit_form import read_id

Had = TypeVar("Had")

_NO_TEMPLATES = notifications.Templates(
    items=[], placeholders=[], language="pl", without_polish_letters=False, version=0
)
_PATHS = {"patient_ids": "who", "patient_ids.0": "patient"}


@web.get("/messages/new")
@signed_in
def new_message() -> str:
    """With some of it in the address already, ``?patient_id=`` or ``?who=visits&visit_from=``."""
    return _page(Form(LABELS, message_form.fresh(request.args, switches())))


def begin(values: dict[str, str]) -> str:
    """The first step, with what another page has chosen and proposed."""
    return _page(Form(LABELS, message_form.fresh({}, switches()) | values))


@web.post("/messages")
@signed_in
def write_message() -> Any:
    """What the buttons of both steps do: ``check`` shows what would go out, ``send`` sends exactly that."""
    form = Form(LABELS, request.form.to_dict())
    if form["action"] == "send":
        return _send(form)
    if form["action"] == "check":
        return _check(form)
    if form["action"] == "other":
        form.values["patient_id"] = ""
    return _page(form)


@web.post("/messages/preview")
@signed_in
def preview_message() -> Any:
    """The words as one patient sees them; posted, for they may be about health."""
    form = Form(LABELS, request.form.to_dict())
    return previews.answer(form, _which(form), _of_preview(form))


@web.post("/messages/recipients")
@signed_in
def count_recipients() -> str:
    """How many patients the choice fits now, while it is being made."""
    return render_template("messages/recipients.html", chosen=_count(Form(LABELS, request.form.to_dict())))


@web.get("/messages/patients")
@signed_in
def message_patients() -> str:
    """What the patient field offers while one types."""
    q = request.args.get("q", "").strip()
    return render_template("messages/patients.html", found=find_patients(q) if q else [])


def _check(form: Form) -> Any:
    chosen = message_form.read(form)
    if chosen is None:
        return _page(form), 422
    try:
        ids, complete = _selected(chosen)
        if not ids:
            form.say("who", _("Nobody fits this choice, so there is nobody to write to."))
            return _page(form), 422
        written = rpc.call(notifications.write_messages, _asked(form, ids, only_check=True))
    except Refused as refused:
        form.take(refused, _PATHS)
        return _page(form), errors.STATUS.get(refused.code, 422)
    except Unavailable:
        form.problem = errors.sentence("unavailable", {})
        return _page(form), 503
    form.values |= {
        "ids": message_form.pack(ids),
        "key": new_key(),
        "recipients": str(written.recipients),
        "parts": str(written.parts or ""),
    }
    return render_template("messages/check.html", form=form, written=written, complete=complete)


def _send(form: Form) -> Any:
    """Twice is once: the key came with the page that showed what goes out."""
    ids = message_form.unpack(form["ids"])
    if not ids or form.key is None:
        return _page(form), 422
    try:
        written = rpc.call(notifications.write_messages, _asked(form, ids, only_check=False), idempotency_key=form.key)
    except Refused as refused:
        form.take(refused, _PATHS)
        return _page(form), errors.STATUS.get(refused.code, 422)
    except Unavailable:
        form.problem = _("The answer did not come in time. Send it again: nobody gets it twice.")
        return render_template("messages/check.html", form=form, written=None, complete=True), 503
    news.tell(_("The messages are on their way."))
    if form["who"] == message_form.RECALLS:
        _mark_invited(form)
    return redirect(url_for("web.message_batch", batch_id=written.batch_id), 303)


def _mark_invited(form: Form) -> None:
    """The message is out whatever becomes of this: who is not marked is only proposed again."""
    try:
        recalls.mark_invited(recalls.unpack(form["recalls"]), message_form.channel_of(form.values))
    except Unavailable:
        news.tell(_("Not all of them could be marked as invited: some may still be listed as not invited."))


def _asked(form: Form, ids: list[UUID], *, only_check: bool) -> notifications.WriteMessages:
    channel = message_form.channel_of(form.values)
    return notifications.WriteMessages(
        channel=channel,
        patient_ids=ids,
        subject=form.text("subject") if channel == "email" else None,
        text=words(form),
        only_check=only_check,
    )


def _selected(chosen: Choice) -> tuple[list[UUID], bool]:
    if isinstance(chosen, UUID):
        return [chosen], True
    if isinstance(chosen, list):
        return chosen, True
    found = rpc.call(scheduling.select_patients, chosen)
    return found.items, found.complete


def _count(form: Form) -> int | None:
    """None while the choice is not complete, or nobody can say; one patient is not counted."""
    chosen = message_form.read_choice(Form(LABELS, form.values)) if form["who"] != "one" else None
    if chosen is None:
        return None
    try:
        return len(_selected(chosen)[0])
    except (Refused, Unavailable):
        return None


def switches() -> accounts.NotificationSettings:
    """What the practice has switched on."""
    return rpc.call(accounts.read_notifications, Nothing())


def _page(form: Form) -> str:
    """The first step with all that was typed, and with what can be had: words must not be lost with a service."""
    templates = _had(lambda: rpc.call(notifications.read_templates, Nothing()), _NO_TEMPLATES)
    form.values["language"] = templates.language
    found = find_patients(form.text("q") or "") if form["action"] == "find" and form.text("q") else None
    patient_id = read_id(form["patient_id"])
    return render_template(
        "messages/new.html",
        form=form,
        who=WHO,
        switches=switches(),
        templates=templates,
        placeholders=[p for p in templates.placeholders if "written" in p.kinds],
        patient=_had(lambda: read_patient(patient_id), None) if patient_id else None,
        found=found,
        calendars=_had(lambda: rpc.call(scheduling.list_calendars, Nothing()), scheduling.Calendars(items=[])).items,
        services=_had(lambda: rpc.call(scheduling.list_services, Nothing()), scheduling.Services(items=[])).items,
        months=message_form.MONTHS,
        chosen=_count(form),
        preview=previews.ask(form, _which(form)),
        **_of_preview(form),
    )


def _had(ask: Callable[[], Had], otherwise: Had) -> Had:
    """What the service says, or ``otherwise`` while it says nothing."""
    try:
        return ask()
    except Unavailable:
        return otherwise


def _which(form: Form) -> Which:
    language = form["language"] if form["language"] in get_args(notifications.MessageLanguage) else "pl"
    return Which("written", message_form.channel_of(form.values), cast("notifications.MessageLanguage", language))


def _of_preview(form: Form) -> dict[str, Any]:
    """What ``messages/preview.html`` wants beside the preview itself."""
    return {
        "channel": message_form.channel_of(form.values),
        "preview_url": url_for("web.preview_message"),
        "preview_form": "message-form",
    }
