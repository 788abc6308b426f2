"""What accounts announces on the exchange ``accounts.events``."""

from __future__ import annotations

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.base import Event, Message, WallTime
from contracts.permissions import Role


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
    online_booking: bool = False

    @property
    def aggregate_id(self) -> UUID:
        return self.practice_id


class PracticeRegisteredV1(_PracticeState):
    """A practice exists from now on."""

    type: ClassVar[str] = "practice_registered.v1"


class PracticeChangedV1(_PracticeState):
    """The practice's data or notification switches changed; carries the whole new state."""

    type: ClassVar[str] = "practice_changed.v1"


class _Letter(Event):
    """A letter to a person of a practice is due, at once and whatever the practice's switches say."""

    source: ClassVar[str] = "accounts"

    letter_id: UUID
    """One letter goes out for one id."""
    to: str
    first_name: str | None
    practice_name: str
    language: Literal["pl", "en"]

    @property
    def aggregate_id(self) -> UUID:
        return self.letter_id


class _Link(_Letter):
    token: str = Field(repr=False)
    """Opens the link of the letter once; accounts keeps only its hash."""
    expires_at: AwareDatetime
    """After it the link is good for nothing, and the letter not worth sending."""


class EmailConfirmationRequestedV1(_Link):
    """Somebody shall show that the mailbox is theirs."""

    type: ClassVar[str] = "email_confirmation_requested.v1"


class PasswordResetRequestedV1(_Link):
    """Somebody who has an account forgot the password."""

    type: ClassVar[str] = "password_reset_requested.v1"


class PersonInvitedV1(_Link):
    """A practice asks somebody to join it."""

    type: ClassVar[str] = "person_invited.v1"

    role: Role
    invited_by: str
    """First and last name."""


class PasswordChangedV1(_Letter):
    """A password is another one now, and every session ended: the person should know."""

    type: ClassVar[str] = "password_changed.v1"

    at: AwareDatetime
