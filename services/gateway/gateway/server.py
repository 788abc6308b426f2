"""gunicorn as we run it. What talks to the broker is made in each worker, after the fork and gevent's patching."""

from __future__ import annotations

import json
import logging
import os
from http import HTTPStatus
from typing import Any

import gunicorn.app.base  # type: ignore[import-untyped]
from chassis.logs import configure
from chassis.memory import starting
from gunicorn import util
from gunicorn.glogging import Logger as GunicornLogger  # type: ignore[import-untyped]
from prometheus_client.multiprocess import mark_process_dead

from gateway.settings import GatewaySettings

_FINISH_SECONDS = 10
"""How long requests under way have after SIGTERM: more than any of them may take."""

_LONGEST_REQUEST_LINE = 8190
"""Bytes; gunicorn takes no more."""

_INVALID = "Invalid request"


class Logger(GunicornLogger):
    """What gunicorn has to say joins our own lines."""

    def setup(self, _cfg: Any) -> None:
        self.error_log = logging.getLogger("gunicorn.error")
        self.error_log.setLevel(logging.INFO)
        self.error_log.propagate = True

    def info(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        """Starting and stopping, with pids and addresses. Warnings and errors may quote a request: not filled in."""
        self.error_log.info(str(msg) % args if args else msg, **kwargs)

    def warning(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        """Of a request that is not valid gunicorn quotes the first line: the token of a letter's link may be in it."""
        said = str(msg)
        if said.startswith(_INVALID):
            said, args = _INVALID, ()
        self.error_log.warning(said, *args, **kwargs)

    def access(self, *_: Any) -> None:
        """Each request has its line (``gateway.tracing``)."""


def write_problem(connection: Any, status: int, _reason: str, _message: str) -> None:
    """Answer what is no HTTP, or too long for it, as the API answers everything: gunicorn would quote it on a page.

    Nobody knows the reader's language yet, nor whether a browser or a program reads it.
    """
    said = HTTPStatus(status)
    code = "internal_error" if said >= HTTPStatus.INTERNAL_SERVER_ERROR else "malformed_request"
    problem = {"type": "about:blank", "title": said.phrase, "status": status, "code": code}
    body = json.dumps({**problem, "detail": said.description or said.phrase, "errors": []}).encode()
    head = (
        f"HTTP/1.1 {status} {said.phrase}\r\nConnection: close\r\nContent-Type: application/problem+json\r\n"
        f"Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    util.write_nonblock(connection, head.encode() + body)


class Server(gunicorn.app.base.BaseApplication):
    """The master process; ``run()`` returns when it was asked to stop."""

    def __init__(self, settings: GatewaySettings) -> None:
        self._settings = settings
        self._client: Any = None
        self._listener: Any = None
        self._worker: Any = None
        configure("gateway", "gateway", settings.log_level)
        super().__init__()

    def load_config(self) -> None:
        settings = self._settings
        util.write_error = write_problem
        options = {
            "bind": [f"{settings.host}:{settings.port}", f"{settings.health_host}:{settings.health_port}"],
            "workers": settings.web_workers,
            "worker_class": "gevent",
            "worker_connections": settings.worker_connections,
            "graceful_timeout": _FINISH_SECONDS,
            "limit_request_line": _LONGEST_REQUEST_LINE,
            "keepalive": 2,  # seconds; a stop waits for idle connections
            "logger_class": Logger,
            "control_socket_disable": True,
            "post_worker_init": self._remember,
            "worker_exit": self._close,
            "child_exit": lambda _server, worker: mark_process_dead(worker.pid),  # type: ignore[no-untyped-call]
        }
        for name, value in options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        """Called in each worker."""
        with starting():
            return self._build()

    def _build(self) -> Any:
        from chassis.listener import Listener
        from chassis.rpc_client import RpcClient

        from gateway import health, live
        from gateway.app import create_app

        settings = self._settings
        name = f"gateway-{os.getpid()}"
        self._client = RpcClient(settings.amqp_url, timeout=settings.rpc_timeout, name=name)
        screens = live.Screens(stopping=lambda: self._worker is not None and not self._worker.alive)
        self._listener = Listener(settings.amqp_url, live.EVENTS, name=name, heard=screens.heard, gap=screens.gap)
        app = create_app(settings, self._client, screens)
        return health.beside(app, settings.health_port, lambda: self._client.connected)

    def _remember(self, worker: Any) -> None:
        """Keep the worker of this process: it says when it is asked to stop."""
        self._worker = worker

    def _close(self, _server: Any, _worker: Any) -> None:
        for connection in (self._listener, self._client):
            if connection is not None:
                connection.close()
