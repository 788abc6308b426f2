"""A person of a practice and their sessions."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from accounts.domain.second_factor import SecondFactor

Role = Literal["owner", "admin", "dentist", "receptionist"]
Language = Literal["pl", "en"]


@dataclass(frozen=True)
class AcceptedTerms:
    """The version of the terms of use that somebody accepted, and when."""

    version: str
    at: datetime


@dataclass(frozen=True)
class Person:
    id: UUID
    practice_id: UUID
    first_name: str
    last_name: str
    email: str
    """As typed; compared in lower case."""
    role: Role
    password_hash: str = field(repr=False)
    version: int = 1
    """Grows with every change of name or role."""
    language: Language = "pl"
    """Of the letters that go to them."""
    email_confirmed_at: datetime | None = None
    """When they showed that the mailbox is theirs."""
    terms: AcceptedTerms | None = None
    """None for who joined before it was kept here; then the practice's registration has it."""
    second_factor: SecondFactor | None = None
    """What signing in asks for beside the password; None when it is off."""
    factor_begun: bytes | None = field(default=None, repr=False)
    """The sealed secret of a second factor that is not in force before a code of it came back."""


@dataclass(frozen=True)
class Limits:
    """How long a session lasts: in all, and without being used."""

    absolute: timedelta = timedelta(hours=12)
    idle: timedelta = timedelta(hours=2)


@dataclass(frozen=True)
class Origin:
    """Where a request came from, as far as it is known."""

    address: str | None = None
    agent: str | None = None
    """What the program said it is."""


UNKNOWN_ORIGIN = Origin()


@dataclass(frozen=True)
class Session:
    id: UUID
    practice_id: UUID
    person_id: UUID
    expires_at: datetime
    last_used_at: datetime
    token_hash: bytes = field(repr=False)
    opened_at: datetime | None = None
    """None for one that an earlier release opened."""
    origin: Origin = UNKNOWN_ORIGIN

    def is_open(self, now: datetime, limits: Limits) -> bool:
        return now < self.expires_at and now < self.last_used_at + limits.idle


def comparable(email: str) -> str:
    """What somebody typed, as it can be looked for. Addresses are plain ASCII: the rest becomes what nobody has."""
    return email.strip().encode("ascii", "backslashreplace").decode().replace("\0", "\\0")


def hash_of(token: str) -> bytes:
    """What is kept of a token. It has 256 random bits, so a fast hash is enough."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
