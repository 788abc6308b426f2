"""Calls over the broker for a process with many callers at once: one connection, one reply queue.

The wire is Nameko's, so any Nameko service can answer. Depends on pika alone (the gateway has no Nameko); threads and
gevent's greenlets may share a client.
"""

from __future__ import annotations

import itertools
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, Literal, cast
from uuid import uuid4

from contracts.base import Message, Method, Request, Response
from contracts.context import Context
from contracts.faults import Fault
from pika import BasicProperties
from pydantic import ValidationError

from chassis.link import Link
from chassis.logs import log
from chassis.metrics import RPC_CALL_SECONDS, RPC_CALLS
from chassis.refusals import Refused, Unavailable
from chassis.topology import RPC_EXCHANGE

_PATIENCE = 1.0
"""Seconds that a call waits for a connection where there is none: enough to bridge a start, no more than a person
would wait to hear that nothing works."""


class RpcClient:
    """``timeout`` is how many seconds a call may take, connecting included. Create it after a fork."""

    def __init__(self, amqp_url: str, *, timeout: float = 5.0, name: str = "rpc-client") -> None:
        self._timeout = timeout
        self._name = name
        self._reply_to = ""
        self._numbers = itertools.count(1)
        self._calls: dict[str, _Call] = {}
        self._link = Link(amqp_url, name, opened=self._listen, lost=self._fail_pending)

    @property
    def pending(self) -> int:
        """How many calls wait for an answer."""
        return len(self._calls)

    @property
    def connected(self) -> bool:
        return self._link.connected

    def close(self) -> None:
        """End the connection; calls that still wait end with Unavailable."""
        self._link.close()
        self._fail_pending()

    def call(self, method: Method[Request, Response], request: Request, context: Context) -> Response:
        """Ask a service and wait for its answer, until ``context.deadline`` and never longer than the timeout.

        Raises Refused when the service said no, Unavailable when there was no answer in time. The method may have run
        all the same: repeat what changes something with the same idempotency key.
        """
        began = time.monotonic()
        outcome = "unavailable"
        try:
            answer = self._ask(method, request, context)
            outcome = "ok"
        except Refused as error:
            outcome = error.code
            raise
        else:
            return answer
        finally:
            RPC_CALLS.labels(repr(method), outcome).inc()
            RPC_CALL_SECONDS.labels(repr(method)).observe(time.monotonic() - began)

    def _ask(self, method: Method[Request, Response], request: Request, context: Context) -> Response:
        now = datetime.now(UTC)
        deadline = now + timedelta(seconds=self._timeout)
        if context.deadline is not None:
            deadline = min(deadline, context.deadline)
        end = time.monotonic() + (deadline - now).total_seconds()
        if not self._link.wait(min(_PATIENCE, _left(end))):
            raise Unavailable("not_sent")
        context = context.model_copy(update={"deadline": deadline})
        body = _body(context, request)
        call = _Call(f"{next(self._numbers)}", f"{method.service}.{method.name}", body, end)
        return _answer(method, self._wait(call))

    def _wait(self, call: _Call) -> bytes:
        self._link.submit(lambda channel: self._send(channel, call))
        answered = call.ended.wait(_left(call.end))
        call.abandoned = True
        self._calls.pop(call.id, None)
        if not answered:
            raise Unavailable("unknown")
        if call.reply is None:
            raise Unavailable(call.outcome)
        return call.reply

    # Below: in the I/O thread.

    def _listen(self, channel: Any) -> None:
        # A fresh name each time: a broker that was frozen may still hold the last one for the dead connection.
        self._reply_to = f"rpc.reply-{self._name}-{uuid4()}"
        channel.exchange_declare(RPC_EXCHANGE, "topic", durable=True)
        channel.queue_declare(self._reply_to, exclusive=True, auto_delete=True)
        channel.queue_bind(self._reply_to, RPC_EXCHANGE, self._reply_to)
        channel.basic_consume(self._reply_to, self._on_reply, auto_ack=True, exclusive=True)
        channel.add_on_return_callback(self._on_return)

    def _send(self, channel: Any, call: _Call) -> None:
        milliseconds = int(_left(call.end) * 1000)
        self._calls[call.id] = call
        if call.abandoned or milliseconds <= 0:  # in this order: the caller says abandoned before it takes the call out
            self._calls.pop(call.id, None)
            return
        properties = BasicProperties(
            content_type="application/json",
            content_encoding="utf-8",
            reply_to=self._reply_to,
            correlation_id=call.id,
            expiration=str(milliseconds),
            delivery_mode=1,
        )
        channel.basic_publish(RPC_EXCHANGE, call.routing_key, call.body, properties, mandatory=True)

    def _on_reply(self, _channel: Any, _deliver: Any, properties: BasicProperties, body: bytes) -> None:
        call = self._calls.pop(properties.correlation_id or "", None)
        if call is not None:  # else its caller stopped waiting
            call.finish(body)

    def _on_return(self, _channel: Any, _return: Any, properties: BasicProperties, _body: bytes) -> None:
        """No queue of that service: nobody ever started it."""
        call = self._calls.pop(properties.correlation_id or "", None)
        if call is not None:
            call.fail("not_sent")

    def _fail_pending(self) -> None:
        """The connection is lost and the reply queue with it: no answer can come any more."""
        for id_ in list(self._calls):
            call = self._calls.pop(id_, None)
            if call is not None:
                call.fail("unknown")


class _Reply(Message, Generic[Response]):
    """Nameko's: one of the two is null."""

    result: Response | None
    error: Fault | None


class _Call:
    """One call under way."""

    __slots__ = ("abandoned", "body", "end", "ended", "id", "outcome", "reply", "routing_key")

    def __init__(self, id_: str, routing_key: str, body: bytes, end: float) -> None:
        self.id = id_
        self.routing_key = routing_key
        self.body = body
        self.end = end
        self.ended = threading.Event()
        self.abandoned = False
        self.reply: bytes | None = None
        self.outcome: Literal["not_sent", "unknown"] = "unknown"

    def finish(self, reply: bytes) -> None:
        self.reply = reply
        self.ended.set()

    def fail(self, outcome: Literal["not_sent", "unknown"]) -> None:
        self.outcome = outcome
        self.ended.set()


def _left(end: float) -> float:
    return max(0.0, end - time.monotonic())


def _body(context: Context, request: Any) -> bytes:
    """Nameko's arguments. Fields that the caller did not set stay out: to change them is another wish than to skip."""
    sent = request.model_dump_json(exclude_unset=True)
    return f'{{"args":[],"kwargs":{{"context":{context.model_dump_json()},"request":{sent}}}}}'.encode()


def _answer(method: Method[Any, Response], reply: bytes) -> Response:
    """The response in a reply; raises Refused for a fault and for what cannot be understood."""
    with suppress(ValidationError):
        content = _Reply[method.response].model_validate_json(reply)  # type: ignore[name-defined]
        if content.error is not None:
            raise Refused(content.error)
        if content.result is not None:
            return cast("Response", content.result)
    log.error("reply not understood", method=repr(method))
    raise Refused(Fault(code="internal_error"))
