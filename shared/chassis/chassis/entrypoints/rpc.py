"""``@rpc(method)``: a method of a Nameko service class answers one contract method."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any, Generic, cast

import amqp
import nameko.rpc
from contracts.base import Message, Method, Nothing, Request, Response
from contracts.context import Context
from contracts.faults import Fault
from contracts.permissions import may
from nameko.exceptions import ContainerBeingKilled, MethodNotFound
from nameko.extensions import register_entrypoint
from pydantic import Field, ValidationError
from pydantic_core import to_json

from chassis import topology
from chassis.database import is_away
from chassis.entrypoints.broker import message as amqp_message
from chassis.entrypoints.queue_consumer import QueueConsumer
from chassis.logs import log, name_of
from chassis.metrics import RPC_HANDLED, RPC_SECONDS
from chassis.refusals import fault_of, is_refusal, validation_fault

Handler = Callable[[Any, Context, Request], Response]
_REQUEST = ("kwargs", "request")


class _Arguments(Message, Generic[Request]):
    context: Context
    request: Request


class _Call(Message, Generic[Request]):
    arguments: _Arguments[Request] = Field(alias="kwargs")


class RpcConsumer(nameko.rpc.RpcConsumer):
    """The queue of all requests to a service."""

    queue_consumer = QueueConsumer()
    queue: str | None

    def setup(self) -> None:
        if self.queue is None:
            self.queue = topology.rpc_queue(self.container.service_name)
            self.queue_consumer.register_provider(self)

    def declare(self, channel: Any) -> str:
        return topology.declare_rpc_queue(channel, self.container.service_name)

    def handle_message(self, body: bytes, message: amqp.Message) -> None:
        try:
            entrypoint = self.get_provider_for_method(message.delivery_info["routing_key"])
        except MethodNotFound:
            # A newer caller than this process: the method comes with the next version.
            log.warning("request for a method that is not served", method=message.delivery_info["routing_key"])
            self.reply(message, Fault(code="unavailable"))
        else:
            entrypoint.handle_message(body, message)

    def reply(self, message: amqp.Message, answer: Message | Fault) -> None:
        """Answer a request with the response or with a Fault, and ack it."""
        is_fault = isinstance(answer, Fault)
        reply = amqp_message(
            to_json(
                {"result": None if is_fault else answer, "error": answer if is_fault else None},
                by_alias=True,
                fallback=lambda value: type(value).__name__,
            ),
            content_type="application/json",
            content_encoding="utf-8",
            delivery_mode=1,
            correlation_id=message.properties.get("correlation_id", ""),
        )
        self.queue_consumer.reply(message, reply)


class Rpc(nameko.rpc.Rpc):
    """Checks the request, runs the handler, and turns what comes of it into a reply."""

    rpc_consumer = RpcConsumer()

    def __init__(self, method: Method[Any, Any]) -> None:
        super().__init__()
        self.method = method

    def setup(self) -> None:
        if self.container.service_name != self.method.service:
            raise TypeError(f"{self.method!r} cannot be served by {self.container.service_name}")
        super().setup()

    def handle_message(self, body: bytes, message: amqp.Message) -> None:
        try:
            call = _Call[self.method.request].model_validate_json(body).arguments  # type: ignore[name-defined]
        except ValidationError as error:
            self._reply(message, validation_fault(error, within=_REQUEST))
            return
        context: Context = call.context
        if context.deadline is not None and context.deadline < datetime.now(UTC):
            RPC_HANDLED.labels(repr(self.method), "expired").inc()
            self.rpc_consumer.queue_consumer.ack_message(message)
            return
        if (refusal := self._not_allowed(context)) is not None:
            self._reply(message, Fault(code=refusal))
            return
        try:
            self.container.spawn_worker(
                self,
                (context, call.request),
                {},
                context_data={"trace_id": context.trace_id, "practice_id": context.practice_id},
                handle_result=partial(self.handle_result, message, time.monotonic()),
            )
        except ContainerBeingKilled:
            self.rpc_consumer.queue_consumer.requeue_message(message)

    def _not_allowed(self, context: Context) -> str | None:
        """Why this caller may not do it, by ``contracts.permissions``; None for one who may."""
        act = self.method.act
        if act is None:
            return None
        if context.practice_id is None or context.actor is None:
            return "unauthenticated"
        return None if may(context.actor.role, act) else "forbidden"

    def handle_result(
        self, message: amqp.Message, started: float, _worker_ctx: Any, result: Any, exc_info: Any
    ) -> tuple[Any, Any]:
        seconds = time.monotonic() - started
        RPC_SECONDS.labels(repr(self.method)).observe(seconds)
        try:
            answer = self._fault(exc_info[1]) if exc_info else self._response(result)
        except Exception as error:  # noqa: BLE001 - it would end the process
            answer = self._fault(error)
        log.info("call", method=repr(self.method), outcome=_outcome(answer), ms=round(seconds * 1000, 1))
        self._reply(message, answer)
        return result, exc_info

    def _response(self, result: Any) -> Message:
        response = Nothing() if result is None and self.method.response is Nothing else result
        if not isinstance(response, self.method.response):
            raise TypeError(f"{self.method!r} must return {self.method.response.__name__}")
        return cast("Message", response)

    def _fault(self, error: Exception) -> Fault:
        if is_away(error):
            log.warning("database unavailable", method=repr(self.method), error=name_of(error))
            return Fault(code="unavailable")
        if not is_refusal(error):
            log.error("request failed", method=repr(self.method), error=name_of(error), exc_info=error)
        return fault_of(error)

    def _reply(self, message: amqp.Message, answer: Message | Fault) -> None:
        RPC_HANDLED.labels(repr(self.method), _outcome(answer)).inc()
        self.rpc_consumer.reply(message, answer)


def _outcome(answer: Message | Fault) -> str:
    return answer.code if isinstance(answer, Fault) else "ok"


def rpc(method: Method[Request, Response]) -> Callable[[Handler[Request, Response]], Handler[Request, Response]]:
    """Serve ``method`` with ``def <its name>(self, context: Context, request: Request) -> Response``.

    Who may call it is held here, before the handler: the method's ``act`` and ``contracts.permissions``.

    An exception whose class has one of the stable codes is the answer (``chassis.refusals``), any other one is logged
    and answered with ``internal_error``. The handler may run twice for one request: what changes something must be
    idempotent.
    """

    def register(handler: Handler[Request, Response]) -> Handler[Request, Response]:
        if handler.__name__ != method.name:
            raise TypeError(f"{handler.__name__} cannot serve {method!r}: give it that name")
        register_entrypoint(handler, Rpc(method))
        return handler

    return register
