"""Whether reminders go out, and if not, why: for whoever stands at the desk and wonders."""

from __future__ import annotations

from contracts.base import Nothing
from contracts.notifications import rpc as notifications
from flask import render_template

from gateway import rpc
from gateway.auth import signed_in
from gateway.web import sending_words
from gateway.web.blueprint import web


@web.get("/messages/state")
@signed_in
def sending_state() -> str:
    """Each channel in words; the page asks again by itself."""
    state = rpc.call(notifications.read_sending_state, Nothing())
    return render_template("messages/state.html", state=state, said=sending_words)
