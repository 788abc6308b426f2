"""Give oneself another password."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from accounts.application import own_password
from accounts.application.by import By
from accounts.application.open_session import begin, enter
from accounts.application.ports import Accounts, SignIn, Tools
from accounts.domain import password as passwords
from accounts.domain.checks import Checks
from accounts.domain.errors import Unauthenticated, WrongCredentials
from accounts.domain.letters import PasswordChanged
from accounts.domain.person import UNKNOWN_ORIGIN, Origin, Person
from accounts.domain.practice import Practice


@dataclass(frozen=True)
class Request:
    by: By
    current: str = field(repr=False)
    new: str = field(repr=False)
    origin: Origin = UNKNOWN_ORIGIN


def change_password(tools: Tools, request: Request) -> SignIn:
    """Change it, end every session of the person, and open a new one.

    A repeat of somebody whose answer was lost gets a session too: the new password is theirs already.

    Raises:
        ValidationFailed: the new one is too weak.
        WrongCredentials: the current one is not right.
        RateLimited, Unauthenticated: see ``own_password``.
    """
    by = request.by
    checks = Checks()
    passwords.check(checks, "new_password", request.new)
    checks.finish()
    try:
        person = own_password.with_password(tools, by, request.current)
    except WrongCredentials:
        return _repeat(tools, request)
    new_hash = tools.passwords.hash(passwords.normalised(request.new))
    with tools.transactions.practice(by.practice_id) as accounts:
        practice = accounts.practice(by.practice_id)
        current = own_password.myself(accounts, by)
        if practice is None:
            raise Unauthenticated
        if current.password_hash != person.password_hash:
            raise WrongCredentials
        changed = replace(current, password_hash=new_hash)
        put_password(tools, accounts, changed, practice, by.now)
        accounts.forget_link(changed.id, "password_reset")
        accounts.note(by.did("change_password", "person", changed.id))
        return begin(tools, accounts, changed, practice, by.now, origin=request.origin)


def _repeat(tools: Tools, request: Request) -> SignIn:
    """Raises WrongCredentials unless this request changed the password before."""
    by = request.by
    with tools.transactions.practice(by.practice_id) as accounts:
        person = own_password.myself(accounts, by)
        practice = accounts.practice(by.practice_id)
    if practice is None or not own_password.matches(tools, person, request.new):
        raise WrongCredentials
    with tools.transactions.everywhere() as accounts:
        return enter(tools, accounts, person, request.origin, by.now)


def put_password(tools: Tools, accounts: Accounts, person: Person, practice: Practice, now: datetime) -> None:
    """Keep a person with their new password; whoever knew the old one is out, and the person is told."""
    accounts.change_person(person)
    accounts.end_sessions(person.id)
    accounts.announce(PasswordChanged(tools.chance.new_id(), person, practice, person.language, now))
