"""One id and one log line for each HTTP request, and the time until which it must be answered."""

from __future__ import annotations

import re
import secrets
import time
from datetime import UTC, datetime, timedelta

import structlog
from flask import Flask, Response, g, request

from gateway import rpc
from gateway.settings import GatewaySettings

TRACE_HEADER = "Dentoro-Trace"
NOW_HEADER = "Dentoro-Now"

_TRACEPARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}(-.*)?")

log = structlog.get_logger()


def register(app: Flask, settings: GatewaySettings) -> None:
    """Begin and end every request of ``app``."""

    @app.before_request
    def begin() -> None:
        g.began = time.monotonic()
        g.deadline = datetime.now(UTC) + timedelta(seconds=settings.rpc_timeout)
        g.trace_id = trace_of(request.headers.get("traceparent", ""))

    @app.after_request
    def end(response: Response) -> Response:
        signed_in = g.get("signed_in")
        response.headers[TRACE_HEADER] = g.trace_id
        if request.path.startswith("/api/"):
            response.headers[NOW_HEADER] = rpc.now().isoformat()
        log.info(
            "request",
            method=request.method,
            route=request.url_rule.rule if request.url_rule else None,
            status=response.status_code,
            ms=round((time.monotonic() - g.began) * 1000, 1),
            trace_id=g.trace_id,
            practice_id=str(signed_in.practice.id) if signed_in else None,
        )
        return response


def trace_of(traceparent: str) -> str:
    """The trace id of a W3C ``traceparent``; a new one when there is none or it is not valid."""
    match = _TRACEPARENT.fullmatch(traceparent.strip().lower())
    if match and not traceparent.startswith("ff") and set(match[1]) != {"0"}:
        return match[1]
    return secrets.token_hex(16)
