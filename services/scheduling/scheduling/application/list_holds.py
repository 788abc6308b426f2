from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from scheduling.application.ports import Desk
from scheduling.domain.hold import Hold
from scheduling.domain.local_time import require_dates, start_of_day

LONGEST_DAYS = 92


@dataclass(frozen=True, slots=True)
class ListedHolds:
    zone: ZoneInfo
    items: list[Hold]


def list_holds(desk: Desk, *, from_: date, to: date) -> ListedHolds:
    """Those that have not run out, from one date up to, and without, another. Raises ValidationFailed."""
    require_dates(from_, to, LONGEST_DAYS)
    zone = desk.practices.read().zone
    return ListedHolds(zone, desk.holds.lasting(start_of_day(from_, zone), start_of_day(to, zone)))
