"""The patient as far as messages are concerned."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from notifications.domain.channel import Channel


@dataclass(frozen=True)
class Card:
    """What is left to say of a card that was erased or joined with another; ``version`` is scheduling's own."""

    patient_id: UUID
    practice_id: UUID
    version: int


@dataclass(frozen=True)
class Patient:
    """A copy of what scheduling announced. The fields that name a person stay out of ``repr``, and so out of logs."""

    id: UUID
    practice_id: UUID
    version: int
    first_name: str = field(repr=False)
    last_name: str = field(repr=False)
    phone: str | None = field(repr=False)
    """E.164."""
    email: str | None = field(repr=False)
    sms_consent: bool
    email_consent: bool
    erased: bool = False
    """The practice forgot this person, for good: nothing is sent, and no older copy brings them back."""

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def address(self, channel: Channel) -> str | None:
        """Where a message of this channel goes, if the patient can be reached by it."""
        return (self.phone if channel is Channel.SMS else self.email) or None

    def consents_to(self, channel: Channel) -> bool:
        return self.sms_consent if channel is Channel.SMS else self.email_consent
