"""The practice as far as its messages are concerned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from uuid import UUID
from zoneinfo import ZoneInfo

from notifications.domain.channel import Channel


@dataclass(frozen=True)
class QuietHours:
    """The wall-clock span in which nothing is sent: ``start`` belongs to it, ``end`` does not.

    It may cross midnight; with ``start == end`` there are none.
    """

    start: time
    end: time

    def cover(self, wall_clock: time) -> bool:
        if self.start <= self.end:
            return self.start <= wall_clock < self.end
        return wall_clock >= self.start or wall_clock < self.end


@dataclass(frozen=True)
class Practice:
    """A copy of what accounts announced; ``version`` is accounts' own."""

    id: UUID
    version: int
    name: str
    phone: str | None
    """E.164."""
    time_zone: str
    sms: bool
    email: bool
    reminder_hour: time
    """On the practice's wall clock, the day before the visit."""
    quiet_hours: QuietHours

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def sends_by(self, channel: Channel) -> bool:
        """Whether the practice has this channel switched on."""
        return self.sms if channel is Channel.SMS else self.email
