"""``/health/live``, ``/health/ready`` and ``/metrics``, on the health port alone.

gunicorn's master binds that port beside the public one and any worker answers on it: for itself where it says whether
it is ready, for all workers together where it shows metrics.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication


def beside(public: WSGIApplication, health_port: int, is_connected: Callable[[], bool]) -> WSGIApplication:
    """``public``, and the health pages for what comes in by ``health_port``."""

    def dispatch(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        if environ["SERVER_PORT"] != str(health_port):
            return public(environ, start_response)
        status, content_type, body = _page(environ["PATH_INFO"], is_connected)
        start_response(status, [("Content-Type", content_type), ("Content-Length", str(len(body)))])
        return [body]

    return dispatch


def _page(path: str, is_connected: Callable[[], bool]) -> tuple[str, str, bytes]:
    if path == "/health/live":
        return _json("200 OK", {"status": "ok"})
    if path == "/health/ready":
        if is_connected():
            return _json("200 OK", {"status": "ok", "checks": {"broker": "ok"}})
        return _json("503 Service Unavailable", {"status": "unavailable", "checks": {"broker": "failed"}})
    if path == "/metrics":
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return "200 OK", CONTENT_TYPE_LATEST, generate_latest(registry)
    return _json("404 Not Found", {"status": "not found"})


def _json(status: str, content: dict[str, Any]) -> tuple[str, str, bytes]:
    return status, "application/json", json.dumps(content).encode()
