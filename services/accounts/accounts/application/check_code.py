"""Is this a code of somebody's second factor?"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from accounts.application import throttling
from accounts.application.ports import Accounts, Tools
from accounts.domain.errors import WrongCode
from accounts.domain.person import Person
from accounts.domain.second_factor import plain_recovery_code, step_of


def check_code(tools: Tools, person: Person, code: str, now: datetime) -> None:
    """Use up a code of an app, or a recovery code. Two processes that get the same one at once: one of them takes it.

    Raises:
        WrongCode: it is neither, or was used.
        RateLimited: too many codes were tried at this account.
    """
    hold_back_codes(tools, person, now)
    with tools.transactions.practice(person.practice_id) as accounts:
        if not use_code(tools, accounts, person, code, now):
            raise WrongCode


def hold_back_codes(tools: Tools, person: Person, now: datetime) -> None:
    """Count a code that is tried at somebody's account, whichever way. Raises RateLimited."""
    counted = throttling.for_person(tools, "code", person.id, tools.throttles.code_per_account)
    throttling.hold_back(tools, [counted], now)


def use_code(tools: Tools, accounts: Accounts, person: Person, code: str, now: datetime) -> bool:
    """Whether the code is good, and then never again."""
    current = accounts.person(person.id, locked=True)
    if current is None or current.second_factor is None:
        return False
    factor = current.second_factor
    secret = tools.vault.unseal(factor.secret)
    step = step_of(code, lambda at: tools.authenticators.code(secret, at), now, factor.last_step)
    if step is not None:
        accounts.change_person(replace(current, second_factor=factor.used(step)))
        return True
    return accounts.use_recovery_code(person.id, mark_of(tools, person, code))


def mark_of(tools: Tools, person: Person, recovery_code: str) -> bytes:
    """What is kept of a recovery code. It is short enough to be guessed by who has the database, so it takes a key."""
    return tools.vault.mark(f"recovery {person.id} {plain_recovery_code(recovery_code)}")
