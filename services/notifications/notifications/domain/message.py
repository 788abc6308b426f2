"""The ledger: one line for each message that goes, went or will not go to somebody."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from notifications.domain.channel import Channel


class State(StrEnum):
    PLANNED = "planned"
    QUEUED = "queued"
    SENDING = "sending"
    """A sender has taken it and may be talking to the provider at this moment."""
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    CANCELLED = "cancelled"
    """It was wanted once, and is not any more: the visit has another time or none, or its channel was switched off."""
    SKIPPED = "skipped"
    """The visit stands, and the patient gets nothing; ``reason`` says why. A letter: its link had expired."""


class Kind(StrEnum):
    """What a message to a patient is."""

    REMINDER = "reminder"
    WRITTEN = "written"
    """By the practice's hand, to one patient or many."""
    OFFER = "offer"
    """A freed time, to one who waits for it."""


class Reason(StrEnum):
    """Why a message was cancelled, skipped or failed. Stable: the gateway turns each into a sentence."""

    VISIT_MOVED = "visit_moved"
    VISIT_CANCELLED = "visit_cancelled"
    PATIENT_ARRIVED = "patient_arrived"
    CHANNEL_OFF = "channel_off"
    STOPPED = "stopped"
    """Somebody of the practice stopped what was written and not yet out."""
    PATIENT_ERASED = "patient_erased"
    OFFER_ENDED = "offer_ended"
    """The offered time was taken, refused, given back or withdrawn before the message went out."""
    PATIENT_MERGED = "patient_merged"
    """The patient's two cards became one, and the message of the other card is the one that goes out."""
    NO_PHONE = "no_phone"
    NO_EMAIL = "no_email"
    NO_CONSENT = "no_consent"
    TOO_LATE = "too_late"
    INVALID_PHONE = "invalid_phone"
    REJECTED_ADDRESS = "rejected_address"
    REJECTED_BY_PROVIDER = "rejected_by_provider"
    PROVIDER_UNAVAILABLE = "provider_unavailable"
    OUTCOME_UNKNOWN = "outcome_unknown"
    """The provider may or may not have taken it, and it can no longer be asked without risking a second message."""
    UNDELIVERED = "undelivered"
    """The provider took it and reported afterwards that it did not arrive."""
    EXPIRED = "expired"
    """The same: the phone was off or away for too long."""
    REJECTED_BY_OPERATOR = "rejected_by_operator"


OPEN = frozenset({State.PLANNED, State.QUEUED})
"""Nobody talks to the provider now: the plan may still change it."""

WITHHELD = frozenset({State.CANCELLED, State.SKIPPED})
"""May come back to life when what held it back is gone."""


LIVE = OPEN | {State.SENDING}
"""Somebody has yet to do something about it."""

MARGIN = timedelta(hours=2)
"""A reminder reaches the patient at least this long before the visit, or not at all."""


@dataclass(frozen=True, kw_only=True)
class Line(ABC):
    """What the way from the ledger to a provider must know of a message.

    ``due_at`` is when a process must look at it next: when it is to be sent, tried again, or, for one that is queued or
    being sent, when the lease of whoever has it ends. All times are aware UTC.
    """

    id: UUID
    """Unless it was sent again by hand also ``key``, by which the provider recognises a second sending of the line."""
    practice_id: UUID
    state: State
    reason: Reason | None
    send_at: datetime | None
    due_at: datetime | None
    trace_id: str
    attempts: int = 0
    maybe_accepted: bool = False
    """An attempt ended without an answer, so the provider may already have it."""
    claimed_at: datetime | None = None
    """When a sender last took it."""

    @property
    def key(self) -> UUID:
        """Under which the provider gets it, every time that it is tried."""
        return self.id

    @property
    @abstractmethod
    def last_moment(self) -> datetime:
        """Sent later than this it is of no use."""


@dataclass(frozen=True, kw_only=True)
class Message(Line, ABC):
    """To a patient."""

    channel: Channel
    patient_id: UUID
    resent_as: UUID | None = None
    """Its key since somebody sent it again: under its own id the provider would take it for what it has already."""

    @property
    def key(self) -> UUID:
        return self.resent_as or self.id

    @property
    @abstractmethod
    def kind(self) -> Kind: ...


@dataclass(frozen=True, kw_only=True)
class Reminder(Message):
    """One reminder: unique per visit, channel and start of the visit."""

    visit_id: UUID
    visit_starts_at: datetime

    @property
    def kind(self) -> Kind:
        return Kind.REMINDER

    @property
    def last_moment(self) -> datetime:
        return self.visit_starts_at - MARGIN


@dataclass(frozen=True, kw_only=True)
class Written(Message):
    """One message of a batch: one for each patient it is written to."""

    batch_id: UUID
    expires_at: datetime

    @property
    def kind(self) -> Kind:
        return Kind.WRITTEN

    @property
    def last_moment(self) -> datetime:
        return self.expires_at


@dataclass(frozen=True, kw_only=True)
class Offered(Message):
    """Tells a patient of a freed time: unique per offer and channel."""

    offer_id: UUID
    expires_at: datetime
    """Until then the time is held for them."""

    @property
    def kind(self) -> Kind:
        return Kind.OFFER

    @property
    def last_moment(self) -> datetime:
        return self.expires_at


@dataclass(frozen=True)
class Letter:
    """A message as it reaches somebody; nothing of it may be logged."""

    to: str = field(repr=False)
    subject: str | None = field(repr=False)
    text: str = field(repr=False)
    html: str | None = field(repr=False, default=None)
    sender: str | None = field(repr=False, default=None)
    """Who it is from, as the patient reads it; an SMS has the account's own."""
    calendar: str | None = field(repr=False, default=None)
    """The visit as iCalendar (RFC 5545), for a mail to carry."""
    secret: str | None = field(repr=False, default=None)
    """What of it is for the patient's eyes alone: whoever has it can act for them."""

    def without_secret(self) -> Letter:
        """As it may be kept and shown to the practice."""
        if self.secret is None:
            return self
        html = None if self.html is None else self.html.replace(self.secret, _HIDDEN)
        return replace(self, text=self.text.replace(self.secret, _HIDDEN), html=html, secret=None)


_HIDDEN = "…"
