"""How much waits: in the ledger of all practices, and in the broker's queues."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pika
from chassis.database import ALL_PRACTICES, Database
from chassis.topology import dead_queue, event_queue
from contracts.accounts import events as of_accounts
from contracts.scheduling import events as of_scheduling
from pika.exceptions import AMQPError, ChannelClosedByBroker
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from notifications.adapters.meters import LEDGER, OLDEST, QUEUE
from notifications.adapters.tables import LIVE, UNDER_WAY
from notifications.adapters.work_queue import QUEUE_OF
from notifications.domain.channel import Lane
from notifications.domain.punctuality import LATE_AFTER

PLANNED_FROM = (
    of_accounts.EmailConfirmationRequestedV1,
    of_accounts.PasswordResetRequestedV1,
    of_accounts.PersonInvitedV1,
    of_accounts.PasswordChangedV1,
    of_accounts.PracticeRegisteredV1,
    of_accounts.PracticeChangedV1,
    of_scheduling.PatientAddedV1,
    of_scheduling.PatientChangedV1,
    of_scheduling.PatientErasedV1,
    of_scheduling.PatientMergedV1,
    of_scheduling.VisitBookedV1,
    of_scheduling.VisitMovedV1,
    of_scheduling.VisitCancelledV1,
    of_scheduling.VisitStatusChangedV1,
    of_scheduling.BookingCodeRequestedV1,
    of_scheduling.TimeOfferedV1,
    of_scheduling.TimeOfferEndedV1,
)
"""The events that a planner takes, each from a queue of its own."""

WORK_QUEUES = (*QUEUE_OF.values(), *(event_queue("notifications", "planner", event.type) for event in PLANNED_FROM))
QUEUES = (*WORK_QUEUES, *(dead_queue(queue) for queue in WORK_QUEUES))

_SOON = timedelta(hours=1)
"""Leases end sooner; what is planned for later is not read."""

_COUNTS = """
    SELECT {lane} AS lane,
           count(*) FILTER (WHERE state = 'planned' AND due_at <= :now) AS due,
           count(*) FILTER (WHERE {under_way}) AS under_way,
           count(*) FILTER (WHERE send_at < :late) AS late,
           min(send_at) FILTER (WHERE send_at <= :now) AS oldest
    FROM {table} WHERE {live} AND due_at <= :soon GROUP BY 1
"""
_PLACES = {"live": LIVE, "under_way": UNDER_WAY}
_OF_ALL = text(
    _COUNTS.format(
        lane="CASE kind WHEN 'reminder' THEN '' ELSE kind || '-' END || channel", table="messages", **_PLACES
    )
    + "UNION ALL"
    + _COUNTS.format(lane=f"'{Lane.LETTERS.value}'", table="account_letters", **_PLACES)
    + "UNION ALL"
    + _COUNTS.format(lane="'code-' || channel", table="booking_codes", **_PLACES)
)


@dataclass(frozen=True)
class Depth:
    due: int = 0
    under_way: int = 0
    late: int = 0
    oldest: datetime | None = None


def depths(database: Database, now: datetime) -> Mapping[Lane, Depth]:
    """Every lane, of all practices. Raises what the database raises."""
    given = {"now": now, "late": now - LATE_AFTER, "soon": now + _SOON}
    with database.transaction(ALL_PRACTICES) as session:
        rows = {Lane(row.lane): row for row in session.execute(_OF_ALL, given)}
    found = {lane: Depth(row.due, row.under_way, row.late, row.oldest) for lane, row in rows.items()}
    return {lane: found.get(lane, Depth()) for lane in Lane}


def queue_lengths(amqp_url: str, queues: Iterable[str]) -> Mapping[str, int]:
    """How many messages are ready in each; those that nobody has declared yet are left out. Raises AMQPError."""
    parameters = pika.URLParameters(amqp_url)
    parameters.socket_timeout = parameters.stack_timeout = parameters.blocked_connection_timeout = 5
    connection = pika.BlockingConnection(parameters)
    try:
        return {name: length for name in queues if (length := _length(connection, name)) is not None}
    finally:
        connection.close()


def _length(connection: Any, queue: str) -> int | None:
    channel = connection.channel()
    try:
        return int(channel.queue_declare(queue, passive=True).method.message_count)
    except ChannelClosedByBroker:
        return None
    finally:
        if channel.is_open:
            channel.close()


def measure(database: Database, amqp_url: str, now: datetime) -> Sequence[Exception]:
    """Set the gauges; answers what kept it from some of them. What cannot be seen keeps its last value."""
    failed: list[Exception] = []
    for look in (lambda: _of_ledger(depths(database, now), now), lambda: _of_broker(queue_lengths(amqp_url, QUEUES))):
        _try(look, failed)
    return failed


def _try(look: Callable[[], None], failed: list[Exception]) -> None:
    try:
        look()
    except (SQLAlchemyError, AMQPError, OSError) as error:
        failed.append(error)


def _of_ledger(found: Mapping[Lane, Depth], now: datetime) -> None:
    for lane, depth in found.items():
        for place in ("due", "under_way", "late"):
            LEDGER.labels(lane.value, place).set(getattr(depth, place))
        OLDEST.labels(lane.value).set(0 if depth.oldest is None else (now - depth.oldest).total_seconds())


def _of_broker(lengths: Mapping[str, int]) -> None:
    for queue, length in lengths.items():
        QUEUE.labels(queue).set(length)
