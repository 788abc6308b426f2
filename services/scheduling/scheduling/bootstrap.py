"""The only place that builds objects."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.clock import Clock
from chassis.database import Database

from scheduling.adapters.backlog import SqlBacklog
from scheduling.adapters.import_signal import ImportSignal
from scheduling.adapters.key_secrets import KeySecrets
from scheduling.adapters.office import Office
from scheduling.settings import SchedulingSettings


def office(settings: SchedulingSettings, clock: Clock) -> Office:
    """What the RPC and the consumer process work with."""
    return _office(Database(settings.database_url, pool_size=settings.workers), settings, clock)


@dataclass(frozen=True)
class Worker:
    office: Office
    backlog: SqlBacklog
    signal: ImportSignal

    def close(self) -> None:
        self.signal.close()
        self.office.close()


def worker(settings: SchedulingSettings, clock: Clock) -> Worker:
    """One thread's work: one connection to look and work with, one to be woken by."""
    database = Database(settings.database_url, pool_size=2)
    return Worker(_office(database, settings, clock), SqlBacklog(database), ImportSignal(database))


def _office(database: Database, settings: SchedulingSettings, clock: Clock) -> Office:
    return Office(database, clock, KeySecrets(settings.link_keys), settings.limits)
