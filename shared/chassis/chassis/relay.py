"""From the outbox to the broker: every committed event is published at least once, in the order it was written.

All SQL runs on one connection, the one that holds the lock which makes this relay the active one: a relay that lost the
lock has lost the means to delete rows with it. Rows are deleted when the broker has confirmed them, so a crash at any
point publishes some of them again and loses none.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

import psycopg

from chassis.logs import log, name_of
from chassis.metrics import OUTBOX_LAG, OUTBOX_PUBLISHED
from chassis.publisher import ConfirmedPublisher, Outgoing
from chassis.refusals import Unavailable
from chassis.retention import forget_old

if TYPE_CHECKING:
    from chassis.database import Database
    from chassis.process import Process

_CHANNEL = "outbox"
"""As in chassis.outbox, whose import would cost SQLAlchemy's."""
_LOCK = 0x6F7574626F78
_BATCH = 200
_PAUSE = 1.0
"""Seconds between looks at an outbox that nobody told of, and before another try when something is down."""
_TIDY = 60.0
"""Seconds between deletions of what is too old."""


class Relay:
    """Several may run on one database; one is active, another takes over when it ends.

    ``listen_dsn`` is where to connect when the database's own address leads to a pooler: LISTEN and the lock need a
    direct connection.
    """

    def __init__(self, database: Database, publisher: ConfirmedPublisher, listen_dsn: str | None = None) -> None:
        self._database = database
        self._publisher = publisher
        self._dsn = listen_dsn
        self.connected = False
        """Whether there is a connection to the database (active or not): for the health check."""

    def run(self, stop: threading.Event) -> None:
        """Publish until ``stop`` is set. Outages of database and broker are waited out."""
        while not stop.is_set():
            try:
                with self._database.connect(self._dsn) as connection:
                    self.connected = True
                    self._serve(connection, stop)
            except psycopg.OperationalError as error:
                log.warning("no connection to the database", error=name_of(error))
                stop.wait(_PAUSE)
            finally:
                self.connected = False

    def _serve(self, connection: psycopg.Connection[Any], stop: threading.Event) -> None:
        while not _first_row(connection, "SELECT pg_try_advisory_lock(%s)", _LOCK)[0]:
            if stop.wait(_PAUSE):
                return
        log.info("relay is active")
        connection.execute(f"LISTEN {_CHANNEL}")
        tidy_at = 0.0
        while not stop.is_set():
            if time.monotonic() > tidy_at:
                forget_old(connection)
                tidy_at = time.monotonic() + _TIDY
            if not self._publish_batch(connection, stop):
                for _ in connection.notifies(timeout=_PAUSE, stop_after=1):
                    pass

    def _publish_batch(self, connection: psycopg.Connection[Any], stop: threading.Event) -> bool:
        """Publish what comes next; whether there was anything."""
        rows = connection.execute(
            "SELECT position, id, exchange, routing_key, aggregate_id, body,"
            " extract(epoch FROM clock_timestamp() - created_at) FROM outbox ORDER BY position LIMIT %s",
            [_BATCH],
            binary=True,
        ).fetchall()
        OUTBOX_LAG.set(rows[0][6] if rows else 0)
        if not rows:
            return False
        batch = _before_a_repetition(rows)
        try:
            confirmed = self._publisher.publish(
                [Outgoing(row[2], row[3], row[5], message_id=str(row[1])) for row in batch]
            )
        except Unavailable as error:
            log.warning("events wait for the broker", outcome=error.outcome)
            stop.wait(_PAUSE)
            return True
        connection.execute("DELETE FROM outbox WHERE position = ANY(%s)", [[row[0] for row in batch[:confirmed]]])
        OUTBOX_PUBLISHED.inc(confirmed)
        return True


def run(process: Process) -> None:
    """The whole relay process of a service: DATABASE_URL's outbox to AMQP_URL."""
    from chassis.database import Database

    publisher = ConfirmedPublisher(process.settings.amqp_url, name=f"{process.settings.service} relay")
    relay = Relay(Database(process.environment.url("DATABASE_URL")), publisher)
    process.health.add_check("broker", lambda: publisher.connected)
    process.health.add_check("database", lambda: relay.connected)
    relay.run(process.stop)
    publisher.close()


def _before_a_repetition(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The rows up to the second one of an aggregate.

    The broker may take a message and refuse one before it. With one event of each aggregate under way that cannot turn
    two events of the same one round.
    """
    aggregates: set[Any] = set()
    for index, row in enumerate(rows):
        if row[4] in aggregates:
            return rows[:index]
        aggregates.add(row[4])
    return rows


def _first_row(connection: psycopg.Connection[Any], query: Any, *parameters: Any) -> Any:
    return connection.execute(query, parameters).fetchone()
