"""One AMQP connection under eventlet: one greenlet reads it, any number write."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import amqp
import eventlet
from amqp.exceptions import AMQPError
from eventlet.event import Event
from eventlet.semaphore import Semaphore
from kombu.utils.url import parse_url

CONNECT_SECONDS = 2.0
SILENCE_SECONDS = 10.0
"""How long a frozen broker can hold up a declaration or a write."""
CONFIRM_SECONDS = 10.0

BROKER_ERRORS = (AMQPError, OSError)


class NotConfirmed(Exception):  # noqa: N818 - it is what happened
    """The broker did not take responsibility for a message."""


class Connection(amqp.Connection):
    """Publishing does not read: with ``connection.blocked`` py-amqp reads before each write, as a second reader."""

    negotiate_capabilities = {**amqp.Connection.negotiate_capabilities, "connection.blocked": False}  # noqa: RUF012


def connect(url: str, *, name: str, heartbeat: float) -> Connection:
    """An open connection, shown under ``name`` in the broker's list. Raises one of BROKER_ERRORS."""
    where = parse_url(url)
    connection = Connection(
        host=f"{where['hostname']}:{where['port'] or 5672}",
        userid=where["userid"],
        password=where["password"],
        virtual_host=where["virtual_host"] or "/",
        ssl=url.startswith("amqps"),
        heartbeat=heartbeat,
        connect_timeout=CONNECT_SECONDS,
        client_properties={"connection_name": name},
    )
    connection.connect()
    connection.sock.settimeout(SILENCE_SECONDS)
    return connection


def abort(connection: Connection | None) -> None:
    """Make the reader fail at once, for instance after half a frame was written. The broker takes back what is open."""
    if connection is not None and connection.connected:
        with suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)


def message(body: bytes | str, headers: Mapping[str, Any] | None = None, **properties: Any) -> amqp.Message:
    return amqp.Message(body, application_headers=dict(headers or {}), **properties)


class ConfirmedChannel:
    """Publishes from any greenlet and waits for the broker's word, which the connection's reader brings."""

    def __init__(self, channel: Any) -> None:
        channel.confirm_select()
        channel.events["basic_ack"].add(self._acked)
        channel.events["basic_nack"].add(self._nacked)
        self.channel = channel
        self._lock = Semaphore()
        self._last = 0
        self._waiting: dict[int, Event] = {}

    def publish(self, outgoing: amqp.Message, queue: str) -> None:
        """Put a message in a queue that exists. Raises NotConfirmed or one of BROKER_ERRORS."""
        answer = Event()
        with self._lock:
            self._last = tag = self._last + 1
            self._waiting[tag] = answer
            self.channel.basic_publish(outgoing, exchange="", routing_key=queue)
        with eventlet.Timeout(CONFIRM_SECONDS, NotConfirmed()):
            confirmed = answer.wait()
        if not confirmed:
            raise NotConfirmed

    def close(self) -> None:
        """Nobody reads any more: whoever waits learns that he waits in vain."""
        self._settle(self._last, multiple=True, confirmed=False)

    def _acked(self, tag: int, multiple: bool) -> None:
        self._settle(tag, multiple, confirmed=True)

    def _nacked(self, tag: int, multiple: bool) -> None:
        self._settle(tag, multiple, confirmed=False)

    def _settle(self, tag: int, multiple: bool, *, confirmed: bool) -> None:
        for each in [waiting for waiting in self._waiting if waiting == tag or (multiple and waiting < tag)]:
            self._waiting.pop(each).send(confirmed)
