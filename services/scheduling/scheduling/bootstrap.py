"""The only place that builds objects."""

from __future__ import annotations

from chassis.clock import Clock
from chassis.database import Database

from scheduling.adapters.office import Office
from scheduling.settings import SchedulingSettings


def office(settings: SchedulingSettings, clock: Clock) -> Office:
    """What the RPC and the consumer process work with."""
    return Office(Database(settings.database_url, pool_size=settings.workers), clock)
