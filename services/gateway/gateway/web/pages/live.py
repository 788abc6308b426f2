"""What open screens hear: that something changed, so that they look."""

from __future__ import annotations

from typing import cast

from flask import Response, current_app

from gateway import auth
from gateway.auth import signed_in
from gateway.live import Screens, stream
from gateway.web.blueprint import web


@web.get("/calendar/changes")
@signed_in
def calendar_changes() -> Response:
    """Server-sent events for as long as the screen listens, two minutes at most: then it comes back by itself."""
    screens = cast(Screens, current_app.extensions["dentoro_screens"])
    response = Response(stream(screens, auth.required().practice.id), mimetype="text/event-stream")
    response.headers["X-Accel-Buffering"] = "no"  # a proxy hands it on at once
    return response
