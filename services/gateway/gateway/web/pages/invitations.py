"""An invitation, as the invited person sees it."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from contracts.accounts import rpc as accounts
from contracts.accounts.terms import VERSION
from flask import redirect, render_template, request
from flask_babel import lazy_gettext as _l

from gateway import auth, errors, rpc
from gateway.refusals import Refused, Unavailable
from gateway.web import dates, passwords, roles
from gateway.web.blueprint import web
from gateway.web.forms import Form, new_key
from gateway.web.letters import keeps_address

LABELS = {
    "first_name": _l("First name"),
    "last_name": _l("Last name"),
    "password": _l("Password"),
    "accept_terms": _l("Terms"),
}

_ZONE = ZoneInfo("Europe/Warsaw")
"""Of a date that is shown before one knows the practice's."""


@web.get("/invitation/<token>")
@keeps_address
def invitation(token: str) -> Any:
    return _page(token, Form(LABELS))


@web.post("/invitation/<token>")
@keeps_address
def accept_invitation(token: str) -> Any:
    """Joins the practice and lands in its calendar."""
    form = Form(LABELS, request.form.to_dict())
    form.require("first_name", "last_name")
    passwords.require(form)
    if not form.ticked("accept_terms"):
        form.refuse("accept_terms", "not_accepted")
    if form.refused:
        return _page(token, form, 422)
    asked = accounts.AcceptInvitation(
        token=token,
        first_name=form["first_name"],
        last_name=form["last_name"],
        password=form["password"],
        accept_terms=True,
        terms_version=form.text("terms_version"),
    )
    try:
        joined = rpc.call(accounts.accept_invitation, asked, idempotency_key=form.key)
    except Refused as refused:
        if refused.code == "link_not_valid":
            return _expired()
        form.take(refused)
        return _page(token, form, errors.STATUS.get(refused.code, 422))
    except Unavailable:
        form.problem = errors.sentence("unavailable", {})
        return _page(token, form, 503)
    response = redirect("/calendar", 303)
    auth.sign_in(response, joined.token, joined.expires_at)  # type: ignore[arg-type]
    return response


def _page(token: str, form: Form, status: int = 200) -> Any:
    try:
        shown = rpc.call(accounts.read_invitation, accounts.Token(token=token))
    except Refused as refused:
        if refused.code != "link_not_valid":
            raise
        return _expired()
    except Unavailable:
        if not form.values:
            raise
        shown = None  # what was typed is worth more than the greeting
    key = form.key if status == errors.STATUS["unavailable"] else None
    page = render_template(
        "invitation.html",
        form=form,
        invitation=shown,
        until=dates.numeric(shown.expires_at.astimezone(_ZONE).date()) if shown else "",
        role=roles.name,
        key=key or new_key(),
        terms_version=VERSION,
    )
    return page, status


def _expired() -> Any:
    return render_template("invitation_expired.html"), errors.STATUS["link_not_valid"]
