"""Names, queues and headers that everybody on the broker agrees on.

The functions take a channel of pika or of py-amqp alike. A durable queue is a quorum queue with a delivery limit, so
that a message which kills its process is stopped, and with a dead letter queue of its own, ``dead.<queue>``.

A message whose handling failed is published again, counted, to ``retry.<queue>.<delay>``, whose time to live hands it
back to the queue; after the last delay it goes to ``dead.<queue>``. The original is acked when the copy is confirmed:
between the two a crash makes two of it, never none.

The broker refuses to declare a queue again with other arguments: what changes them here needs a queue of a new name, or
an operator who empties and deletes the old one.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

RPC_EXCHANGE = "nameko-rpc"
DELIVERY_LIMIT = 5
"""How often a message may come back unanswered (its process died) before it is a dead letter."""
DEFAULT_RETRY_DELAYS = (1.0, 5.0, 30.0, 120.0, 600.0)
"""Seconds between one attempt and the next."""

ATTEMPT = "x-attempt"
"""How many attempts failed so far."""
ERROR = "x-error"
"""Class name of the last error; never its text, which may hold a patient's data."""
FIRST_FAILED = "x-first-failed"
LAST_FAILED = "x-last-failed"
"""ISO 8601, UTC."""
ORIGINAL_EXCHANGE = "x-original-exchange"
ORIGINAL_ROUTING_KEY = "x-original-routing-key"


class Channel(Protocol):
    """What pika's and py-amqp's channels have in common."""

    def exchange_declare(self, exchange: str, exchange_type: str, /, **options: Any) -> Any: ...
    def queue_declare(self, queue: str, /, **options: Any) -> Any: ...
    def queue_bind(self, queue: str, exchange: str, routing_key: str, /) -> Any: ...


def event_exchange(service: str) -> str:
    """Where a service announces its events; the routing key is the event type."""
    return f"{service}.events"


def event_queue(service: str, kind: str, event_type: str) -> str:
    """Where one process kind of a service receives one type of event."""
    return f"{service}.{kind}.{event_type}"


def rpc_queue(service: str) -> str:
    return f"rpc-{service}"


def dead_queue(queue: str) -> str:
    return f"dead.{queue}"


def retry_queue(queue: str, delay: float) -> str:
    return f"retry.{queue}.{delay:g}s"


def retry_delays(environ: Mapping[str, str] = os.environ) -> tuple[float, ...]:
    """Seconds between attempts: ``RETRY_DELAYS`` (comma separated) or the default."""
    text = environ.get("RETRY_DELAYS", "")
    return tuple(float(part) for part in text.split(",")) if text else DEFAULT_RETRY_DELAYS


def declare_event_exchange(channel: Channel, service: str) -> str:
    exchange = event_exchange(service)
    channel.exchange_declare(exchange, "topic", durable=True, auto_delete=False)
    return exchange


def declare_work_queue(channel: Channel, name: str, *, dead_letters_last: timedelta | None = None) -> str:
    """A quorum queue that loses nothing and, with it, ``dead.<name>``."""
    declare_dead_queue(channel, name, dead_letters_last=dead_letters_last)
    return _declare_quorum(channel, name, {"x-delivery-limit": DELIVERY_LIMIT, **_dead_letters_to(dead_queue(name))})


def declare_dead_queue(
    channel: Channel, queue: str, *, dead_letters_last: timedelta | None = None, **options: Any
) -> str:
    """Where dead letters stay, for ever or for ``dead_letters_last``.

    Looking at one counts as a delivery, and RabbitMQ 4 would drop it after twenty.
    """
    arguments = {"x-delivery-limit": 1_000_000}
    if dead_letters_last is not None:
        arguments["x-message-ttl"] = round(dead_letters_last.total_seconds() * 1000)
    return _declare_quorum(channel, dead_queue(queue), arguments, **options)


def declare_event_queue(  # noqa: PLR0913 - its parts
    channel: Channel,
    service: str,
    kind: str,
    source: str,
    event_type: str,
    *,
    dead_letters_last: timedelta | None = None,
) -> str:
    """The work queue of one event handler, bound to the announcing service's exchange."""
    exchange = declare_event_exchange(channel, source)
    queue = declare_work_queue(channel, event_queue(service, kind, event_type), dead_letters_last=dead_letters_last)
    channel.queue_bind(queue, exchange, event_type)
    return queue


def declare_retry_queue(channel: Channel, queue: str, delay: float, **options: Any) -> str:
    """Where a message waits ``delay`` seconds before it is back in ``queue``; declared when first needed."""
    arguments = {"x-message-ttl": round(delay * 1000), **_dead_letters_to(queue)}
    return _declare_quorum(channel, retry_queue(queue, delay), arguments, **options)


def declare_rpc_queue(channel: Channel, service: str) -> str:
    """Where requests to a service wait.

    A classic queue: a request is of use for a few seconds and expires, its caller knows when it was not answered, and
    a quorum queue would write each one to disk first.
    """
    channel.exchange_declare(RPC_EXCHANGE, "topic", durable=True, auto_delete=False)
    queue = rpc_queue(service)
    channel.queue_declare(queue, durable=True, auto_delete=False, arguments={"x-queue-type": "classic"})
    channel.queue_bind(queue, RPC_EXCHANGE, f"{service}.*")
    return queue


def attempts(headers: Mapping[str, Any] | None) -> int:
    """How many attempts at this message failed before."""
    count = (headers or {}).get(ATTEMPT, 0)
    return count if isinstance(count, int) else 0


def next_delay(headers: Mapping[str, Any] | None, delays: tuple[float, ...]) -> float | None:
    """Seconds until the next attempt after one that failed; None when that was the last."""
    failed = attempts(headers)
    return delays[failed] if failed < len(delays) else None


def failed(
    headers: Mapping[str, Any] | None, *, error: str, at: datetime, exchange: str, routing_key: str
) -> dict[str, Any]:
    """Headers of the copy that goes on to a retry or a dead letter queue: one more attempt failed, by ``error``.

    ``exchange`` and ``routing_key`` are those of the delivery; from the second failure on the first ones are kept.
    """
    now = at.isoformat()
    known = fresh(headers)
    origin = {ORIGINAL_EXCHANGE: exchange, ORIGINAL_ROUTING_KEY: routing_key, FIRST_FAILED: now}
    origin.update({name: value for name, value in (headers or {}).items() if name in origin})
    return {**known, **origin, ATTEMPT: attempts(headers) + 1, ERROR: error, LAST_FAILED: now}


def fresh(headers: Mapping[str, Any] | None) -> dict[str, Any]:
    """The sender's own headers, without what retries and the broker added.

    The broker drops a message whose ``x-death`` says that it came by the same retry queue before.
    """
    return {name: value for name, value in (headers or {}).items() if not name.startswith("x-")}


def _dead_letters_to(queue: str) -> dict[str, Any]:
    return {
        "x-dead-letter-exchange": "",
        "x-dead-letter-routing-key": queue,
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",
    }


def _declare_quorum(channel: Channel, name: str, arguments: Mapping[str, Any] | None = None, **options: Any) -> str:
    channel.queue_declare(
        name, durable=True, auto_delete=False, arguments={"x-queue-type": "quorum", **(arguments or {})}, **options
    )
    return name
