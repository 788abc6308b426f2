"""The hours in which nobody is written to, on the practice's wall clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from scheduling.domain.local_time import day_of, day_span, wall_spans
from scheduling.domain.span import Span, joined

MARGIN: Final = timedelta(minutes=5)
"""What is announced so shortly before the quiet begins would go out in it."""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """``from_`` belongs to them, ``to`` does not; they may cross midnight, and there are none if both are the same."""

    from_: time = time(21)
    to: time = time(8)

    def next_awake(self, now: datetime, zone: ZoneInfo) -> datetime:
        """``now`` if somebody may be written to, else the instant from which they may."""
        today = day_of(now, zone)
        awake = joined(part for day in range(3) for part in self._awake(today + timedelta(days=day), zone))
        return next((max(now, part.starts_at) for part in awake if now + MARGIN < part.ends_at), now)

    def _awake(self, day: date, zone: ZoneInfo) -> list[Span]:
        if self.from_ > self.to:
            return wall_spans(day, self.to, self.from_, zone)
        quiet = wall_spans(day, self.from_, self.to, zone) if self.from_ < self.to else []
        return day_span(day, zone).without(quiet)
