"""Letters to a person of a practice, due at once: facts that are announced."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from accounts.domain.person import Language, Person
from accounts.domain.practice import Practice


@dataclass(frozen=True)
class Letter:
    id: UUID
    """One letter goes out for one id."""
    person: Person
    practice: Practice
    language: Language
    at: datetime


@dataclass(frozen=True)
class EmailConfirmationRequested(Letter):
    """Somebody shall show that the mailbox is theirs."""

    token: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True)
class PasswordResetRequested(Letter):
    """Somebody who has an account forgot the password."""

    token: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True)
class PasswordChanged(Letter):
    """A password is another one now, and every session ended: the person should know."""
