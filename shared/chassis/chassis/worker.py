"""A consumer for work that talks to the outside: one message at a time, at least once, with retries and dead letters.

The connection lives in a thread of its own, so heartbeats go on while a handler waits for a provider. Scale by starting
more processes.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from queue import Empty, SimpleQueue
from typing import Any, Literal

from chassis.link import Link
from chassis.logs import log, name_of
from chassis.metrics import DELIVERIES_HANDLED
from chassis.publisher import ConfirmedPublisher, Outgoing
from chassis.refusals import Unavailable
from chassis.topology import (
    attempts,
    dead_queue,
    declare_retry_queue,
    declare_work_queue,
    failed,
    next_delay,
    retry_delays,
    retry_queue,
)

ACK: Literal["ack"] = "ack"
"""Done."""
DEAD: Literal["dead"] = "dead"
"""Will never work: to the dead letters."""


@dataclass(frozen=True)
class RetryLater:
    """Not now. It comes again after ``seconds``, rounded up to the next of the retry delays (at most the longest).

    Unlike an exception this never ends in the dead letters by itself: the handler decides, ``Delivery.attempt`` tells.
    """

    seconds: float


Outcome = Literal["ack", "dead"] | RetryLater


@dataclass(frozen=True)
class Delivery:
    """One message as the handler gets it. It may have come before: ``redelivered`` is a hint, not a promise."""

    body: bytes = field(repr=False)
    headers: Mapping[str, Any] = field(repr=False)
    message_id: str | None
    attempt: int
    """How many attempts failed before this one."""
    redelivered: bool


@dataclass(frozen=True)
class _Arrived:
    delivery: Delivery
    channel: Any
    tag: int
    exchange: str
    routing_key: str


class Worker:
    """Consumes ``queue`` (declared here) and gives each delivery to ``handle``.

    An exception out of ``handle`` means another try after the next of ``delays`` (seconds; RETRY_DELAYS by default),
    and ``dead.<queue>`` after the last. A message is acked once its effect or its copy for later is safe.
    """

    def __init__(
        self,
        amqp_url: str,
        queue: str,
        handle: Callable[[Delivery], Outcome],
        *,
        prefetch: int = 10,
        delays: tuple[float, ...] | None = None,
    ) -> None:
        self._queue = queue
        self._handle = handle
        self._prefetch = prefetch
        self._delays = retry_delays() if delays is None else delays
        self._stop = threading.Event()
        self._consuming = False
        self._arrived: SimpleQueue[_Arrived] = SimpleQueue()
        self._publisher = ConfirmedPublisher(amqp_url, declare=self._declare_retries, name=f"{queue} retries")
        self._link = Link(amqp_url, f"{queue} worker", opened=self._consume, lost=self._lost)

    @property
    def connected(self) -> bool:
        """Whether the broker hands it deliveries."""
        return self._consuming

    def run(self, stop: threading.Event) -> None:
        """Work until ``stop`` is set; then finish the delivery under way, ack it and disconnect.

        Deliveries not begun go back to the queue.
        """
        self._stop = stop
        while not stop.is_set():
            try:
                arrived = self._arrived.get(timeout=0.2)
            except Empty:
                continue
            if arrived.channel.is_open:  # else the broker hands it out again
                self._work(arrived)
        self._link.close()
        self._publisher.close()

    def _work(self, arrived: _Arrived) -> None:
        error = ""
        outcome: Outcome
        try:
            outcome = self._handle(arrived.delivery)
        except Exception as raised:  # noqa: BLE001 - any of them means another try
            error = name_of(raised)
            delay = next_delay(arrived.delivery.headers, self._delays)
            outcome = DEAD if delay is None else RetryLater(delay)
            log.exception("delivery failed", queue=self._queue, attempt=arrived.delivery.attempt)
        label = "ok"
        if isinstance(outcome, RetryLater):
            label = "retried"
            self._pass_on(arrived, retry_queue(self._queue, self._rounded(outcome.seconds)), error or "RetryLater")
        elif outcome == DEAD:
            label = "dead"
            self._pass_on(arrived, dead_queue(self._queue), error or "Dead")
        else:
            self._ack(arrived)
        DELIVERIES_HANDLED.labels(self._queue, label).inc()

    def _rounded(self, seconds: float) -> float:
        return next((delay for delay in sorted(self._delays) if delay >= seconds), max(self._delays, default=0))

    def _pass_on(self, arrived: _Arrived, to: str, error: str) -> None:
        """Put a copy where it waits, then ack. While the broker takes no copy the original stays unacked."""
        headers = failed(
            arrived.delivery.headers,
            error=error,
            at=datetime.now(UTC),
            exchange=arrived.exchange,
            routing_key=arrived.routing_key,
        )
        message_id = arrived.delivery.message_id or str(arrived.tag)
        copy = Outgoing("", to, arrived.delivery.body, headers, message_id, mandatory=True)
        while arrived.channel.is_open:
            try:
                self._publisher.publish([copy])
            except Unavailable:
                log.warning("delivery cannot be passed on yet", queue=self._queue)
                if self._stop.wait(1):
                    return
            else:
                self._ack(arrived)
                return

    def _ack(self, arrived: _Arrived) -> None:
        def ack(channel: Any) -> None:
            if channel is arrived.channel:  # else the connection was lost and the broker hands it out again
                channel.basic_ack(arrived.tag)

        self._link.submit(ack)

    # Below: in an I/O thread.

    def _consume(self, channel: Any) -> None:
        declare_work_queue(channel, self._queue)
        channel.basic_qos(prefetch_count=self._prefetch)
        channel.basic_consume(self._queue, self._on_message, callback=self._on_consuming)

    def _on_consuming(self, _frame: Any) -> None:
        self._consuming = True

    def _lost(self) -> None:
        self._consuming = False

    def _on_message(self, channel: Any, method: Any, properties: Any, body: bytes) -> None:
        headers = properties.headers or {}
        delivery = Delivery(body, headers, properties.message_id, attempts(headers), method.redelivered)
        self._arrived.put(_Arrived(delivery, channel, method.delivery_tag, method.exchange, method.routing_key))

    def _declare_retries(self, channel: Any) -> None:
        declare_work_queue(channel, self._queue)
        for delay in self._delays:
            declare_retry_queue(channel, self._queue, delay)
