"""Wake whoever works on what the database holds: LISTEN, with a time limit as the safety net."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

if TYPE_CHECKING:
    from chassis.database import Database

SLICE = 0.5
"""Seconds after which a stop is noticed."""


class WakeUp:
    """By a NOTIFY on any of these channels; for one thread. While the database is away it merely waits."""

    def __init__(self, database: Database, *channels: str) -> None:
        self._database = database
        self._channels = channels
        self._connection: psycopg.Connection[Any] | None = None

    def wait(self, seconds: float, stop: threading.Event) -> None:
        """Return when the signal came (also if it came since the last call), the time is over, or ``stop`` is set."""
        end = time.monotonic() + seconds
        while not stop.is_set() and (left := end - time.monotonic()) > 0:
            try:
                if any(True for _ in self._listening().notifies(timeout=min(left, SLICE), stop_after=1)):
                    return
            except psycopg.Error:
                self.close()
                stop.wait(min(left, SLICE))

    def _listening(self) -> psycopg.Connection[Any]:
        if self._connection is None:
            self._connection = self._database.connect()
            for channel in self._channels:
                self._connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
        return self._connection

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
