"""Messages to patients, and what became of them."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.base import Message as Wire
from contracts.base import Method, Nothing

Channel = Literal["sms", "email"]
MessageState = Literal["planned", "queued", "sent", "delivered", "failed", "cancelled", "skipped"]
MessageKind = Literal["reminder", "written", "offer"]
"""``written``: by the practice's hand, to one patient or many. ``offer``: a freed time, to one who waits for it."""


class Message(Wire):
    id: UUID
    channel: Channel
    visit_id: UUID | None
    patient_id: UUID | None
    to: str | None = Field(repr=False)
    subject: str | None = Field(default=None, repr=False)
    text: str | None = Field(repr=False)
    """What will be or was sent; planned messages show what would be sent now."""
    state: MessageState
    reason: str | None
    """Why it failed, was cancelled or skipped: a stable code such as ``visit_moved``, ``no_phone``, ``too_late``."""
    send_at: AwareDatetime | None
    sent_at: AwareDatetime | None
    delivered_at: AwareDatetime | None
    kind: MessageKind = "reminder"
    batch_id: UUID | None = None
    """Of the messages that were written together."""
    parts: int | None = None
    """How many SMS it is paid as; None for e-mail."""
    visit_starts_at: AwareDatetime | None = None
    patient_name: str | None = Field(default=None, repr=False)
    can_resend: bool = False
    """It did not arrive, and sending it again could help."""
    answer: Literal["yes", "no"] | None = None
    """What the patient wrote back to a reminder by SMS; the newest answer."""
    answered_at: AwareDatetime | None = None


class ListMessages(Wire):
    """Newest first; every condition that is given holds."""

    visit_id: UUID | None = None
    patient_id: UUID | None = None
    state: MessageState | None = None
    limit: int = Field(default=100, ge=1, le=500)
    cursor: str | None = None
    channel: Channel | None = None
    kind: MessageKind | None = None
    batch_id: UUID | None = None


class Messages(Wire):
    items: list[Message]
    next_cursor: str | None


class MessageId(Wire):
    message_id: UUID


list_messages = Method("notifications", "list_messages", ListMessages, Messages, act="see_messages")
read_message = Method("notifications", "read_message", MessageId, Message, act="see_messages")
resend_message = Method("notifications", "resend_message", MessageId, Message, act="write_messages")
"""The same line again, planned for now. Refused (``message_not_resendable``) unless ``can_resend``."""


WhyLate = Literal["provider_unavailable", "catching_up", "stalled"]
"""``catching_up``: messages go out, more than usual wait. ``stalled``: nothing goes out, and not because of the
provider as far as is known."""


class ChannelState(Wire):
    """Whether a practice's reminders go out on time by one channel."""

    channel: Channel
    on: bool
    """Whether the practice has it switched on; what is switched off is never late."""
    late: int
    """Reminders that were to be sent more than a few minutes ago and have yet to go out."""
    oldest_due: AwareDatetime | None
    """When the first of them was to go, in the practice's zone."""
    why: WhyLate | None
    """None while all is well. ``provider_unavailable`` is told before anything is late, too."""
    since: AwareDatetime | None
    """Since when the provider is unavailable; None unless that is why."""


class SendingState(Wire):
    checked_at: AwareDatetime
    late: int
    """By all channels together."""
    channels: list[ChannelState]


read_sending_state = Method("notifications", "read_sending_state", Nothing, SendingState, act="see_messages")
