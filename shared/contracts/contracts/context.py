"""What travels beside every RPC request: who asks, for which practice, and until when the answer is of use."""

from __future__ import annotations

from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.base import Message
from contracts.permissions import Role


class Actor(Message):
    """The signed-in person on whose behalf the call is made."""

    user_id: UUID
    role: Role
    session_id: UUID | None = None


class Client(Message):
    """Where an HTTP request came from: for limits, and for the list of sessions that a person sees."""

    address: str = Field(max_length=45)
    """IPv4 or IPv6, in text."""
    agent: str | None = Field(default=None, max_length=300)
    """What the program says it is (User-Agent), cut."""


class Context(Message):
    """The context of one call. ``trace_id`` is the 32 hex digits of a W3C trace id."""

    trace_id: str = Field(pattern=r"^[0-9a-f]{32}$")
    practice_id: UUID | None = None
    actor: Actor | None = None
    client: Client | None = None
    idempotency_key: str | None = Field(default=None, max_length=255)
    deadline: AwareDatetime | None = None
    """Real time (never a shifted clock) after which nobody waits for the answer: the request may be dropped unread."""
