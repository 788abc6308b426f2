"""Wake the worker when an import or a freed time has something to do: LISTEN, with a time limit as the safety net."""

from __future__ import annotations

import threading
import time
from typing import Any

import psycopg
from chassis.database import Database

from scheduling.adapters import freed_times, imports

SLICE = 0.5
"""Seconds after which a stop is noticed."""


class ImportSignal:
    """For one thread. While the database is away it merely waits."""

    def __init__(self, database: Database) -> None:
        self._database = database
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
            for signal in (imports.SIGNAL, freed_times.SIGNAL):
                self._connection.execute(f"LISTEN {signal}")
        return self._connection

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
