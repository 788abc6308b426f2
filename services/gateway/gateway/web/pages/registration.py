"""ZAREJESTRUJ GABINET: a practice registers itself and lands in its calendar."""

from __future__ import annotations

from typing import Any

from contracts.accounts import rpc as accounts
from contracts.accounts.terms import VERSION
from flask import redirect, render_template, request
from flask_babel import lazy_gettext as _l

from gateway import auth, errors, rpc
from gateway.refusals import Refused, Unavailable
from gateway.web import language, passwords
from gateway.web.blueprint import web
from gateway.web.forms import Form, new_key

LABELS = {
    "first_name": _l("First name"),
    "last_name": _l("Last name"),
    "email": _l("E-mail"),
    "password": _l("Password"),
    "practice_name": _l("Practice name"),
    "accept_terms": _l("Terms"),
}


@web.get("/register")
def registration() -> str:
    return _page(Form(LABELS))


@web.post("/register")
def register() -> Any:
    form = Form(LABELS, request.form.to_dict())
    form.require("first_name", "last_name", "email", "practice_name")
    passwords.require(form)
    if not form.ticked("accept_terms"):
        form.refuse("accept_terms", "not_accepted")
    if form.refused:
        return _page(form), 422
    try:
        registered = rpc.call(accounts.register_practice, _request(form), idempotency_key=form.key)
    except Refused as refused:
        return _refused(form, refused)
    except Unavailable:
        form.problem = errors.sentence("unavailable", {})
        return _page(form, key=form.key), 503
    response = redirect("/calendar", 303)
    auth.sign_in(response, registered.session.token, registered.session.expires_at)  # type: ignore[arg-type]
    return response


def _request(form: Form) -> accounts.RegisterPractice:
    return accounts.RegisterPractice(
        first_name=form["first_name"],
        last_name=form["last_name"],
        email=form["email"].strip(),
        password=form["password"],
        practice_name=form["practice_name"],
        accept_terms=True,
        terms_version=form.text("terms_version"),
        language=language.of_letters(),
    )


def _refused(form: Form, refused: Refused) -> Any:
    if refused.code == "email_taken":
        form.refuse("email", "email_taken")
    else:
        form.take(refused)
    return _page(form), errors.STATUS.get(refused.code, 422)


def _page(form: Form, key: str | None = None) -> str:
    return render_template("registration.html", form=form, key=key or new_key(), terms_version=VERSION)
