"""The audit trail on the wire: who changed what, and when. Every service that keeps one answers ``list_changes``."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, JsonValue

from contracts.base import Message

Subject = Literal[
    "practice",
    "person",
    "invitation",
    "session",
    "calendar",
    "day_off",
    "service",
    "patient",
    "import",
    "visit",
    "waiting",
    "template",
    "batch",
    "message",
]


class FieldChange(Message):
    """One field: what it was and what it is; both None where the values themselves are not kept (patient data)."""

    field: str
    before: JsonValue = None
    after: JsonValue = None


class Change(Message):
    id: UUID
    """UUIDv7: newer ones are greater, whichever service they are of."""
    at: AwareDatetime
    actor_id: UUID | None
    """The person who did it; None for the system or a patient."""
    act: str
    """What was done, verb and noun: ``change_practice``, ``book_visit``: the name of the RPC method."""
    subject: str
    """One of ``Subject``, or what a newer service notes."""
    subject_id: UUID | None
    fields: list[FieldChange]


class ListChanges(Message):
    """Newest first. ``before``: only those older than the one with this id."""

    subject: Subject | None = None
    subject_id: UUID | None = None
    before: UUID | None = None
    limit: int = Field(default=50, ge=1, le=200)


class Changes(Message):
    items: list[Change]
