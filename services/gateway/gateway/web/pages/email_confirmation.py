"""That an e-mail address is the person's own: the page that the letter's link opens, and asking for another letter."""

from __future__ import annotations

from typing import Any

from contracts.accounts import rpc as accounts
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from gateway import auth, errors, rpc
from gateway.auth import signed_in
from gateway.refusals import Refused
from gateway.web import language
from gateway.web.blueprint import web
from gateway.web.letters import keeps_address
from gateway.web.places import own_path


@web.get("/confirm-email/<token>")
@keeps_address
def email_confirmation(token: str) -> str:  # noqa: ARG001 - nothing is asked before the button
    """Only a button: programs that look at links in letters must not confirm anything."""
    return render_template("confirm_email.html", expired=False)


@web.post("/confirm-email/<token>")
@keeps_address
def confirm_email(token: str) -> Any:
    try:
        rpc.call(accounts.confirm_email, accounts.Token(token=token))
    except Refused as refused:
        if refused.code != "link_not_valid":
            raise
        return render_template("confirm_email.html", expired=True), errors.STATUS[refused.code]
    flash(_("Thank you, your e-mail address is confirmed."))
    return redirect(url_for("web.account") if auth.current() else url_for("web.login"), 303)


@web.post("/account/email-confirmation")
@signed_in
def request_email_confirmation() -> Any:
    """Another letter; back to the page with the banner."""
    try:
        rpc.call(
            accounts.request_email_confirmation,
            accounts.RequestEmailConfirmation(language=language.of_letters()),
        )
    except Refused as refused:
        flash(errors.sentence(refused.code, refused.fault.data))
    else:
        flash(_("The letter is on its way. Look into your mailbox, also among the spam."))
    return redirect(own_path(request.form.get("next"), url_for("web.account")), 303)
