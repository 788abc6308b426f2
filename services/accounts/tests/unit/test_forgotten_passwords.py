from datetime import timedelta
from typing import Any

import pytest
from accounts.application.change_password import Request as Change
from accounts.application.change_password import change_password
from accounts.application.confirm_email import confirm_email, request_email_confirmation
from accounts.application.request_password_reset import Request as Asking
from accounts.application.request_password_reset import request_password_reset
from accounts.application.reset_password import Request, check_password_reset, reset_password
from accounts.domain.errors import LinkNotValid, RateLimited, Unauthenticated, ValidationFailed, WrongCredentials
from accounts.domain.letters import EmailConfirmationRequested, Letter, PasswordChanged, PasswordResetRequested
from accounts.domain.person import UNKNOWN_ORIGIN, Origin
from accounts.domain.throttle import HOUR, QUARTER, Limit, Throttles

from services.accounts.tests.account import EMAIL, HERE, PASSWORD, Account, account
from services.accounts.tests.factories import NOW
from services.accounts.tests.fakes import MemoryAccounts, tools

NEW = "Innehaslo2"
SECOND = timedelta(seconds=1)
WEEK = timedelta(days=7)


@pytest.fixture
def ewa() -> Account:
    return account(tools())


def kept(of: Account) -> MemoryAccounts:
    return of.tools.transactions.kept  # type: ignore[attr-defined]


def letters(of: Account, kind: type[Letter]) -> list[Any]:
    return [event for event in kept(of).announced if isinstance(event, kind)]


def ask(of: Account, email: str = EMAIL, now: Any = NOW, origin: Origin = UNKNOWN_ORIGIN, language: Any = "pl") -> None:
    request_password_reset(of.tools, Asking(email, language, now, origin))


def asked(of: Account, now: Any = NOW) -> str:
    """The token of the letter."""
    ask(of, now=now)
    return str(letters(of, PasswordResetRequested)[-1].token)


def reset(of: Account, token: str, password: str = NEW, now: Any = NOW) -> None:
    reset_password(of.tools, Request(token, password, now))


def test_a_letter_goes_to_the_mailbox_of_the_account(ewa: Account) -> None:
    ask(ewa, f" {EMAIL.upper()} ", language="en")
    (letter,) = letters(ewa, PasswordResetRequested)
    assert (letter.person.email, letter.practice, letter.language) == (EMAIL, ewa.signed_in.practice, "en")
    assert letter.expires_at == NOW + HOUR


def test_the_token_is_in_the_letter_alone(ewa: Account) -> None:
    token = asked(ewa)
    assert token not in repr(kept(ewa).links)
    assert token not in repr(letters(ewa, PasswordResetRequested))


@pytest.mark.parametrize(
    "email", ["nikt@sliwa.example", "", "no address", "e\x00@x.pl", "żaba@x.pl", "\ud800", "x" * 10**5]
)
def test_for_an_address_that_nobody_has_nothing_is_left_behind(ewa: Account, email: str) -> None:
    before = list(kept(ewa).announced), dict(kept(ewa).links)
    ask(ewa, email)
    assert (kept(ewa).announced, kept(ewa).links) == before


def test_the_password_is_replaced_and_every_session_ended(ewa: Account) -> None:
    ewa.sign_in()
    reset(ewa, asked(ewa))
    assert kept(ewa).sessions == []
    ewa.sign_in(NEW)
    with pytest.raises(WrongCredentials):
        ewa.sign_in(PASSWORD)


def test_the_person_is_told_and_it_is_noted(ewa: Account) -> None:
    reset(ewa, asked(ewa))
    (letter,) = letters(ewa, PasswordChanged)
    assert letter.person.id == ewa.person.id
    noted = kept(ewa).noted[-1]
    assert (noted.act, noted.actor_id, noted.subject_id, noted.fields) == (
        "reset_password",
        ewa.person.id,
        ewa.person.id,
        (),
    )


def test_who_read_the_letter_has_the_mailbox(ewa: Account) -> None:
    reset(ewa, asked(ewa), now=NOW + SECOND)
    assert ewa.person.email_confirmed_at == NOW + SECOND


def test_looking_at_the_link_does_not_use_it(ewa: Account) -> None:
    token = asked(ewa)
    for _ in range(2):
        check_password_reset(ewa.tools, token, NOW)
    reset(ewa, token)
    with pytest.raises(LinkNotValid):
        check_password_reset(ewa.tools, token, NOW)


def test_a_link_works_once(ewa: Account) -> None:
    token = asked(ewa)
    reset(ewa, token)
    with pytest.raises(LinkNotValid):
        reset(ewa, token, "Trzecie3haslo")
    ewa.sign_in(NEW)


def test_a_repeat_of_the_same_request_is_answered_like_the_first(ewa: Account) -> None:
    """The answer was lost; nothing happens again."""
    token = asked(ewa)
    reset(ewa, token)
    session = ewa.sign_in(NEW).session
    reset(ewa, token)
    assert session in kept(ewa).sessions
    assert len(letters(ewa, PasswordChanged)) == 1


def test_a_used_link_is_no_way_to_guess_the_password() -> None:
    ewa = account(tools(throttles=Throttles(login_per_account=Limit(3, QUARTER))))
    token = asked(ewa)
    reset(ewa, token)
    for number in range(3):
        with pytest.raises(LinkNotValid):
            reset(ewa, token, f"Guess{number}xyz")
    with pytest.raises(RateLimited):
        reset(ewa, token, NEW)


def test_a_link_is_good_for_an_hour_to_the_second(ewa: Account) -> None:
    token = asked(ewa)
    for act in (lambda: reset(ewa, token, now=NOW + HOUR), lambda: check_password_reset(ewa.tools, token, NOW + HOUR)):
        with pytest.raises(LinkNotValid):
            act()
    reset(ewa, token, now=NOW + HOUR - SECOND)
    with pytest.raises(LinkNotValid):
        reset(ewa, token, now=NOW + HOUR)


def test_the_newest_link_alone_is_good(ewa: Account) -> None:
    first, second = asked(ewa), asked(ewa, NOW + SECOND)
    with pytest.raises(LinkNotValid):
        reset(ewa, first)
    reset(ewa, second)


@pytest.mark.parametrize("token", ["", "never-was", "\ud800"])
def test_a_link_that_never_was_is_refused(ewa: Account, token: str) -> None:
    for act in (lambda: reset(ewa, token), lambda: check_password_reset(ewa.tools, token, NOW)):
        with pytest.raises(LinkNotValid):
            act()
    with pytest.raises(LinkNotValid):
        confirm_email(ewa.tools, token, NOW)


def test_a_link_serves_one_purpose(ewa: Account) -> None:
    (letter,) = letters(ewa, EmailConfirmationRequested)
    with pytest.raises(LinkNotValid):
        reset(ewa, letter.token)
    with pytest.raises(LinkNotValid):
        confirm_email(ewa.tools, asked(ewa), NOW)


def test_a_weak_password_does_not_use_the_link(ewa: Account) -> None:
    token = asked(ewa)
    with pytest.raises(ValidationFailed) as refused:
        reset(ewa, token, "slabe")
    assert refused.value.errors == [("password", "too_short", {"min": 8})]
    reset(ewa, token)


def test_a_changed_password_makes_a_link_under_way_worthless(ewa: Account) -> None:
    token = asked(ewa)
    change_password(ewa.tools, Change(ewa.by(), PASSWORD, NEW))
    with pytest.raises(LinkNotValid):
        reset(ewa, token, "Trzecie3haslo")


def test_who_locked_themselves_out_by_guessing_is_let_in_after_a_reset() -> None:
    ewa = account(tools(throttles=Throttles(login_per_account=Limit(1, QUARTER))))
    with pytest.raises(WrongCredentials):
        ewa.sign_in("wrong")
    with pytest.raises(RateLimited):
        ewa.sign_in()
    reset(ewa, asked(ewa))
    ewa.sign_in(NEW)


def test_the_second_factor_stays_on(ewa: Account) -> None:
    ewa.turn_second_factor_on()
    reset(ewa, asked(ewa))
    assert ewa.person.second_factor is not None


@pytest.mark.parametrize("email", [EMAIL, "nikt@sliwa.example"])
def test_letters_are_limited_per_mailbox_known_or_not(email: str) -> None:
    ewa = account(tools(throttles=Throttles(reset_per_account=Limit(2, HOUR))))
    ask(ewa, email)
    ask(ewa, email.upper())
    with pytest.raises(RateLimited) as refused:
        ask(ewa, email, NOW + SECOND)
    assert refused.value.data == {"retry_after": 3599}
    ask(ewa, email, NOW + HOUR)
    assert len(letters(ewa, PasswordResetRequested)) == (3 if email == EMAIL else 0)


def test_letters_are_limited_per_network_address() -> None:
    ewa = account(tools(throttles=Throttles(reset_per_address=Limit(2, HOUR))))
    for number in range(2):
        ask(ewa, f"{number}@x.example", origin=HERE)
    with pytest.raises(RateLimited):
        ask(ewa, origin=HERE)
    ask(ewa, origin=Origin("198.51.100.1"))


def test_links_of_somebody_who_is_gone_are_worth_nothing(ewa: Account) -> None:
    token = asked(ewa)
    (confirming,) = letters(ewa, EmailConfirmationRequested)
    kept(ewa).people.clear()
    with pytest.raises(LinkNotValid):
        reset(ewa, token)
    with pytest.raises(LinkNotValid):
        confirm_email(ewa.tools, confirming.token, NOW)
    with pytest.raises(Unauthenticated):
        request_email_confirmation(ewa.tools, ewa.by(), "pl")
