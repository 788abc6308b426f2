"""The signed-in person's own account: name, password, and where they are signed in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from contracts.accounts import rpc as accounts
from contracts.base import Nothing
from flask import Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from gateway import auth, errors, rpc
from gateway.auth import signed_in
from gateway.refusals import Refused, Unavailable
from gateway.web import devices, passwords
from gateway.web.blueprint import web
from gateway.web.forms import Form

NAME_LABELS = {"first_name": _l("First name"), "last_name": _l("Last name")}
PASSWORD_LABELS = {"current_password": _l("Current password"), "new_password": _l("New password")}


@web.get("/account")
@signed_in
def account() -> str:
    user = auth.required().user
    return _page(Form(NAME_LABELS, {"first_name": user.first_name, "last_name": user.last_name}))


@web.post("/account/name")
@signed_in
def change_name() -> Any:
    form = Form(NAME_LABELS, request.form.to_dict())
    form.require("first_name", "last_name")
    if form.refused:
        return _page(form), 422
    asked = accounts.ChangeName(first_name=form["first_name"], last_name=form["last_name"])
    try:
        rpc.call(accounts.change_name, asked)
    except Refused as refused:
        form.take(refused)
        return _page(form), errors.STATUS.get(refused.code, 422)
    flash(_("Your name is saved."))
    return redirect(url_for("web.account"), 303)


@web.get("/account/password")
@signed_in
def password() -> str:
    return _password_page(Form(PASSWORD_LABELS))


@web.post("/account/password")
@signed_in
def change_password() -> Any:
    """Ends every session; this browser gets the new one."""
    form = Form(PASSWORD_LABELS, request.form.to_dict())
    form.require("current_password")
    passwords.require(form, "new_password")
    if form.refused:
        return _password_page(form), 422
    asked = accounts.ChangePassword(current_password=form["current_password"], new_password=form["new_password"])
    try:
        session = rpc.call(accounts.change_password, asked)
    except Refused as refused:
        take_password(form, refused, "current_password")
        return _password_page(form), errors.STATUS.get(refused.code, 422)
    except Unavailable:
        form.problem = errors.sentence("unavailable", {})
        return _password_page(form), 503
    flash(_("The password is changed. All other devices are logged out."))
    response: Response = redirect(url_for("web.account"), 303)  # type: ignore[assignment]
    auth.sign_in(response, session.token, session.expires_at)
    return response


@web.post("/account/sessions/<uuid:session_id>/end")
@signed_in
def end_session(session_id: UUID) -> Any:
    try:
        rpc.call(accounts.end_session, accounts.SessionId(session_id=session_id))
    except Refused as refused:
        if refused.code != "not_found":  # it has ended by itself: just as well
            raise
    flash(_("That device is logged out."))
    return redirect(url_for("web.account", _anchor="devices"), 303)


@web.post("/account/sessions/end-others")
@signed_in
def end_other_sessions() -> Any:
    rpc.call(accounts.end_other_sessions, Nothing())
    flash(_("All other devices are logged out."))
    return redirect(url_for("web.account", _anchor="devices"), 303)


def take_password(form: Form, refused: Refused, field: str) -> None:
    """Take over a refusal of something that asks for the password again; ``field`` is where it was typed."""
    if refused.code == "wrong_credentials":
        form.refuse(field, "wrong_password")
    else:
        form.take(refused)


def _password_page(form: Form) -> str:
    return render_template("account/password.html", form=form, user=g.signed_in.user)


def _page(form: Form) -> str:
    sessions = rpc.call(accounts.list_sessions, Nothing()).items
    return render_template(
        "account/account.html", form=form, user=g.signed_in.user, sessions=sessions, device=devices.device
    )
