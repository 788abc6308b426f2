"""Takes ids from the queue of a lane and sends what they stand for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol
from uuid import UUID

from chassis.logs import bound, log
from chassis.process import Process
from chassis.worker import ACK, DEAD, Delivery, Outcome, RetryLater, Worker
from prometheus_client import Counter
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from notifications import bootstrap
from notifications.adapters.work_queue import QUEUE_OF, TRACE_HEADER, message_id_in
from notifications.application.send_message import Outcome as Became
from notifications.domain.channel import Lane

HANDLED = Counter("messages_handled", "Deliveries of a message's id, by what became of it", ["lane", "outcome"])

DATABASE_AWAY = 5.0
"""Seconds until the next try."""
PROVIDER_AWAY = 1.0
NOTHING_GIVEN = frozenset({Became.NOT_OURS, Became.WITHHELD})
"""To the provider: the place in its pace is somebody else's."""
PATIENCE = 60.0
"""Seconds for which an id waits before the gate; ten of them wait in a row, and the broker allows them half an hour."""


def run_sms(process: Process) -> None:
    """Send SMS until asked to stop: codes, reminders and what was written side by side; none waits for another."""
    _run(process, bootstrap.build_sms_senders(process.environment, process.clock))


def run_email(process: Process) -> None:
    """Send e-mails until asked to stop: letters, codes, reminders and what was written side by side."""
    _run(process, bootstrap.build_email_senders(process.environment, process.clock))


def _run(process: Process, senders: bootstrap.Senders) -> None:
    workers = [
        Worker(process.settings.amqp_url, QUEUE_OF[lane], handler(send, lane, senders.gate, process.stop))
        for lane, send in senders.lanes.items()
    ]
    process.health.add_check("database", senders.database.ping)
    process.health.add_check("broker", lambda: all(worker.connected for worker in workers))
    try:
        run_together([worker.run for worker in workers], process.stop)
    finally:
        senders.close()


def run_together(works: Sequence[Callable[[threading.Event], None]], stop: threading.Event) -> None:
    """Until ``stop``, each in a thread of its own. One that ends by an error, which is raised, ends the others."""

    def until_stopped(work: Callable[[threading.Event], None]) -> None:
        try:
            work(stop)
        finally:
            stop.set()

    with ThreadPoolExecutor(len(works)) as threads:
        ended = [threads.submit(until_stopped, work) for work in works]
    for each in ended:
        each.result()


class Door(Protocol):
    """To a provider: ``notifications.adapters.gate.Gate``."""

    def enter(self, stop: threading.Event, patience: float) -> bool: ...

    def give_back(self) -> None: ...


def handler(
    send: Callable[[UUID], Became], lane: Lane, door: Door, stop: threading.Event
) -> Callable[[Delivery], Outcome]:
    """What the worker does with one delivery.

    It waits at the door; as long as nobody may enter, the id comes again and its line stays as it is.
    An id that is done is acked. One that was claimed and not finished is acked as well: when the lease ends the
    dispatcher brings it again.
    """

    def handle(delivery: Delivery) -> Outcome:
        message_id = message_id_in(delivery.body)
        if message_id is None:
            return DEAD
        with bound(trace_id=delivery.headers.get(TRACE_HEADER)):
            try:
                if not door.enter(stop, PATIENCE):
                    return RetryLater(PROVIDER_AWAY)
                outcome = send(message_id)
            except (OperationalError, InterfaceError, PoolTimeout) as error:
                log.warning("the database is away", message_id=message_id, error=error)
                return RetryLater(DATABASE_AWAY)
            if outcome in NOTHING_GIVEN:
                door.give_back()
            HANDLED.labels(lane.value, outcome.value).inc()
            log.info("message handled", message_id=message_id, lane=lane.value, outcome=outcome.value)
        return ACK

    return handle
