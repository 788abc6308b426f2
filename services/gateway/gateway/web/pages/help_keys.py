"""What the keys do, as a page: the dialog that ? opens holds the same."""

from __future__ import annotations

from flask import render_template

from gateway.auth import signed_in
from gateway.web.blueprint import web


@web.get("/help/keys")
@signed_in
def help_keys() -> str:
    return render_template("help.html")
