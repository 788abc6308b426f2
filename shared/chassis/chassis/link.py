"""A connection to the broker that is kept up by a thread of its own; what the RPC client, publisher and worker share.

pika's SelectConnection is used by one I/O thread alone, as pika demands; other threads (or gevent's greenlets) hand it
work. So heartbeats go out and replies come in whatever the callers do, a broker that is frozen is noticed by missing
heartbeats, and no caller ever blocks on a socket. py-amqp, the alternative, reads the socket within ``basic_publish``,
which loses replies once threads share a connection.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from pika import SelectConnection, URLParameters
from pika.exceptions import AMQPError

from chassis.logs import log, name_of

Work = Callable[[Any], None]
"""Done in the I/O thread with the open pika channel; must not wait for anything."""

_HEARTBEAT = 5
"""Seconds; pika gives up on a silent broker five seconds later."""
_CONNECT = 2
"""Seconds to connect; twice that to have the connection open. Short: a try that meets a frozen broker is in the way."""
_PAUSES = (0.1, 0.2, 0.5, 1.0)
"""Seconds before the next try, by the number of those that came to nothing."""
_LASTING = 5.0
"""A connection that lived this many seconds came to something."""

# pika tells of one failed try in five records; the one below suffices.
logging.getLogger("pika").setLevel(logging.CRITICAL)


class Link:
    """``opened(channel)`` runs on every new connection, before other work; ``lost()`` when one ended.

    Both run in the I/O thread. Create it after a fork, never before.
    """

    def __init__(self, amqp_url: str, name: str, *, opened: Work, lost: Callable[[], None]) -> None:
        self._parameters = _parameters(amqp_url, name)
        self._name = name
        self._opened = opened
        self._lost = lost
        self._work: deque[Work] = deque()
        self._channel: Any = None
        self._connection: Any = None
        self._ready = threading.Event()
        self._closing = threading.Event()
        self._told = False
        self._thread = threading.Thread(target=self._run, name=f"{name} broker link", daemon=True)
        self._thread.start()

    @property
    def connected(self) -> bool:
        return self._ready.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait until there is a connection; whether there is."""
        return self._ready.wait(seconds)

    def submit(self, work: Work) -> None:
        """Have ``work`` done soon; if the connection is lost before, then on the next one."""
        self._work.append(work)
        if self._connection is not None:
            self._connection.ioloop.add_callback_threadsafe(self._do_work)

    def close(self, seconds: float = 2) -> None:
        """Do the work that was submitted, say goodbye to the broker, end the thread. Gives up after ``seconds``."""
        self._closing.set()
        connection = self._connection
        if connection is not None:
            connection.ioloop.add_callback_threadsafe(self._say_goodbye)
            self._thread.join(seconds)
            connection.ioloop.add_callback_threadsafe(connection.ioloop.stop)
        self._thread.join(1)

    def _run(self) -> None:
        failures = 0
        while not self._closing.is_set():
            began = time.monotonic()
            self._serve()
            failures = 0 if time.monotonic() - began > _LASTING else failures + 1
            self._closing.wait(_PAUSES[min(failures, len(_PAUSES) - 1)])

    def _serve(self) -> None:
        """One connection, from the try to its end."""
        self._connection = connection = SelectConnection(
            self._parameters,
            on_open_callback=lambda connection: connection.channel(on_open_callback=self._on_channel),
            on_open_error_callback=self._on_end,
            on_close_callback=self._on_end,
        )
        if self._closing.is_set():
            return
        try:
            connection.ioloop.start()
        except Exception:  # noqa: BLE001 - a bug in a callback: begin afresh rather than leave callers alone
            log.exception("broker link failed", link=self._name)
        self._ready.clear()
        self._channel = None
        self._lost()
        connection.ioloop.close()

    def _on_channel(self, channel: Any) -> None:
        channel.add_on_close_callback(self._on_channel_end)
        self._opened(channel)
        self._channel = channel
        self._ready.set()
        self._told = False
        log.info("broker connected", link=self._name)
        self._do_work()

    def _do_work(self) -> None:
        while self._work and self._channel is not None:
            work = self._work.popleft()
            try:
                work(self._channel)
            except AMQPError as error:  # the channel is closed: its end is on the way
                log.warning("broker refused work", link=self._name, error=name_of(error))

    def _on_channel_end(self, _channel: Any, _reason: BaseException) -> None:
        """The broker closes a channel for an error in a declaration, say; begin afresh."""
        self._channel = None
        self._ready.clear()
        if self._connection.is_open:
            self._connection.close()

    def _on_end(self, connection: Any, reason: Any) -> None:
        if not (self._told or self._closing.is_set()):
            log.warning("no connection to the broker", link=self._name, error=name_of(reason))
            self._told = True
        connection.ioloop.stop()

    def _say_goodbye(self) -> None:
        self._do_work()
        if self._connection.is_open:
            self._connection.close()
        else:
            self._connection.ioloop.stop()


def _parameters(amqp_url: str, name: str) -> URLParameters:
    parameters = URLParameters(amqp_url)
    parameters.heartbeat = _HEARTBEAT
    parameters.socket_timeout = _CONNECT
    parameters.stack_timeout = 2 * _CONNECT
    parameters.client_properties = {"connection_name": name}
    return parameters
