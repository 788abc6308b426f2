"""``@on_event(EventClass)``: a method of a Nameko service class handles one type of event."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import amqp
import nameko.messaging
from contracts.base import Data, Envelope, Event
from nameko.exceptions import ContainerBeingKilled
from nameko.extensions import register_entrypoint
from pydantic import ValidationError

from chassis import topology
from chassis.entrypoints.broker import message as amqp_message
from chassis.entrypoints.queue_consumer import QueueConsumer
from chassis.logs import log, name_of
from chassis.metrics import EVENT_SECONDS, EVENTS_HANDLED
from chassis.refusals import validation_fault

Handler = Callable[[Any, Envelope[Data]], None]


class OnEvent(nameko.messaging.Consumer):
    """Takes events from the queue ``<service>.<kind>.<event type>``; what fails is tried again, then a dead letter."""

    queue_consumer = QueueConsumer()

    def __init__(self, event: type[Event], dead_letters_last: timedelta | None = None) -> None:
        super().__init__(queue=None)
        self.event = event
        self._dead_letters_last = dead_letters_last

    def setup(self) -> None:
        config = self.container.config
        self._kind: str = config["KIND"]
        self._delays: tuple[float, ...] = config["RETRY_DELAYS"]
        self._queue = topology.event_queue(self.container.service_name, self._kind, self.event.type)
        super().setup()

    def declare(self, channel: Any) -> str:
        service = self.container.service_name
        return topology.declare_event_queue(
            channel,
            service,
            self._kind,
            self.event.source,
            self.event.type,
            dead_letters_last=self._dead_letters_last,
        )

    def handle_message(self, body: bytes, message: amqp.Message) -> None:
        try:
            envelope = Envelope[self.event].model_validate_json(body)  # type: ignore[name-defined]
        except ValidationError as error:
            fields = [fault.field for fault in validation_fault(error).errors]
            log.error("event cannot be read", event_type=self.event.type, fields=fields)
            self._bury(message, error)
            return
        try:
            self.container.spawn_worker(
                self,
                (envelope,),
                {},
                context_data={"trace_id": envelope.trace_id, "practice_id": envelope.practice_id},
                handle_result=partial(self.handle_result, message, time.monotonic(), envelope),
            )
        except ContainerBeingKilled:
            self.queue_consumer.requeue_message(message)

    def handle_result(
        self,
        message: amqp.Message,
        started: float,
        envelope: Envelope[Any],
        _worker_ctx: Any,
        result: Any = None,
        exc_info: Any = None,
    ) -> tuple[Any, Any]:
        seconds = time.monotonic() - started
        EVENT_SECONDS.labels(self.event.type).observe(seconds)
        if exc_info is None:
            log.info("event", event_type=self.event.type, event_id=envelope.id, ms=round(seconds * 1000, 1))
            EVENTS_HANDLED.labels(self.event.type, "ok").inc()
            self.queue_consumer.ack_message(message)
        else:
            self._failed(message, envelope, exc_info[1])
        return result, exc_info

    def _failed(self, message: amqp.Message, envelope: Envelope[Any], error: BaseException) -> None:
        delay = topology.next_delay(message.headers, self._delays)
        log.error(
            "event handler failed",
            event_type=self.event.type,
            event_id=envelope.id,
            attempt=topology.attempts(message.headers) + 1,
            retry_in_seconds=delay,
            error=name_of(error),
            exc_info=error,
        )
        if delay is None:
            self._bury(message, error)
        else:
            EVENTS_HANDLED.labels(self.event.type, "retried").inc()
            self._pass_on(message, error, partial(topology.declare_retry_queue, queue=self._queue, delay=delay))

    def _bury(self, message: amqp.Message, error: BaseException) -> None:
        EVENTS_HANDLED.labels(self.event.type, "dead").inc()
        declare = partial(topology.declare_dead_queue, queue=self._queue, dead_letters_last=self._dead_letters_last)
        self._pass_on(message, error, declare)

    def _pass_on(self, message: amqp.Message, error: BaseException, declare: Callable[..., str]) -> None:
        headers = topology.failed(
            message.headers,
            error=name_of(error),
            at=datetime.now(UTC),
            exchange=message.delivery_info["exchange"],
            routing_key=message.delivery_info["routing_key"],
        )
        properties = {name: value for name, value in message.properties.items() if name != "application_headers"}
        copy = amqp_message(message.body, headers, **properties)
        self.queue_consumer.pass_on(message, copy, partial(declare, nowait=True))


def on_event(
    event: type[Data], *, dead_letters_last: timedelta | None = None
) -> Callable[[Handler[Data]], Handler[Data]]:
    """Handle ``event`` with ``def on_visit_booked_v1(self, envelope: Envelope[VisitBookedV1]) -> None``.

    The handler may get an event twice and out of order (inbox, ``envelope.version``). When it raises, whatever it
    raises, the event comes again after growing delays and in the end lies in ``dead.<queue>``: until somebody replays
    it, or for ``dead_letters_last`` where an event holds a secret (to be decided before its queue first exists).
    """

    def register(handler: Handler[Data]) -> Handler[Data]:
        register_entrypoint(handler, OnEvent(event, dead_letters_last))
        return handler

    return register
