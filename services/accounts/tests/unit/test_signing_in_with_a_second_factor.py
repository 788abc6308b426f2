from datetime import timedelta

import pytest
from accounts.application.change_password import Request as Change
from accounts.application.change_password import change_password
from accounts.application.confirm_session import Request, confirm_session
from accounts.application.open_session import SignIn
from accounts.application.ports import Tools
from accounts.application.read_session import read_session
from accounts.domain.errors import (
    RateLimited,
    SecondFactorRequired,
    Unauthenticated,
    WrongCode,
    WrongCredentials,
)
from accounts.domain.second_factor import CHALLENGE_LASTS
from accounts.domain.throttle import QUARTER, Limit, Throttles

from services.accounts.tests.account import HERE, PASSWORD, Account, account
from services.accounts.tests.factories import NOW
from services.accounts.tests.fakes import MemoryAccounts, tools

SECOND = timedelta(seconds=1)
LATER = NOW + timedelta(minutes=1)
"""Two steps after the code with which the factor was turned on."""


@pytest.fixture
def ewa() -> Account:
    return account(tools())


@pytest.fixture
def codes(ewa: Account) -> list[str]:
    """Her recovery codes: with this the factor is on."""
    return ewa.turn_second_factor_on()


def kept(world: Tools) -> MemoryAccounts:
    return world.transactions.kept  # type: ignore[attr-defined]


def challenged(ewa: Account, now: object = LATER) -> str:
    with pytest.raises(SecondFactorRequired) as refused:
        ewa.sign_in(now=now)  # type: ignore[arg-type]
    return str(refused.value.data["challenge"])


def confirm(ewa: Account, challenge: str, code: str, now: object = LATER) -> SignIn:
    return confirm_session(ewa.tools, Request(challenge, code, now, HERE))  # type: ignore[arg-type]


def test_the_password_alone_opens_nothing(ewa: Account, codes: list[str]) -> None:
    sessions = len(kept(ewa.tools).sessions)
    challenge = challenged(ewa)
    assert len(kept(ewa.tools).sessions) == sessions
    with pytest.raises(Unauthenticated):
        read_session(ewa.tools, challenge, LATER)


def test_a_wrong_password_is_not_told_from_a_right_one_by_the_factor(ewa: Account, codes: list[str]) -> None:
    with pytest.raises(WrongCredentials):
        ewa.sign_in("wrong", LATER, code=ewa.code(LATER))


def test_the_code_completes_it(ewa: Account, codes: list[str]) -> None:
    signed_in = confirm(ewa, challenged(ewa), ewa.code(LATER))
    assert read_session(ewa.tools, signed_in.token, LATER).person.id == ewa.person.id
    assert signed_in.session.origin == HERE


def test_code_and_password_may_come_together(ewa: Account, codes: list[str]) -> None:
    ewa.sign_in(now=LATER, code=ewa.code(LATER))
    with pytest.raises(WrongCode):
        ewa.sign_in(now=LATER, code="000000")


def test_a_code_where_none_is_needed_does_no_harm(ewa: Account) -> None:
    ewa.sign_in(code="000000")


def test_the_code_that_turned_it_on_does_not_sign_in(ewa: Account, codes: list[str]) -> None:
    with pytest.raises(WrongCode):
        ewa.sign_in(code=ewa.code(NOW))


def test_a_code_signs_in_once(ewa: Account, codes: list[str]) -> None:
    code = ewa.code(LATER)
    ewa.sign_in(now=LATER, code=code)
    with pytest.raises(WrongCode):
        ewa.sign_in(now=LATER + SECOND, code=code)
    with pytest.raises(WrongCode):
        confirm(ewa, challenged(ewa), code)


def test_a_recovery_code_signs_in_once(ewa: Account, codes: list[str]) -> None:
    confirm(ewa, challenged(ewa), codes[3].upper())
    with pytest.raises(WrongCode):
        ewa.sign_in(now=LATER, code=codes[3])
    ewa.sign_in(now=LATER, code=codes[4])


def test_a_challenge_is_answered_once(ewa: Account, codes: list[str]) -> None:
    challenge = challenged(ewa)
    confirm(ewa, challenge, codes[0])
    with pytest.raises(Unauthenticated):
        confirm(ewa, challenge, codes[1])
    ewa.sign_in(now=LATER, code=codes[1])  # that one was not used up


def test_a_challenge_bears_five_tries(ewa: Account, codes: list[str]) -> None:
    challenge = challenged(ewa)
    for _ in range(5):
        with pytest.raises(WrongCode):
            confirm(ewa, challenge, "000000")
    with pytest.raises(Unauthenticated):
        confirm(ewa, challenge, ewa.code(LATER))
    confirm(ewa, challenged(ewa), ewa.code(LATER))


def test_a_challenge_is_over_after_five_minutes_to_the_second(ewa: Account, codes: list[str]) -> None:
    challenge = challenged(ewa)
    with pytest.raises(Unauthenticated):
        confirm(ewa, challenge, codes[0], LATER + CHALLENGE_LASTS)
    confirm(ewa, challenge, codes[0], LATER + CHALLENGE_LASTS - SECOND)


@pytest.mark.parametrize("challenge", ["", "never-was", "\ud800"])
def test_a_challenge_that_never_was_is_refused(ewa: Account, codes: list[str], challenge: str) -> None:
    with pytest.raises(Unauthenticated):
        confirm(ewa, challenge, codes[0])


def test_a_challenge_does_not_survive_another_password(ewa: Account, codes: list[str]) -> None:
    challenge = challenged(ewa)
    change_password(ewa.tools, Change(ewa.by(LATER), PASSWORD, "Innehaslo2"))
    with pytest.raises(Unauthenticated):
        confirm(ewa, challenge, codes[0])


def test_codes_are_counted_over_all_challenges() -> None:
    """However many challenges somebody makes with a password that leaked."""
    ewa = account(tools(throttles=Throttles(code_per_account=Limit(4, QUARTER))))
    ewa.turn_second_factor_on(NOW - timedelta(hours=1))
    for _ in range(2):
        challenge = challenged(ewa)
        for _ in range(2):
            with pytest.raises(WrongCode):
                confirm(ewa, challenge, "000000")
    with pytest.raises(RateLimited):
        confirm(ewa, challenged(ewa), ewa.code(LATER))
    with pytest.raises(RateLimited):
        ewa.sign_in(now=LATER, code=ewa.code(LATER))


def test_a_right_password_without_a_code_does_not_clear_the_count() -> None:
    ewa = account(tools(throttles=Throttles(login_per_account=Limit(2, QUARTER))))
    ewa.turn_second_factor_on()
    challenged(ewa)
    challenge = challenged(ewa)
    with pytest.raises(RateLimited):
        ewa.sign_in(now=LATER)
    confirm(ewa, challenge, ewa.code(LATER))
    challenged(ewa)
