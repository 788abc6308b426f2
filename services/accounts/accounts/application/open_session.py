"""Sign in with e-mail and password."""

from __future__ import annotations

from datetime import datetime

from accounts.application.ports import Accounts, SignIn, Tools
from accounts.domain import password as passwords
from accounts.domain.errors import WrongCredentials
from accounts.domain.person import Person, Session, hash_of
from accounts.domain.practice import Practice


def open_session(tools: Tools, email: str, password: str, now: datetime) -> SignIn:
    """Open a session.

    A wrong password and an unknown e-mail give the same answer after the same time. No transaction is open while the
    password is compared.

    Raises:
        WrongCredentials: always the same.
    """
    typed = passwords.normalised(password)
    usable = passwords.hashable(typed) and len(typed) <= passwords.LONGEST
    with tools.transactions.everywhere() as accounts:
        person = accounts.person_by_email(email.strip())
    if person is None or not usable:
        tools.passwords.pretend(typed if usable else "")
        raise WrongCredentials
    if not tools.passwords.matches(person.password_hash, typed):
        raise WrongCredentials
    with tools.transactions.practice(person.practice_id) as accounts:
        practice = accounts.practice(person.practice_id)
        if practice is None:
            raise WrongCredentials
        accounts.forget_ended_sessions(person.id, now, tools.limits)
        return begin(tools, accounts, person, practice, now)


def begin(tools: Tools, accounts: Accounts, person: Person, practice: Practice, now: datetime) -> SignIn:
    """Open a session of somebody who has shown who they are."""
    token = tools.chance.new_token()
    session = Session(
        id=tools.chance.new_id(),
        practice_id=practice.id,
        person_id=person.id,
        token_hash=hash_of(token),
        expires_at=now + tools.limits.absolute,
        last_used_at=now,
    )
    accounts.add_session(session)
    return SignIn(person, practice, session, token)
