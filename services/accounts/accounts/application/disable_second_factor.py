"""Turn the second factor off."""

from __future__ import annotations

from dataclasses import replace

from accounts.application import own_password
from accounts.application.by import By
from accounts.application.ports import Tools


def disable_second_factor(tools: Tools, by: By, password: str) -> None:
    """The password is enough again. No harm where it was off already.

    Raises:
        WrongCredentials, RateLimited, Unauthenticated: see ``own_password``.
    """
    own_password.with_password(tools, by, password)
    with tools.transactions.practice(by.practice_id) as accounts:
        person = own_password.myself(accounts, by)
        accounts.change_person(replace(person, second_factor=None, factor_begun=None))
        accounts.put_recovery_codes(person, [])
        if person.second_factor is not None:
            accounts.note(by.did("disable_second_factor", "person", person.id))
