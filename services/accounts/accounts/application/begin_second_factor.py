"""Turn the second factor on, first step: a secret for the app."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from accounts.application import own_password
from accounts.application.by import By
from accounts.application.ports import Tools


@dataclass(frozen=True)
class Begun:
    secret: str = field(repr=False)
    """Base32."""
    uri: str = field(repr=False)
    """``otpauth://``."""


def begin_second_factor(tools: Tools, by: By, password: str) -> Begun:
    """Make a new secret. It is not in force before ``enable_second_factor``; one that is in force stays until then.

    Raises:
        WrongCredentials, RateLimited, Unauthenticated: see ``own_password``.
    """
    own_password.with_password(tools, by, password)
    secret = tools.authenticators.new_secret()
    with tools.transactions.practice(by.practice_id) as accounts:
        person = own_password.myself(accounts, by)
        accounts.change_person(replace(person, factor_begun=tools.vault.seal(secret)))
    return Begun(secret, tools.authenticators.uri(secret, person.email))
