"""USTAWIENIA / GABINET: what the practice is called, how it is reached, and when it works."""

from __future__ import annotations

from typing import Any

from contracts.accounts import rpc as accounts
from contracts.base import Nothing
from contracts.scheduling import rpc as scheduling
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from gateway import errors, rpc
from gateway.auth import signed_in
from gateway.refusals import Refused
from gateway.web import phones, working_time_form
from gateway.web.blueprint import web
from gateway.web.forms import Form, new_key
from gateway.web.practice_form import DATA_FIELDS, LABELS

PHONES = ("phone", "second_phone")


@web.get("/settings/practice")
@signed_in
def practice() -> str:
    kept = rpc.call(accounts.read_practice, Nothing())
    working = rpc.call(scheduling.read_working_time, Nothing())
    values = {field: getattr(kept, field) or "" for field in DATA_FIELDS}
    values |= {field: phones.national(getattr(kept, field)) for field in PHONES}
    values |= working_time_form.values(working)
    values |= {"practice_version": str(kept.version), "working_time_version": str(working.version)}
    return _page(Form(LABELS, values), kept.email)


@web.post("/settings/practice")
@signed_in
def change_practice() -> Any:
    """Both parts, or what of them could be saved: the other keeps what was typed and says why."""
    form = Form(LABELS, request.form.to_dict())
    form.require("name")
    days = working_time_form.read(form)
    if form.refused:
        return _page(form), 422
    changed = {field: form.text(field) for field in DATA_FIELDS}
    asked = accounts.ChangePractice(expected_version=form.version("practice_version"), **changed)
    hours = scheduling.ChangeWorkingTime(
        days=days, apply_to_all=form.ticked("apply_to_all"), expected_version=form.version("working_time_version")
    )
    key = form.key or new_key()
    try:
        kept = rpc.call(accounts.change_practice, asked, idempotency_key=f"{key}-practice")
        form.values["practice_version"] = str(kept.version)
        rpc.call(scheduling.change_working_time, hours, idempotency_key=f"{key}-hours")
    except Refused as refused:
        form.take(refused, working_time_form.fields(days))
        return _page(form), errors.STATUS.get(refused.code, 422)
    flash(_("The settings are saved."))
    return redirect(url_for("web.practice"), 303)


def _page(form: Form, email: str | None = None) -> str:
    return render_template(
        "settings/practice.html",
        form=form,
        email=email or rpc.call(accounts.read_practice, Nothing()).email,
        weekdays=working_time_form.weekdays(),
        key=new_key(),
    )
