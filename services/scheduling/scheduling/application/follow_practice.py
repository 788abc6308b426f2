from __future__ import annotations

from scheduling.application.ports import Desk
from scheduling.domain.local_time import zone_named


def follow_practice(desk: Desk, *, name: str, time_zone: str, version: int) -> None:
    """The practice's data changed. This news may overtake the one of the registration; the calendar comes with that."""
    desk.practices.follow(name, zone_named(time_zone), version)
