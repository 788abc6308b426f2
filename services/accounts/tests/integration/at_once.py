"""Several processes that do something at the same moment, and what one account has under way."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from accounts.application.ports import Tools
from accounts.domain.errors import SecondFactorRequired
from accounts.domain.links import Link
from accounts.domain.person import hash_of
from accounts.domain.throttle import HOUR

from services.accounts.tests.account import Account
from services.accounts.tests.factories import NOW

LATER = NOW + timedelta(minutes=1)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each answers, or the error it raises, when all begin at the same moment."""
    ready = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        ready.wait()
        try:
            return act()
        except Exception as error:  # noqa: BLE001 - it is the answer
            return type(error)

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def link_for(of: Account, now: Any = NOW) -> str:
    """A reset link that is good now; its letter is not looked at."""
    person = of.person
    token = f"reset of {person.id} at {now}"
    with of.tools.transactions.everywhere() as accounts:
        accounts.put_link(Link(person.practice_id, person.id, "password_reset", now + HOUR, hash_of(token)))
    return token


def of_other(other: Tools, ewa: Account) -> Account:
    return Account(other, ewa.signed_in)


def challenge_of(of: Account) -> str:
    with pytest.raises(SecondFactorRequired) as refused:
        of.sign_in(now=LATER)
    return str(refused.value.data["challenge"])
