"""What scheduling keeps of a practice: its name, its clock, and the hours that hold for its calendars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from scheduling.domain.quiet_hours import QuietHours
from scheduling.domain.working_time import WorkingWeek


@dataclass(frozen=True, slots=True)
class Channels:
    """By which the practice writes to patients at all."""

    sms: bool = True
    email: bool = True


ALL_CHANNELS: Final = Channels()
USUAL_QUIET_HOURS: Final = QuietHours()


@dataclass(frozen=True, slots=True)
class Practice:
    id: UUID
    name: str
    zone: ZoneInfo
    week: WorkingWeek
    """Holds for every calendar that has no hours of its own."""
    week_version: int = 1
    phone: str | None = None
    """For patients to call, E.164."""
    online_booking: bool = False
    """The switch of the practice's settings."""
    channels: Channels = ALL_CHANNELS
    quiet_hours: QuietHours = USUAL_QUIET_HOURS
