"""The other end of the wire, in plain pika, so that a test sees every message."""

import json
import uuid
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import pika
from contracts.base import wrap
from contracts.context import Context

from shared.chassis.tests.nameko.probe_contract import HappenedV1

TRACE = "0af7651916cd43dd8448eb211c80319c"


class Caller:
    """Calls methods and announces events over one connection of its own."""

    def __init__(self, amqp_url: str) -> None:
        self.connection = pika.BlockingConnection(pika.URLParameters(amqp_url))
        self.channel = self.connection.channel()
        self.channel.confirm_delivery()
        self.channel.exchange_declare("nameko-rpc", "topic", durable=True)
        self.reply_queue = self.channel.queue_declare("", exclusive=True).method.queue
        self.channel.queue_bind(self.reply_queue, "nameko-rpc", self.reply_queue)

    def send(self, method: str, request: Mapping[str, Any], **context: Any) -> str:
        """Send a request; its correlation id."""
        context_sent = Context(**{"trace_id": TRACE, **context}).model_dump(mode="json")
        return self.send_raw(method, json.dumps({"args": [], "kwargs": {"context": context_sent, "request": request}}))

    def send_raw(self, method: str, body: str, reply_to: str | None = None) -> str:
        correlation_id = uuid.uuid4().hex
        self.channel.basic_publish(
            "nameko-rpc",
            f"probe.{method}",
            body,
            pika.BasicProperties(
                reply_to=reply_to or self.reply_queue,
                correlation_id=correlation_id,
                content_type="application/json",
                content_encoding="utf-8",
            ),
            mandatory=True,
        )
        return correlation_id

    def replies(self, count: int, seconds: float = 10) -> dict[str, Any]:
        """The next replies by correlation id; fewer than ``count`` when no more come in time."""
        found: dict[str, Any] = {}
        for method, properties, body in self.channel.consume(
            self.reply_queue, auto_ack=True, inactivity_timeout=seconds
        ):
            if method is None:
                break
            found[properties.correlation_id] = json.loads(body)
            if len(found) == count:
                break
        self.channel.cancel()
        return found

    def call(self, method: str, request: Mapping[str, Any], seconds: float = 10, **context: Any) -> Any:
        """The reply, ``{"result": ..., "error": ...}``."""
        correlation_id = self.send(method, request, **context)
        return self.replies(1, seconds)[correlation_id]

    def announce(self, event: HappenedV1) -> None:
        envelope = wrap(
            event,
            id=uuid.uuid4(),
            occurred_at="2026-11-22T10:00:00Z",  # type: ignore[arg-type]
            practice_id=uuid.uuid4(),
            version=1,
            trace_id=TRACE,
        )
        self.announce_raw(envelope.model_dump_json())

    def announce_raw(self, body: str, exchange: str = "probe.events", routing_key: str = "happened.v1") -> None:
        properties = pika.BasicProperties(content_type="application/json", content_encoding="utf-8", delivery_mode=2)
        self.channel.basic_publish(exchange, routing_key, body, properties, mandatory=True)

    def count(self, queue: str) -> int:
        """Messages that wait in a queue, 0 when it does not exist."""
        channel = self.connection.channel()
        try:
            return int(channel.queue_declare(queue, passive=True).method.message_count)
        except pika.exceptions.ChannelClosedByBroker:
            return 0
        finally:
            if channel.is_open:
                channel.close()

    def close(self) -> None:
        with suppress(pika.exceptions.AMQPError):
            self.connection.close()
