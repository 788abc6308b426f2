"""Login, in one step or (with a second factor) two, and logout."""

from __future__ import annotations

import contextlib
from typing import Any

from contracts.accounts import rpc as accounts
from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from gateway import auth, errors, rpc
from gateway.refusals import Refused, Unavailable
from gateway.web import challenges
from gateway.web.blueprint import web
from gateway.web.challenges import Challenge
from gateway.web.forms import Form
from gateway.web.places import own_path

LABELS = {"email": _l("E-mail"), "password": _l("Password")}
CODE_LABELS = {"code": _l("Code")}
RECOVERY_LABELS = {"code": _l("Recovery code")}


@web.get("/login")
def login() -> Any:
    return _page(Form(LABELS, {"next": request.args.get("next", "")}))


@web.post("/login")
def open_session() -> Any:
    form = Form(LABELS, request.form.to_dict())
    form.require("email", "password")
    if form.refused:
        return _page(form), 422
    asked = accounts.OpenSession(email=form["email"].strip(), password=form["password"])
    try:
        session = rpc.call(accounts.open_session, asked)
    except Refused as refused:
        if refused.code == "second_factor_required":
            return _second_step(str(refused.fault.data["challenge"]), form["next"])
        form.problem = errors.sentence(refused.code, refused.fault.data)
        return _page(form), errors.STATUS.get(refused.code, 422)
    except Unavailable:
        form.problem = errors.sentence("unavailable", {})
        return _page(form), 503
    return _enter(session, form["next"])


@web.get("/login/code")
def second_step() -> Any:
    """The second step: the code of the moment, or (``?recovery=1``) one of the recovery codes."""
    if challenges.kept() is None:
        return redirect(url_for("web.login"), 303)
    return _code_page(_code_form())


@web.post("/login/code")
def confirm_session() -> Any:
    challenge = challenges.kept()
    if challenge is None:
        return _start_again()
    form = _code_form()
    form.require("code")
    if form.refused:
        return _code_page(form), 422
    asked = accounts.ConfirmSession(challenge=challenge.token, code="".join(form["code"].split()))
    try:
        session = rpc.call(accounts.confirm_session, asked)
    except Refused as refused:
        if refused.code == "wrong_code":
            form.refuse("code", "wrong_code")
        elif refused.code in {"rate_limited", "validation_failed"}:
            form.take(refused)
        else:
            return _start_again()
        return _code_page(form), errors.STATUS.get(refused.code, 422)
    except Unavailable:
        form.problem = errors.sentence("unavailable", {})
        return _code_page(form), 503
    response = _enter(session, challenge.next)
    challenges.forget(response)
    return response


@web.post("/logout")
def logout() -> Any:
    """Ends the session at accounts; the browser forgets it even if accounts cannot be reached."""
    token = request.cookies.get(auth.COOKIE)
    if token:
        with contextlib.suppress(Refused, Unavailable):  # it ended by itself, or will
            rpc.call(accounts.close_session, accounts.SessionToken(token=token))
    response = redirect("/", 303)
    auth.sign_out(response)  # type: ignore[arg-type]
    return response


def _second_step(challenge: str, next_: str) -> Any:
    response = redirect(url_for("web.second_step"), 303)
    challenges.keep(response, Challenge(challenge, own_path(next_, "/calendar")))  # type: ignore[arg-type]
    return response


def _start_again() -> Any:
    flash(_("Logging in took too long. Please start again."))
    response = redirect(url_for("web.login"), 303)
    challenges.forget(response)  # type: ignore[arg-type]
    return response


def _enter(session: accounts.SessionOpened, next_: str) -> Response:
    response: Response = redirect(own_path(next_, "/calendar"), 303)  # type: ignore[assignment]
    auth.sign_in(response, session.token, session.expires_at)
    return response


def _code_form() -> Form:
    labels = RECOVERY_LABELS if request.args.get("recovery") else CODE_LABELS
    return Form(labels, request.form.to_dict())


def _code_page(form: Form) -> str:
    return render_template("login_code.html", form=form, recovery=form.labels is RECOVERY_LABELS)


def _page(form: Form) -> str:
    return render_template("login.html", form=form)
