"""What travels beside every RPC request: who asks, for which practice, and until when the answer is of use."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.base import Message

Role = Literal["owner", "admin", "dentist", "receptionist"]


class Actor(Message):
    """The signed-in person on whose behalf the call is made."""

    user_id: UUID
    role: Role


class Context(Message):
    """The context of one call. ``trace_id`` is the 32 hex digits of a W3C trace id."""

    trace_id: str = Field(pattern=r"^[0-9a-f]{32}$")
    practice_id: UUID | None = None
    actor: Actor | None = None
    idempotency_key: str | None = Field(default=None, max_length=255)
    deadline: AwareDatetime | None = None
    """Real time (never a shifted clock) after which nobody waits for the answer: the request may be dropped unread."""
