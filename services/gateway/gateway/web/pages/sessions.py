"""Login and logout."""

from __future__ import annotations

import contextlib
from typing import Any

from contracts.accounts import rpc as accounts
from flask import redirect, render_template, request
from flask_babel import lazy_gettext as _l

from gateway import auth, errors, rpc
from gateway.refusals import Refused, Unavailable
from gateway.web.blueprint import web
from gateway.web.forms import Form
from gateway.web.places import own_path

LABELS = {"email": _l("E-mail"), "password": _l("Password")}


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
        form.problem = errors.sentence(refused.code, refused.fault.data)
        return _page(form), errors.STATUS.get(refused.code, 422)
    except Unavailable:
        form.problem = errors.sentence("unavailable", {})
        return _page(form), 503
    response = redirect(own_path(form["next"], "/calendar"), 303)
    auth.sign_in(response, session.token, session.expires_at)  # type: ignore[arg-type]
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


def _page(form: Form) -> str:
    return render_template("login.html", form=form)
