"""The second factor of one's own account: switching it on with an app, recovery codes, switching it off."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import segno
from contracts.accounts import rpc as accounts
from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from gateway import errors, rpc
from gateway.auth import signed_in
from gateway.refusals import Refused, Unavailable
from gateway.web.blueprint import web
from gateway.web.forms import Form
from gateway.web.pages.account import take_password

PASSWORD_LABELS = {"password": _l("Your password")}
CODE_LABELS = {"code": _l("Code from the app")}
LONGEST_URI = 600
_FOUR = 4


@web.get("/account/second-factor")
@signed_in
def second_factor() -> str:
    return _page(Form(PASSWORD_LABELS))


@web.post("/account/second-factor")
@signed_in
def begin_second_factor() -> Any:
    """The password again, then the picture for the authenticator app. Nothing is in force yet."""
    form = _password_form()
    if form.refused:
        return _page(form, "on"), 422
    try:
        begun = rpc.call(accounts.begin_second_factor, accounts.PasswordAgain(password=form["password"]))
    except (Refused, Unavailable) as failed:
        return _failed(form, failed, "on")
    return _code_page(Form(CODE_LABELS, {"uri": begun.uri}))


@web.post("/account/second-factor/code")
@signed_in
def enable_second_factor() -> Any:
    """In force once a code of the app came back. The recovery codes are shown this one time."""
    form = Form(CODE_LABELS, request.form.to_dict())
    if not _secret(form["uri"]):
        return redirect(url_for("web.second_factor"), 303)
    form.require("code")
    if form.refused:
        return _code_page(form), 422
    try:
        made = rpc.call(accounts.enable_second_factor, accounts.SecondFactorCode(code="".join(form["code"].split())))
    except Refused as refused:
        if refused.code == "wrong_code":
            form.refuse("code", "wrong_code")
        else:
            form.take(refused)
        return _code_page(form), errors.STATUS.get(refused.code, 422)
    return _codes_page(made, renewed=False)


@web.post("/account/second-factor/recovery-codes")
@signed_in
def renew_recovery_codes() -> Any:
    form = _password_form()
    if form.refused:
        return _page(form, "codes"), 422
    try:
        made = rpc.call(accounts.renew_recovery_codes, accounts.PasswordAgain(password=form["password"]))
    except (Refused, Unavailable) as failed:
        return _failed(form, failed, "codes")
    return _codes_page(made, renewed=True)


@web.post("/account/second-factor/off")
@signed_in
def disable_second_factor() -> Any:
    form = _password_form()
    if form.refused:
        return _page(form, "off"), 422
    try:
        rpc.call(accounts.disable_second_factor, accounts.PasswordAgain(password=form["password"]))
    except (Refused, Unavailable) as failed:
        return _failed(form, failed, "off")
    flash(_("Two-step login is switched off."))
    return redirect(url_for("web.account"), 303)


def _password_form() -> Form:
    form = Form(PASSWORD_LABELS, request.form.to_dict())
    if not form["password"]:
        form.refuse("password", "required")
    return form


def _failed(form: Form, failed: Refused | Unavailable, part: str) -> Any:
    if isinstance(failed, Refused):
        take_password(form, failed, "password")
        return _page(form, part), errors.STATUS.get(failed.code, 422)
    form.problem = errors.sentence("unavailable", {})
    return _page(form, part), 503


def _secret(uri: str) -> str:
    """The base32 secret of an ``otpauth://`` address; empty for anything else."""
    if not uri.startswith("otpauth://totp/") or len(uri) > LONGEST_URI:
        return ""
    return parse_qs(urlsplit(uri).query).get("secret", [""])[0]


def _page(form: Form, part: str = "") -> str:
    """``part`` is the form that was refused: ``on``, ``off`` or ``codes``."""
    return render_template(
        "account/second_factor.html", form=form, part=part, empty=Form(PASSWORD_LABELS), user=g.signed_in.user
    )


def _code_page(form: Form) -> str:
    secret = _secret(form["uri"])
    groups = [secret[at : at + _FOUR] for at in range(0, len(secret), _FOUR)]
    picture = segno.make(form["uri"], micro=False).svg_data_uri(scale=4, border=2, dark="#111827", light="#ffffff")
    return render_template("account/second_factor_code.html", form=form, secret=" ".join(groups), picture=picture)


def _codes_page(made: accounts.RecoveryCodes, *, renewed: bool) -> str:
    return render_template("account/recovery_codes.html", codes=made.codes, renewed=renewed)
