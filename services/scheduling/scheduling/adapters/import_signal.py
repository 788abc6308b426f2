"""Wakes the worker when an import or a freed time has something to do."""

from __future__ import annotations

from chassis.database import Database
from chassis.wakeup import WakeUp

from scheduling.adapters import freed_times, imports


class ImportSignal(WakeUp):
    """For one thread."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, imports.SIGNAL, freed_times.SIGNAL)
