"""One id and one log line for each HTTP request, and the time until which it must be answered."""

from __future__ import annotations

import re
import secrets
import time
from datetime import UTC, datetime, timedelta

from chassis.logs import log
from flask import Flask, Response, g, request
from prometheus_client import Counter, Histogram
from structlog.contextvars import bind_contextvars, clear_contextvars

from gateway import rpc
from gateway.settings import GatewaySettings

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
TRACE_HEADER = "Dentoro-Trace"
NOW_HEADER = "Dentoro-Now"

_TRACEPARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}(-.*)?")

REQUESTS = Counter("http_requests", "HTTP requests answered", ["method", "route", "status"])
SECONDS = Histogram("http_request_seconds", "Time to answer", ["method", "route"])


def register(app: Flask, settings: GatewaySettings) -> None:
    """Begin and end every request of ``app``."""

    @app.before_request
    def begin() -> None:
        g.began = time.monotonic()
        g.deadline = datetime.now(UTC) + timedelta(seconds=settings.rpc_timeout)
        g.trace_id = trace_of(request.headers.get("traceparent", ""))
        clear_contextvars()
        bind_contextvars(trace_id=g.trace_id)

    @app.after_request
    def end(response: Response) -> Response:
        signed_in = g.get("signed_in")
        response.headers[TRACE_HEADER] = g.trace_id
        if request.path.startswith("/api/"):
            response.headers[NOW_HEADER] = rpc.now().isoformat()
        route = request.url_rule.rule if request.url_rule else "none"
        method = request.method if request.method in _METHODS else "other"
        seconds = time.monotonic() - g.began
        REQUESTS.labels(method, route, str(response.status_code)).inc()
        SECONDS.labels(method, route).observe(seconds)
        log.info(
            "request",
            method=method,
            route=route,
            status=response.status_code,
            ms=round(seconds * 1000, 1),
            practice_id=str(signed_in.practice.id) if signed_in else None,
        )
        return response


def trace_of(traceparent: str) -> str:
    """The trace id of a W3C ``traceparent``; a new one when there is none or it is not valid."""
    match = _TRACEPARENT.fullmatch(traceparent.strip().lower())
    if match and not traceparent.startswith("ff") and set(match[1]) != {"0"}:
        return match[1]
    return secrets.token_hex(16)
