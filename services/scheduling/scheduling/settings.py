"""Everything scheduling takes from its environment besides what every process takes."""

from __future__ import annotations

from dataclasses import dataclass, field

from chassis.settings import Environment


@dataclass(frozen=True)
class SchedulingSettings:
    database_url: str = field(repr=False)
    workers: int
    """Requests or events a process works on at a time, and connections to the database it may hold."""


def read_settings(environment: Environment) -> SchedulingSettings:
    """Read them; raises SettingMissing or SettingInvalid."""
    return SchedulingSettings(
        database_url=environment.url("DATABASE_URL"), workers=environment.integer("MAX_WORKERS", 10)
    )
