"""A forgotten password: asking for a letter, and the page that its link opens."""

from __future__ import annotations

from typing import Any

from contracts.accounts import rpc as accounts
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from gateway import auth, errors, rpc
from gateway.refusals import Refused, Unavailable
from gateway.web import language, passwords
from gateway.web.blueprint import web
from gateway.web.forms import Form
from gateway.web.letters import keeps_address

EMAIL_LABELS = {"email": _l("E-mail")}
PASSWORD_LABELS = {"password": _l("New password")}


@web.get("/forgot-password")
def forgot_password() -> str:
    return _asking(Form(EMAIL_LABELS, request.args.to_dict()))


@web.post("/forgot-password")
def request_password_reset() -> Any:
    """The same answer whether the address is known or not."""
    form = Form(EMAIL_LABELS, request.form.to_dict())
    form.require("email")
    if form.refused:
        return _asking(form), 422
    asked = accounts.RequestPasswordReset(email=form["email"].strip(), language=language.of_letters())
    try:
        rpc.call(accounts.request_password_reset, asked)
    except Refused as refused:
        form.take(refused)
        return _asking(form), errors.STATUS.get(refused.code, 422)
    except Unavailable:
        form.problem = errors.sentence("unavailable", {})
        return _asking(form), 503
    return redirect(url_for("web.password_reset_sent"), 303)


@web.get("/forgot-password/sent")
def password_reset_sent() -> str:
    return render_template("password/sent.html")


@web.get("/reset-password/<token>")
@keeps_address
def password_reset(token: str) -> Any:
    try:
        rpc.call(accounts.check_password_reset, accounts.Token(token=token))
    except Refused as refused:
        return _not_valid(refused)
    return _setting(Form(PASSWORD_LABELS))


@web.post("/reset-password/<token>")
@keeps_address
def reset_password(token: str) -> Any:
    form = Form(PASSWORD_LABELS, request.form.to_dict())
    passwords.require(form)
    if form.refused:
        return _setting(form), 422
    try:
        rpc.call(accounts.reset_password, accounts.ResetPassword(token=token, password=form["password"]))
    except Refused as refused:
        if refused.code != "validation_failed":
            return _not_valid(refused)
        form.take(refused)
        return _setting(form), 422
    except Unavailable:
        form.problem = errors.sentence("unavailable", {})
        return _setting(form), 503
    flash(_("The password is changed. Log in with the new one."))
    response = redirect(url_for("web.login"), 303)  # every session has ended, also this browser's
    auth.sign_out(response)  # type: ignore[arg-type]
    return response


def _not_valid(refused: Refused) -> Any:
    """The link is of no use (any more); other refusals are the error page's."""
    if refused.code != "link_not_valid":
        raise refused
    return render_template("password/expired.html"), errors.STATUS[refused.code]


def _asking(form: Form) -> str:
    return render_template("password/forgot.html", form=form)


def _setting(form: Form) -> str:
    return render_template("password/reset.html", form=form)
