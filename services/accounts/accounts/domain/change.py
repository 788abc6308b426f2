"""Who changed what, and when: what the practice's owner can read afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

Subject = Literal["practice", "person", "invitation", "session"]

Field = tuple[str, Any, Any]
"""Its name, what it was, what it is. Passwords, tokens, codes and their hashes never get here, not even as None."""


@dataclass(frozen=True)
class Change:
    """One act, noted in the transaction in which it happened."""

    practice_id: UUID
    actor_id: UUID | None
    """The person who did it; None for the system."""
    act: str
    """Verb and noun: the name of the RPC method, ``change_password``."""
    subject: Subject
    subject_id: UUID | None
    at: datetime
    fields: tuple[Field, ...] = ()


def differences(before: object, after: object, names: Iterable[str]) -> tuple[Field, ...]:
    """The attributes among ``names`` that differ between two states of one thing."""
    pairs = ((name, getattr(before, name), getattr(after, name)) for name in names)
    return tuple((name, was, is_) for name, was, is_ in pairs if was != is_)
