"""What a stranger sees: the front page and the terms."""

from __future__ import annotations

from contracts.accounts.terms import VERSION
from flask import g, render_template

from gateway import auth
from gateway.refusals import Unavailable
from gateway.web.blueprint import web


@web.get("/")
def front() -> str:
    """One screen that says what it is; it stands even while the services behind it do not."""
    try:
        auth.current()
    except Unavailable:
        g.signed_in = None
    return render_template("front.html")


@web.get("/terms")
def terms() -> str:
    return render_template("terms.html", version=VERSION)
