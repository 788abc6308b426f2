"""How long the chassis's own tables remember: the active relay sees to it, or a thread where there is no relay."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import psycopg

from chassis.logs import log, name_of

if TYPE_CHECKING:
    from chassis.database import Database

IDEMPOTENCY = "24 hours"
"""A client repeats a request within seconds. The answers kept are patients' data, so they go soon."""
INBOX = "30 days"
"""Longer than a message may lie in a queue or wait as a dead letter for somebody to replay it."""

_RULES = (("idempotency", "created_at", IDEMPOTENCY), ("inbox", "taken_at", INBOX))
_AT_MOST = 5000
_PAUSE = 60.0
"""Seconds from one tidying to the next."""


def keep_tidy(database: Database, stop: threading.Event) -> threading.Thread:
    """Forget what is old once a minute until ``stop`` is set, for a service without a relay."""

    def tidy() -> None:
        while not stop.is_set():
            try:
                with database.connect() as connection:
                    forget_old(connection)
            except psycopg.Error as error:
                log.warning("could not tidy", error=name_of(error))
            stop.wait(_PAUSE)

    thread = threading.Thread(target=tidy, name="tidy", daemon=True)
    thread.start()
    return thread


def forget_old(connection: psycopg.Connection[Any]) -> None:
    """Delete what is older than the rules above, in one go at most so many rows that nobody has to wait for it.

    Tables that the service has no need of are passed over.
    """
    for table, column, age in _RULES:
        with connection.transaction():
            connection.execute("SELECT set_config('app.practice_id', 'all', true)")
            exists = connection.execute("SELECT to_regclass(%s) IS NOT NULL", [table]).fetchone()
            if exists and exists[0]:
                connection.execute(  # names come from the rules alone
                    f"DELETE FROM {table} WHERE ctid = ANY(ARRAY("  # noqa: S608
                    f"SELECT ctid FROM {table} WHERE {column} < now() - %s::interval LIMIT {_AT_MOST}))".encode(),
                    [age],
                )
