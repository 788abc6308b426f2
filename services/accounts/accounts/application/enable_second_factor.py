"""Turn the second factor on, second step: a code of the app came back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from accounts.application import own_password
from accounts.application.by import By
from accounts.application.check_code import hold_back_codes, mark_of
from accounts.application.ports import Accounts, Tools
from accounts.domain.errors import WrongCode
from accounts.domain.person import Person
from accounts.domain.second_factor import RECOVERY_CODES, REPEATED_WITHIN, SecondFactor, step_of


def enable_second_factor(tools: Tools, by: By, code: str) -> list[str]:
    """From now on signing in asks for a code. Returns the recovery codes, which are shown this one time.

    The code that came back is used: it does not sign in too. A repeat within two minutes, of somebody whose answer was
    lost, gets new recovery codes in the place of those that nobody saw.

    Raises:
        WrongCode: it is not of the secret that was begun, or none was.
        RateLimited: too many codes were tried.
        Unauthenticated: they are gone.
    """
    with tools.transactions.practice(by.practice_id) as accounts:
        person = own_password.myself(accounts, by)
    hold_back_codes(tools, person, by.now)
    with tools.transactions.practice(by.practice_id) as accounts:
        person = own_password.myself(accounts, by)
        if person.factor_begun is None:
            if not _is_repeat(tools, person, code, by.now):
                raise WrongCode
            return put_new_codes(tools, accounts, person)
        secret = tools.vault.unseal(person.factor_begun)
        step = step_of(code, lambda at: tools.authenticators.code(secret, at), by.now, 0)
        if step is None:
            raise WrongCode
        factor = SecondFactor(person.factor_begun, by.now, step)
        accounts.change_person(replace(person, second_factor=factor, factor_begun=None))
        accounts.note(by.did("enable_second_factor", "person", person.id))
        return put_new_codes(tools, accounts, person)


def _is_repeat(tools: Tools, person: Person, code: str, now: datetime) -> bool:
    factor = person.second_factor
    if factor is None or now - factor.since > REPEATED_WITHIN:
        return False
    secret = tools.vault.unseal(factor.secret)
    return (
        step_of(code, lambda at: tools.authenticators.code(secret, at), now, factor.last_step - 1) == factor.last_step
    )


def put_new_codes(tools: Tools, accounts: Accounts, person: Person) -> list[str]:
    """Recovery codes in the place of all earlier ones."""
    codes = [tools.authenticators.new_recovery_code() for _ in range(RECOVERY_CODES)]
    accounts.put_recovery_codes(person, [mark_of(tools, person, code) for code in codes])
    return codes
