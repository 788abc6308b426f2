"""What accounts announces on the exchange ``accounts.events``."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from pydantic import Field

from contracts.base import Event, Message, WallTime


class QuietHours(Message):
    """Wall-clock span in which nothing is sent; it may cross midnight."""

    from_: WallTime = Field(alias="from")
    to: WallTime


class ReminderSettings(Message):
    sms: bool
    email: bool
    reminder_hour: WallTime
    quiet_hours: QuietHours


class _PracticeState(Event):
    source: ClassVar[str] = "accounts"

    practice_id: UUID
    name: str
    phone: str | None
    """E.164."""
    email: str
    time_zone: str
    """An IANA name, ``Europe/Warsaw``."""
    reminders: ReminderSettings

    @property
    def aggregate_id(self) -> UUID:
        return self.practice_id


class PracticeRegisteredV1(_PracticeState):
    """A practice exists from now on."""

    type: ClassVar[str] = "practice_registered.v1"


class PracticeChangedV1(_PracticeState):
    """The practice's data or notification switches changed; carries the whole new state."""

    type: ClassVar[str] = "practice_changed.v1"
