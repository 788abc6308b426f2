"""RPC methods of accounts. Every method but the session ones acts within ``context.practice_id``."""

from __future__ import annotations

from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.base import Message, Method, Nothing
from contracts.context import Role


class User(Message):
    id: UUID
    first_name: str
    last_name: str
    email: str
    role: Role


class Practice(Message):
    id: UUID
    name: str
    street: str | None = None
    house_number: str | None = None
    postal_code: str | None = None
    town: str | None = None
    phone: str | None = None
    second_phone: str | None = None
    email: str
    nip: str | None = None
    regon: str | None = None
    time_zone: str
    slug: str
    version: int


class Session(Message):
    token: str = Field(repr=False)
    """Opaque; accounts keeps only its hash."""
    expires_at: AwareDatetime


class RegisterPractice(Message):
    first_name: str
    last_name: str
    email: str
    password: str = Field(repr=False)
    practice_name: str
    accept_terms: bool


class PracticeRegistered(Message):
    practice: Practice
    user: User
    session: Session


class OpenSession(Message):
    email: str
    password: str = Field(repr=False)


class SessionOpened(Message):
    token: str = Field(repr=False)
    expires_at: AwareDatetime
    user: User
    practice: Practice


class SessionToken(Message):
    token: str = Field(repr=False)


class SessionRead(Message):
    expires_at: AwareDatetime
    user: User
    practice: Practice


class ChangePractice(Message):
    """Fields left out (not set) keep their value; ``None`` empties one that may be empty."""

    name: str | None = None
    street: str | None = None
    house_number: str | None = None
    postal_code: str | None = None
    town: str | None = None
    phone: str | None = None
    second_phone: str | None = None
    nip: str | None = None
    regon: str | None = None
    expected_version: int | None = None


register_practice = Method("accounts", "register_practice", RegisterPractice, PracticeRegistered)
open_session = Method("accounts", "open_session", OpenSession, SessionOpened)
read_session = Method("accounts", "read_session", SessionToken, SessionRead)
close_session = Method("accounts", "close_session", SessionToken, Nothing)
read_practice = Method("accounts", "read_practice", Nothing, Practice)
change_practice = Method("accounts", "change_practice", ChangePractice, Practice)
