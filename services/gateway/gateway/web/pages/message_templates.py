"""USTAWIENIA / TREŚĆ WIADOMOŚCI: the words of reminders, and what holds for every message."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contracts.accounts import rpc as accounts
from contracts.base import Nothing
from contracts.faults import Fault
from contracts.notifications import rpc as notifications
from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from gateway import errors, rpc
from gateway.auth import signed_in
from gateway.refusals import Refused
from gateway.web import conflicts, news, previews, template_form
from gateway.web.blueprint import web
from gateway.web.forms import Form, new_key
from gateway.web.template_form import LABELS, OPTION_LABELS, OPTION_PARTS, PARTS, Which


@web.get("/settings/messages")
@signed_in
def message_templates() -> str:
    templates = _read()
    values = template_form.option_values(templates)
    return _overview(Form(OPTION_LABELS, values | {conflicts.SEEN: conflicts.seen(values, OPTION_PARTS)}), templates)


@web.post("/settings/messages")
@signed_in
def change_message_settings() -> Any:
    form = Form(OPTION_LABELS, request.form.to_dict())
    status = _options_saved(form)
    if form.refused:
        return _overview(form, _read()), status
    news.tell(_("The settings are saved."))
    return redirect(url_for("web.message_templates"), 303)


@web.get("/settings/messages/<kind>/<channel>/<language>")
@signed_in
def message_template(kind: str, channel: str, language: str) -> str:
    wanted = _which(kind, channel, language)
    templates = _read()
    values = template_form.values(_found(templates, wanted))
    return _page(Form(LABELS, values | {conflicts.SEEN: conflicts.seen(values, PARTS)}), wanted, templates)


@web.post("/settings/messages/<kind>/<channel>/<language>")
@signed_in
def change_template(kind: str, channel: str, language: str) -> Any:
    """Saves the practice's own words, or (``action=ours``) takes them back."""
    wanted = _which(kind, channel, language)
    form = Form(LABELS, request.form.to_dict())
    status = _restored(form, wanted) if form["action"] == "ours" else _saved(form, wanted)
    if form.refused:
        return _page(form, wanted, _read()), status
    said = _("Our text is back.") if form["action"] == "ours" else _("The text is saved.")
    news.tell(said)
    return redirect(url_for("web.message_template", **wanted.address), 303)


@web.post("/settings/messages/<kind>/<channel>/<language>/preview")
@signed_in
def preview_template(kind: str, channel: str, language: str) -> Any:
    """The words as they come to a patient, while they are being written; with ``as=mail`` the letter itself."""
    wanted = _which(kind, channel, language)
    form = Form(LABELS, request.form.to_dict())
    return previews.answer(form, wanted, _of_preview(wanted, form.values))


def _options_saved(form: Form, *, again: bool = True) -> int:
    language = form["language"]
    if language not in template_form.LANGUAGES:
        form.refuse("language", "invalid")
        return 422
    change = notifications.ChangeMessageSettings(
        language="en" if language == "en" else "pl",
        without_polish_letters=form.ticked("without_polish_letters"),
        expected_version=form.version(),
    )
    try:
        rpc.call(notifications.change_message_settings, change, idempotency_key=form.key)
    except Refused as refused:
        if refused.code != "version_conflict":
            form.take(refused)
            return errors.STATUS.get(refused.code, 422)
        now = template_form.option_values(_read())
        conflicts.merge(form, now, OPTION_PARTS, template_form.describe_option)
        form.values |= {"expected_version": now["expected_version"], "key": new_key()}
        if not form.others and again:
            return _options_saved(form, again=False)
        form.problem = conflicts.explain()
        return errors.STATUS[refused.code]
    return 200


def _saved(form: Form, wanted: Which, *, again: bool = True) -> int:
    """Save the form, or say in it why not; the status to answer then."""
    change = template_form.read(form, wanted)
    if change is None:
        return 422
    try:
        rpc.call(notifications.change_template, change, idempotency_key=form.key)
    except Refused as refused:
        if refused.code != "version_conflict":
            form.take(refused)
            return errors.STATUS.get(refused.code, 422)
        now = template_form.values(_found(_read(), wanted))
        conflicts.merge(form, now, PARTS, template_form.describe)
        form.values |= {"expected_version": now["expected_version"], "key": new_key()}
        if not form.others and again:
            return _saved(form, wanted, again=False)
        form.problem = conflicts.explain()
        return errors.STATUS[refused.code]
    return 200


def _restored(form: Form, wanted: Which) -> int:
    """Ours again. What somebody else has just written is not thrown away unseen."""
    change = notifications.ChangeTemplate(**wanted.address, text=None, expected_version=form.version())
    try:
        rpc.call(notifications.change_template, change, idempotency_key=form.key)
    except Refused as refused:
        form.values |= template_form.values(_found(_read(), wanted))
        form.problem = errors.sentence(refused.code, refused.fault.data)
        return errors.STATUS.get(refused.code, 422)
    return 200


def _which(kind: str, channel: str, language: str) -> Which:
    wanted = template_form.which(kind, channel, language)
    if wanted is None:
        raise Refused(Fault(code="not_found"))
    return wanted


def _read() -> notifications.Templates:
    return rpc.call(notifications.read_templates, Nothing())


def _found(templates: notifications.Templates, wanted: Which) -> notifications.Template:
    template = template_form.find(templates, wanted)
    if template is None:
        raise Refused(Fault(code="not_found"))
    return template


def _of_preview(wanted: Which, values: Mapping[str, str]) -> dict[str, Any]:
    """What ``messages/preview.html`` wants beside the preview itself."""
    url = url_for("web.preview_template", **wanted.address)
    return {
        "channel": wanted.channel,
        "preview_url": url,
        "preview_form": "template-form",
        "mail_url": url if wanted.channel == "email" else None,
        "values": values,
    }


def _overview(form: Form, templates: notifications.Templates) -> str:
    return render_template(
        "settings/message_templates.html",
        form=form,
        languages=template_form.LANGUAGES,
        templates=templates,
        switches=rpc.call(accounts.read_notifications, Nothing()),
        key=new_key(),
    )


def _page(form: Form, wanted: Which, templates: notifications.Templates) -> str:
    return render_template(
        "settings/message_template.html",
        form=form,
        which=wanted,
        template=_found(templates, wanted),
        templates=templates,
        placeholders=[p for p in templates.placeholders if wanted.kind in p.kinds],
        preview=previews.ask(form, wanted),
        key=new_key(),
        switches=rpc.call(accounts.read_notifications, Nothing()),
        languages=template_form.LANGUAGES,
        **_of_preview(wanted, form.values),
    )
