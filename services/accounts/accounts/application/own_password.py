"""A signed-in person shows again who they are."""

from __future__ import annotations

from accounts.application import throttling
from accounts.application.by import By
from accounts.application.ports import Accounts, Tools
from accounts.domain import password as passwords
from accounts.domain.errors import Unauthenticated, WrongCredentials
from accounts.domain.person import Person


def myself(accounts: Accounts, by: By) -> Person:
    """Who asks; nobody else changes them before this transaction ends. Raises Unauthenticated when they are gone."""
    person = accounts.person(by.person_id, locked=True)
    if person is None:
        raise Unauthenticated
    return person


def with_password(tools: Tools, by: By, password: str) -> Person:
    """Who asks, when the password is theirs. No transaction is open while it is compared.

    Raises:
        WrongCredentials: it is not.
        RateLimited: it was tried too often; counted apart from signing in, which a stranger can block.
        Unauthenticated: they are gone.
    """
    counted = throttling.for_person(tools, "password", by.person_id, tools.throttles.login_per_account)
    throttling.hold_back(tools, [counted], by.now)
    with tools.transactions.practice(by.practice_id) as accounts:
        person = myself(accounts, by)
    if not matches(tools, person, password):
        raise WrongCredentials
    with tools.transactions.everywhere() as accounts:
        accounts.forget_tries(counted.key)
    return person


def matches(tools: Tools, person: Person, password: str) -> bool:
    """Takes its time."""
    typed = passwords.normalised(password)
    usable = passwords.hashable(typed) and len(typed) <= passwords.LONGEST
    return usable and tools.passwords.matches(person.password_hash, typed)
