from dataclasses import replace
from datetime import timedelta

import pytest
from accounts.application import throttling
from accounts.application.ports import Tools
from accounts.domain.errors import RateLimited, WrongCredentials
from accounts.domain.person import UNKNOWN_ORIGIN, Origin
from accounts.domain.throttle import QUARTER, Limit, Throttles, network

from services.accounts.tests.account import EMAIL, PASSWORD, Account, account
from services.accounts.tests.factories import NOW
from services.accounts.tests.fakes import tools

SECOND = timedelta(seconds=1)


@pytest.fixture
def world() -> Tools:
    return tools(throttles=Throttles(login_per_account=Limit(3, QUARTER)))


@pytest.fixture
def ewa(world: Tools) -> Account:
    return account(world)


@pytest.fixture
def busy() -> Account:
    """Where five failures from one address are enough."""
    return account(tools(throttles=Throttles(login_per_address=Limit(5, QUARTER))))


def fail(ewa: Account, times: int, email: str = EMAIL, origin: Origin = UNKNOWN_ORIGIN) -> None:
    for _ in range(times):
        with pytest.raises(WrongCredentials):
            ewa.sign_in("wrong", email=email, origin=origin)


@pytest.mark.parametrize("email", [EMAIL, "nikt@sliwa.example"])
def test_after_so_many_tries_an_account_waits_whether_there_is_one_or_not(ewa: Account, email: str) -> None:
    fail(ewa, 3, email)
    with pytest.raises(RateLimited) as refused:
        ewa.sign_in(PASSWORD, NOW + timedelta(minutes=5), email=email)
    assert refused.value.data == {"retry_after": 600}


def test_who_must_wait_costs_no_password(ewa: Account) -> None:
    fail(ewa, 3)
    before = ewa.tools.passwords.slow  # type: ignore[attr-defined]
    with pytest.raises(RateLimited):
        ewa.sign_in()
    assert ewa.tools.passwords.slow == before  # type: ignore[attr-defined]


def test_the_wait_is_over_to_the_second(ewa: Account) -> None:
    fail(ewa, 3)
    with pytest.raises(RateLimited) as refused:
        ewa.sign_in(now=NOW + QUARTER - SECOND)
    assert refused.value.data == {"retry_after": 1}
    ewa.sign_in(now=NOW + QUARTER)


def test_trying_while_one_waits_makes_it_no_longer(ewa: Account) -> None:
    fail(ewa, 3)
    for minute in range(1, 15):
        with pytest.raises(RateLimited):
            ewa.sign_in(now=NOW + timedelta(minutes=minute))
    ewa.sign_in(now=NOW + QUARTER)


def test_an_email_is_counted_whatever_its_case_and_spaces(ewa: Account) -> None:
    for email in (EMAIL.upper(), f" {EMAIL} ", EMAIL):
        fail(ewa, 1, email)
    with pytest.raises(RateLimited):
        ewa.sign_in()


def test_signing_in_clears_the_accounts_count(ewa: Account) -> None:
    fail(ewa, 2)
    ewa.sign_in()
    fail(ewa, 3)
    with pytest.raises(RateLimited):
        ewa.sign_in()


def test_an_address_is_counted_over_all_accounts(busy: Account) -> None:
    here = Origin("192.0.2.7")
    for number in range(5):
        fail(busy, 1, f"{number}@x.example", here)
    with pytest.raises(RateLimited):
        busy.sign_in(origin=here)
    busy.sign_in(origin=Origin("192.0.2.8"))


def test_signing_in_is_no_failure_of_the_address_but_clears_nothing_else_there(busy: Account) -> None:
    here = Origin("192.0.2.7")
    fail(busy, 2, "x@x.example", here)
    for _ in range(10):
        busy.sign_in(origin=here)
    fail(busy, 3, "y@x.example", here)
    with pytest.raises(RateLimited):
        busy.sign_in(origin=here)


def test_without_an_address_only_the_account_is_counted(busy: Account) -> None:
    for number in range(9):
        fail(busy, 1, f"{number}@x.example", UNKNOWN_ORIGIN)
    busy.sign_in(origin=UNKNOWN_ORIGIN)


def test_neither_email_nor_address_are_kept_in_clear() -> None:
    """With the real vault; the plain one of these tests shows what it marks."""
    from accounts.adapters.key_vault import KeyVault

    world = replace(tools(), vault=KeyVault("k" * 32))
    account(world).sign_in(origin=Origin("192.0.2.7"))
    for number in range(2):
        with pytest.raises(WrongCredentials):
            account(world, f"{number}@x.example").sign_in("wrong")
    kept = repr(world.transactions.kept.tries)  # type: ignore[attr-defined]
    assert kept != "{}"
    assert "example" not in kept
    assert "192" not in kept


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("192.0.2.7", "192.0.2.7"),
        (" 192.0.2.7 ", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:0DB8:0001:0002::", "2001:db8:1:2::/64"),
        ("no address", "no address"),
    ],
)
def test_who_is_one_network(address: str, counted_as: str) -> None:
    assert network(address) == counted_as


def test_what_is_over_is_forgotten_by_and_by(ewa: Account) -> None:
    fail(ewa, 2, "x@x.example")
    fail(ewa, 1, "y@x.example")
    kept = ewa.tools.transactions.kept  # type: ignore[attr-defined]
    over = {throttling.login_email(ewa.tools, email).key for email in ("x@x.example", "y@x.example")}
    assert over <= set(kept.tries)
    fresh = throttling.login_email(ewa.tools, "z@x.example")
    throttling.hold_back(ewa.tools, [fresh], NOW + QUARTER)
    kept = ewa.tools.transactions.kept  # type: ignore[attr-defined]
    assert fresh.key in kept.tries
    assert not over & set(kept.tries)
