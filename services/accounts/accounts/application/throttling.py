"""Holding back who tries too often.

Counted in the database: all processes count together, and a restart forgets nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.application.ports import Accounts, Tools
from accounts.domain.errors import RateLimited
from accounts.domain.person import Origin
from accounts.domain.throttle import Limit, network


@dataclass(frozen=True)
class Counted:
    """One limit that a try counts against, by what nobody can read or guess."""

    key: bytes
    limit: Limit


def for_email(tools: Tools, what: str, email: str, limit: Limit) -> Counted:
    """An account, whether there is one with this e-mail address or not."""
    return Counted(tools.vault.mark(f"{what} email {email.strip().lower()}"), limit)


def for_person(tools: Tools, what: str, person_id: UUID, limit: Limit) -> Counted:
    return Counted(tools.vault.mark(f"{what} person {person_id}"), limit)


def for_address(tools: Tools, what: str, origin: Origin, limit: Limit) -> list[Counted]:
    """Nothing is counted for an address that is not known."""
    if origin.address is None:
        return []
    return [Counted(tools.vault.mark(f"{what} address {network(origin.address)}"), limit)]


def for_practice(tools: Tools, what: str, practice_id: UUID, limit: Limit) -> Counted:
    return Counted(tools.vault.mark(f"{what} practice {practice_id}"), limit)


def login_email(tools: Tools, email: str) -> Counted:
    return for_email(tools, "login", email, tools.throttles.login_per_account)


def login_address(tools: Tools, origin: Origin) -> list[Counted]:
    return for_address(tools, "login", origin, tools.throttles.login_per_address)


def count(accounts: Accounts, tries: Sequence[Counted], now: datetime) -> int:
    """Count one try against each limit; returns the seconds that one has to wait, 0 for none.

    Accounts come before addresses, so that two requests never wait for each other.
    """
    seconds = 0
    for each in tries:
        counted = accounts.count_try(each.key, each.limit.within, now)
        if counted.count > each.limit.tries:
            seconds = max(seconds, math.ceil((counted.until - now).total_seconds()))
    return seconds


def hold_back(tools: Tools, tries: Sequence[Counted], now: datetime) -> None:
    """Count in a transaction of its own, before the work: many tries at once are counted too.

    Raises:
        RateLimited: too many.
    """
    if not tries:
        return
    with tools.transactions.everywhere() as accounts:
        seconds = count(accounts, tries, now)
        accounts.sweep(now)
    if seconds:
        raise RateLimited(seconds)


def login_succeeded(tools: Tools, accounts: Accounts, email: str, origin: Origin) -> None:
    """The account's count begins anew; for the address this was no failure."""
    accounts.forget_tries(login_email(tools, email).key)
    for each in login_address(tools, origin):
        accounts.give_back_try(each.key)
