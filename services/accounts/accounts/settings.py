"""Everything accounts takes from its environment besides what every process takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from chassis.settings import Environment

from accounts.domain.person import Limits


@dataclass(frozen=True)
class AccountsSettings:
    database_url: str = field(repr=False)
    limits: Limits


def read_settings(environment: Environment) -> AccountsSettings:
    """Read them; raises SettingMissing or SettingInvalid."""
    return AccountsSettings(
        database_url=environment.url("DATABASE_URL"),
        limits=Limits(
            absolute=timedelta(hours=environment.number("SESSION_HOURS", 12)),
            idle=timedelta(hours=environment.number("SESSION_IDLE_HOURS", 2)),
        ),
    )
