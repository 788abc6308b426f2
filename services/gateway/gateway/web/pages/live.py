"""What open screens hear: that something changed, so that they look."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast
from uuid import uuid4

from contracts.accounts import rpc as accounts
from contracts.context import Context
from flask import Response, current_app

from gateway import auth
from gateway.auth import signed_in
from gateway.live import Screens, stream
from gateway.refusals import Refused, Unavailable
from gateway.rpc import RpcCaller
from gateway.web.blueprint import web


@web.get("/calendar/changes")
@signed_in
def calendar_changes() -> Response:
    """Server-sent events for as long as the screen listens, two minutes at most: then it comes back by itself."""
    screens = cast(Screens, current_app.extensions["dentoro_screens"])
    person = auth.required()
    told = stream(screens, person.practice.id, _still(person.token))
    response = Response(told, mimetype="text/event-stream")
    response.headers["X-Accel-Buffering"] = "no"  # a proxy hands it on at once
    return response


def _still(token: str) -> Callable[[], bool]:
    """Whether the session is open, asked anew each time; when nobody can say, the screen has to come again."""
    caller = cast(RpcCaller, current_app.extensions["dentoro_rpc"])

    def signed_in() -> bool:
        try:
            caller.call(accounts.read_session, accounts.SessionToken(token=token), Context(trace_id=uuid4().hex))
        except (Refused, Unavailable):
            return False
        return True

    return signed_in
