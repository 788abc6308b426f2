"""Takes ids from one channel's queue and sends what they stand for."""

from __future__ import annotations

from collections.abc import Callable

from chassis.logs import bound, log
from chassis.process import Process
from chassis.worker import ACK, DEAD, Delivery, Outcome, RetryLater, Worker
from prometheus_client import Counter
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from notifications import bootstrap
from notifications.adapters.work_queue import QUEUE_OF, TRACE_HEADER, message_id_in
from notifications.application.send_message import SendMessage
from notifications.domain.channel import Channel

HANDLED = Counter("messages_handled", "Deliveries of a message's id, by what became of it", ["channel", "outcome"])

DATABASE_AWAY = 5.0
"""Seconds until the next try."""


def run_sms(process: Process) -> None:
    """Send SMS until asked to stop."""
    _run(process, bootstrap.build_sms_sender(process.environment, process.clock), Channel.SMS)


def run_email(process: Process) -> None:
    """Send e-mails until asked to stop."""
    _run(process, bootstrap.build_email_sender(process.environment, process.clock), Channel.EMAIL)


def _run(process: Process, sender: bootstrap.Sender, channel: Channel) -> None:
    worker = Worker(process.settings.amqp_url, QUEUE_OF[channel], handler(sender.send, channel))
    process.health.add_check("database", sender.database.ping)
    process.health.add_check("broker", lambda: worker.connected)
    try:
        worker.run(process.stop)
    finally:
        sender.close()


def handler(send: SendMessage, channel: Channel) -> Callable[[Delivery], Outcome]:
    """What the worker does with one delivery.

    An id that is done is acked. One that was claimed and not finished is acked as well: when the lease ends the
    dispatcher brings it again.
    """

    def handle(delivery: Delivery) -> Outcome:
        message_id = message_id_in(delivery.body)
        if message_id is None:
            return DEAD
        with bound(trace_id=delivery.headers.get(TRACE_HEADER)):
            try:
                outcome = send(message_id)
            except (OperationalError, InterfaceError, PoolTimeout) as error:
                log.warning("the database is away", message_id=message_id, error=error)
                return RetryLater(DATABASE_AWAY)
            HANDLED.labels(channel.value, outcome.value).inc()
            log.info("message handled", message_id=message_id, channel=channel.value, outcome=outcome.value)
        return ACK

    return handle
