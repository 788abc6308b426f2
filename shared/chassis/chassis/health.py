"""Three pages for whoever watches a process: ``/health/live``, ``/health/ready`` and ``/metrics``.

Live: the process (under eventlet: its hub) gets round to answering. Ready: it registered at least one check and all
of them pass; a process that has yet to register its checks, or that is stopping, is not ready.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from chassis.logs import log, name_of

Check = Callable[[], Any]
"""Fails by raising or by returning ``False``; must give up by itself within a few seconds."""


class Health:
    """The checks of one process."""

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop
        self._checks: dict[str, Check] = {}

    def add_check(self, name: str, check: Check) -> None:
        """The process is ready only while ``check`` passes. Register it once what it checks has begun to start."""
        self._checks[name] = check

    def report(self) -> tuple[bool, dict[str, str]]:
        """Whether the process is ready, and each check's word: ``ok`` or ``failed``."""
        if self._stop.is_set():
            return False, {"process": "stopping"}
        words = {name: self._word(name, check) for name, check in list(self._checks.items())}
        return bool(words) and set(words.values()) == {"ok"}, words

    def _word(self, name: str, check: Check) -> str:
        try:
            return "failed" if check() is False else "ok"
        except Exception as error:  # noqa: BLE001 - whatever a check raises, it failed
            log.warning("health check failed", check=name, error=name_of(error))
            return "failed"


class HealthServer:
    """Answers on ``host:port`` from a daemon thread (a greenlet where eventlet patched). Port 0 picks a free one."""

    def __init__(self, health: Health, host: str, port: int) -> None:
        handler = type("Handler", (_Handler,), {"health": health})
        self._server = _Server((host, port), handler)
        self.port: int = self._server.server_address[1]

    def start(self) -> None:
        threading.Thread(target=self._server.serve_forever, name="health", daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever asked hung up: of no interest."""


class _Handler(BaseHTTPRequestHandler):
    health: Health
    timeout = 10

    def do_GET(self) -> None:
        if self.path == "/health/live":
            self._answer(200, {"status": "ok"})
        elif self.path == "/health/ready":
            ready, checks = self.health.report()
            self._answer(200 if ready else 503, {"status": "ok" if ready else "unavailable", "checks": checks})
        elif self.path == "/metrics":
            from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

            self._send(200, CONTENT_TYPE_LATEST, generate_latest())
        else:
            self._answer(404, {"status": "not found"})

    def _answer(self, status: int, content: dict[str, Any]) -> None:
        self._send(status, "application/json", json.dumps(content).encode())

    def _send(self, status: int, content_type: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name it has in the base class
        """Probes come every few seconds: not worth a line."""
