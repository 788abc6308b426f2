"""A person of a practice and their sessions."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

Role = Literal["owner", "admin", "dentist", "receptionist"]

MAY_CHANGE_THE_PRACTICE: frozenset[str] = frozenset({"owner", "admin"})


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


@dataclass(frozen=True)
class Limits:
    """How long a session lasts: in all, and without being used."""

    absolute: timedelta = timedelta(hours=12)
    idle: timedelta = timedelta(hours=2)


@dataclass(frozen=True)
class Session:
    id: UUID
    practice_id: UUID
    person_id: UUID
    expires_at: datetime
    last_used_at: datetime
    token_hash: bytes = field(repr=False)

    def is_open(self, now: datetime, limits: Limits) -> bool:
        return now < self.expires_at and now < self.last_used_at + limits.idle


def hash_of(token: str) -> bytes:
    """What is kept of a token. It has 256 random bits, so a fast hash is enough."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
