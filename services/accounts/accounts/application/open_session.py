"""Sign in with e-mail and password, and a code where the second factor is on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from accounts.application import throttling
from accounts.application.check_code import check_code
from accounts.application.ports import Accounts, SignIn, Tools
from accounts.domain import password as passwords
from accounts.domain.errors import SecondFactorRequired, WrongCredentials
from accounts.domain.person import UNKNOWN_ORIGIN, Origin, Person, Session, comparable, hash_of
from accounts.domain.practice import Practice
from accounts.domain.second_factor import CHALLENGE_LASTS, Challenge


@dataclass(frozen=True)
class Request:
    email: str
    password: str = field(repr=False)
    now: datetime
    code: str | None = field(default=None, repr=False)
    """Of the second factor, or a recovery code."""
    origin: Origin = UNKNOWN_ORIGIN


def open_session(tools: Tools, request: Request) -> SignIn:
    """Open a session.

    A wrong password and an unknown e-mail address are counted alike and give the same answer after the same time. No
    transaction is open while the password is compared.

    Raises:
        WrongCredentials: always the same.
        RateLimited: too many tries at this account, or from this address.
        SecondFactorRequired: the password is right; with a challenge for ``confirm_session``.
        WrongCode: the password is right, the code is not.
    """
    email = comparable(request.email)
    tries = [throttling.login_email(tools, email), *throttling.login_address(tools, request.origin)]
    throttling.hold_back(tools, tries, request.now)
    person = _with_password(tools, email, request.password)
    if person.second_factor is not None:
        if request.code is None:
            raise SecondFactorRequired(_challenge(tools, person, request.now))
        check_code(tools, person, request.code, request.now)
    with tools.transactions.everywhere() as accounts:
        return enter(tools, accounts, person, request.origin, request.now)


def enter(tools: Tools, accounts: Accounts, person: Person, origin: Origin, now: datetime) -> SignIn:
    """Open a session of somebody who showed a moment ago who they are, in a transaction that sees everything.

    Raises:
        WrongCredentials: the password is another one by now, or the person is gone.
    """
    current = accounts.person(person.id, locked=True)
    practice = accounts.practice(person.practice_id)
    if current is None or practice is None or current.password_hash != person.password_hash:
        raise WrongCredentials
    throttling.login_succeeded(tools, accounts, current.email, origin)
    accounts.forget_ended_sessions(current.id, now, tools.limits)
    return begin(tools, accounts, current, practice, now, origin=origin)


def begin(  # noqa: PLR0913 - a session has these parts
    tools: Tools,
    accounts: Accounts,
    person: Person,
    practice: Practice,
    now: datetime,
    *,
    origin: Origin = UNKNOWN_ORIGIN,
) -> SignIn:
    """Open a session of somebody who has shown who they are."""
    token = tools.chance.new_token()
    session = Session(
        id=tools.chance.new_id(),
        practice_id=practice.id,
        person_id=person.id,
        token_hash=hash_of(token),
        expires_at=now + tools.limits.absolute,
        last_used_at=now,
        opened_at=now,
        origin=origin,
    )
    accounts.add_session(session)
    return SignIn(person, practice, session, token)


def _with_password(tools: Tools, email: str, password: str) -> Person:
    typed = passwords.normalised(password)
    usable = passwords.hashable(typed) and len(typed) <= passwords.LONGEST
    with tools.transactions.everywhere() as accounts:
        person = accounts.person_by_email(email)
    if person is None or not usable:
        tools.passwords.pretend(typed if usable else "")
        raise WrongCredentials
    if not tools.passwords.matches(person.password_hash, typed):
        raise WrongCredentials
    return person


def _challenge(tools: Tools, person: Person, now: datetime) -> str:
    token = tools.chance.new_token()
    challenge = Challenge(person.practice_id, person.id, now + CHALLENGE_LASTS, hash_of(token))
    with tools.transactions.practice(person.practice_id) as accounts:
        accounts.add_challenge(challenge, now)
    return token
