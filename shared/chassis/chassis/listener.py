"""Hears events as they are announced, in every process that wants to: for screens, never for work that must be done.

Each listener has a queue of its own that ends with its connection. What is announced while there is no connection is
not heard; ``gap`` says so, and whoever listens looks at the truth itself then. Depends on pika alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import uuid4

from contracts.base import Envelope, Event
from pydantic import ValidationError

from chassis.link import Link
from chassis.logs import log
from chassis.topology import declare_event_exchange

_LONGEST_QUEUE = 10_000
"""Events that may wait for a process that does not keep up; older ones are dropped."""


class Listener:
    """``heard(envelope)`` for each event, ``gap()`` once per connection, before the first event that comes over it.

    Both run in the connection's own thread and must not wait for anything. Create it after a fork.
    """

    def __init__(
        self,
        amqp_url: str,
        events: Sequence[type[Event]],
        *,
        name: str,
        heard: Callable[[Envelope[Any]], None],
        gap: Callable[[], None],
    ) -> None:
        self._name = name
        self._events: Mapping[str, type[Event]] = {event.type: event for event in events}
        self._heard = heard
        self._gap = gap
        self._link = Link(amqp_url, name, opened=self._listen, lost=lambda: None)

    @property
    def connected(self) -> bool:
        return self._link.connected

    def close(self) -> None:
        self._link.close()

    def _listen(self, channel: Any) -> None:
        # A fresh name each time: a broker that was frozen may still hold the last one for the dead connection.
        queue = f"listener.{self._name}-{uuid4()}"
        arguments = {"x-queue-type": "classic", "x-max-length": _LONGEST_QUEUE, "x-overflow": "drop-head"}
        channel.queue_declare(queue, exclusive=True, auto_delete=True, arguments=arguments)
        for event in self._events.values():
            channel.queue_bind(queue, declare_event_exchange(channel, event.source), event.type)
        channel.basic_consume(
            queue, self._on_message, auto_ack=True, exclusive=True, callback=lambda _started: self._gap()
        )

    def _on_message(self, _channel: Any, deliver: Any, _properties: Any, body: bytes) -> None:
        event = self._events.get(deliver.routing_key)
        if event is None:
            return
        try:
            envelope: Envelope[Any] = Envelope[event].model_validate_json(body)  # type: ignore[valid-type]
        except ValidationError:
            log.error("event not understood", type=deliver.routing_key)
            self._gap()
            return
        self._heard(envelope)
