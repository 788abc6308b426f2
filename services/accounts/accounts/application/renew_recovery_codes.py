"""Get new recovery codes."""

from __future__ import annotations

from accounts.application import own_password
from accounts.application.by import By
from accounts.application.enable_second_factor import put_new_codes
from accounts.application.ports import Tools
from accounts.domain.errors import SecondFactorOff


def renew_recovery_codes(tools: Tools, by: By, password: str) -> list[str]:
    """New ones in the place of all earlier ones, shown this one time.

    Raises:
        SecondFactorOff: there is nothing to recover.
        WrongCredentials, RateLimited, Unauthenticated: see ``own_password``.
    """
    own_password.with_password(tools, by, password)
    with tools.transactions.practice(by.practice_id) as accounts:
        person = own_password.myself(accounts, by)
        if person.second_factor is None:
            raise SecondFactorOff
        accounts.note(by.did("renew_recovery_codes", "person", person.id))
        return put_new_codes(tools, accounts, person)
