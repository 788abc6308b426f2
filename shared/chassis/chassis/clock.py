"""What time it is. The laptop may start its clock elsewhere (``make run NOW=...``); production never does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]
"""Tells the time, aware, in UTC."""


def clock(offset_seconds: float = 0) -> Clock:
    """A clock that runs ``offset_seconds`` ahead of the machine's (behind it when negative)."""
    offset = timedelta(seconds=offset_seconds)
    return lambda: datetime.now(UTC) + offset
