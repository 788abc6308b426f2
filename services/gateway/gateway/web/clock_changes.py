"""The two nights on which the clocks change: which times of the wall clock a day lacks, and which it has twice."""

from __future__ import annotations

import functools
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

QUARTER = 15
_QUARTERS = 24 * 60 // QUARTER


class ClockChange(NamedTuple):
    """Minutes into the day, from and to, on the wall clock."""

    start: int
    end: int
    repeated: bool
    """True: these minutes come twice, and the day has 25 hours. False: they never come, and it has 23."""


@functools.lru_cache(maxsize=1000)
def clock_change(day: date, zone: ZoneInfo) -> ClockChange | None:
    """What the clocks do on this day; None on all but two days of a year."""
    midnight = datetime.combine(day, time(), zone)
    following = datetime.combine(day + timedelta(days=1), time(), zone)
    if midnight.utcoffset() == following.utcoffset():
        return None
    odd = {at: kind for at in range(_QUARTERS) if (kind := _odd(day, at, zone)) is not None}
    if not odd:
        return None
    return ClockChange(min(odd) * QUARTER, (max(odd) + 1) * QUARTER, repeated=odd[min(odd)])


def is_repeated(local: datetime) -> bool:
    """Whether the wall clock shows this time twice on its day; ``fold`` says which of the two it is."""
    first, second = (local.replace(fold=fold).utcoffset() for fold in (0, 1))
    return first is not None and second is not None and first > second


def _odd(day: date, quarter: int, zone: ZoneInfo) -> bool | None:
    """True for a quarter that comes twice, False for one that never comes, None for any other."""
    hours, rest = divmod(quarter * QUARTER, 60)
    first, second = (datetime.combine(day, time(hours, rest, fold=fold), zone).utcoffset() for fold in (0, 1))
    return None if first is None or second is None or first == second else first > second
