"""A practice with people in it, for tests about them; works with the fake store and with the real one."""

from __future__ import annotations

import secrets
from datetime import datetime

from accounts.application.accept_invitation import Request as Accept
from accounts.application.accept_invitation import accept_invitation
from accounts.application.by import By
from accounts.application.invite_person import Request as Invite
from accounts.application.invite_person import invite_person
from accounts.application.ports import SignIn, Tools
from accounts.application.register_practice import Request, register_practice
from accounts.domain.invitation import Answer, Invitation
from accounts.domain.person import Person, Role

from services.accounts.tests.factories import NOW, form


def found(tools: Tools, email: str | None = None) -> SignIn:
    """Register a practice; its owner is signed in."""
    return register_practice(tools, Request(form(email=email or an_email()), None, NOW))


def employ(tools: Tools, practice: SignIn, role: Role, *, email: str | None = None, **named: str) -> Person:
    """Somebody more who works there, not signed in."""
    person = Person(
        id=tools.chance.new_id(),
        practice_id=practice.practice.id,
        email=email or an_email(),
        role=role,
        password_hash=practice.person.password_hash,
        **{"first_name": "Jan", "last_name": "Lis"} | named,
    )
    with tools.transactions.practice(practice.practice.id) as accounts:
        assert accounts.add_person(person)
    return person


def by(person: Person, now: datetime = NOW) -> By:
    return By(person.practice_id, person.id, now)


def invite(tools: Tools, inviter: Person, *, email: str | None = None, role: Role = "dentist") -> Invitation:
    return invite_person(tools, Invite(by(inviter), email or an_email(), role, "pl"))


def answer(**typed: object) -> Answer:
    """An answer to an invitation that is taken; give what should differ."""
    filled = {"first_name": "Jan", "last_name": "Lis", "password": "Kasztan1", "accept_terms": True}
    return Answer(**filled | typed)  # type: ignore[arg-type]


def accept(tools: Tools, token: str, now: datetime = NOW, key: str | None = None, **typed: object) -> SignIn:
    return accept_invitation(tools, Accept(token, answer(**typed), key, now))


def an_email() -> str:
    return f"{secrets.token_hex(8)}@sliwa.example"
