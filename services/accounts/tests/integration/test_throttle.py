"""Tries are counted in the database: by all processes together."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from accounts.application.ports import Tools
from accounts.domain.errors import (
    RateLimited,
    WrongCredentials,
)
from accounts.domain.links import Link
from accounts.domain.person import Origin, Session
from accounts.domain.second_factor import Challenge
from accounts.domain.throttle import QUARTER, Limit, Throttles

from services.accounts.tests.account import Account
from services.accounts.tests.factories import NOW
from services.accounts.tests.integration.at_once import at_once, of_other
from services.accounts.tests.integration.conftest import AsApplication

pytestmark = pytest.mark.database

LATER = NOW + timedelta(minutes=1)


def test_two_processes_count_one_throttle(ewa: Account, other: Tools) -> None:
    twice = [ewa, of_other(other, ewa)]
    wrong = [lambda who=who: who.sign_in("wrong") for who in twice * 10]
    answers = at_once(*wrong)
    assert (answers.count(WrongCredentials), answers.count(RateLimited)) == (10, 10)
    for who in twice:
        with pytest.raises(RateLimited) as refused:
            who.sign_in(now=NOW + timedelta(minutes=5))
        assert refused.value.data == {"retry_after": 600}
    of_other(other, ewa).sign_in(now=NOW + QUARTER)


def test_signing_in_clears_the_count_for_every_process(ewa: Account, other: Tools) -> None:
    few = replace(ewa.tools, throttles=Throttles(login_per_account=Limit(2, QUARTER)))
    with pytest.raises(WrongCredentials):
        replace_tools(ewa, few).sign_in("wrong")
    of_other(other, ewa).sign_in()
    for _ in range(2):
        with pytest.raises(WrongCredentials):
            replace_tools(ewa, few).sign_in("wrong")
    with pytest.raises(RateLimited):
        replace_tools(ewa, few).sign_in()


def replace_tools(of: Account, tools: Tools) -> Account:
    return Account(tools, of.signed_in)


def test_an_address_gets_its_try_back_when_somebody_signs_in(ewa: Account) -> None:
    few = replace_tools(ewa, replace(ewa.tools, throttles=Throttles(login_per_address=Limit(2, QUARTER))))
    here = Origin("203.0.113.50")
    for _ in range(3):
        few.sign_in(origin=here)
    for number in range(2):
        with pytest.raises(WrongCredentials):
            few.sign_in("wrong", email=f"{number}@y.example", origin=here)
    with pytest.raises(RateLimited):
        few.sign_in(origin=here)


def test_what_ended_is_swept_when_somebody_tries(ewa: Account, as_application: AsApplication) -> None:
    person, end = ewa.person, NOW + timedelta(days=400)
    with ewa.tools.transactions.everywhere() as accounts:
        accounts.add_session(
            Session(ewa.tools.chance.new_id(), person.practice_id, person.id, end, end, b"old session")
        )
        accounts.put_link(Link(person.practice_id, person.id, "password_reset", end, b"old link"))
        accounts.add_challenge(Challenge(person.practice_id, person.id, end, b"old challenge"), NOW)
        accounts.count_try(b"old try", end - NOW, NOW)

    def kept() -> list[str]:
        query = """
            SELECT 'session' FROM sessions WHERE token_hash = 'old session' UNION ALL
            SELECT 'link' FROM links WHERE token_hash = 'old link' UNION ALL
            SELECT 'challenge' FROM challenges WHERE token_hash = 'old challenge' UNION ALL
            SELECT 'try' FROM tries WHERE key = 'old try'
        """
        return [str(name) for (name,) in as_application("all").execute(query).fetchall()]

    def somebody_tries(now: Any) -> None:
        with pytest.raises(WrongCredentials):
            ewa.sign_in("wrong", now, email="nobody@y.example")

    somebody_tries(end - timedelta(seconds=1))
    assert sorted(kept()) == ["challenge", "link", "session", "try"]
    for minute in range(20):  # so many at a time
        somebody_tries(end + minute * QUARTER)
    assert kept() == []
