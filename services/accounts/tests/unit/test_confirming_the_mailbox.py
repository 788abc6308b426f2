from datetime import timedelta
from typing import Any

import pytest
from accounts.application.confirm_email import confirm_email, request_email_confirmation
from accounts.domain.errors import LinkNotValid, RateLimited
from accounts.domain.letters import EmailConfirmationRequested, Letter
from accounts.domain.throttle import HOUR, Limit, Throttles

from services.accounts.tests.account import Account, account
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


def confirmation(of: Account) -> str:
    """The token of the last letter."""
    return str(letters(of, EmailConfirmationRequested)[-1].token)


def test_the_link_of_the_registration_confirms_the_address(ewa: Account) -> None:
    confirm_email(ewa.tools, confirmation(ewa), NOW + WEEK - SECOND)
    assert ewa.person.email_confirmed_at == NOW + WEEK - SECOND
    assert kept(ewa).noted[-1].act == "confirm_email"


def test_it_is_good_for_a_week_to_the_second(ewa: Account) -> None:
    with pytest.raises(LinkNotValid):
        confirm_email(ewa.tools, confirmation(ewa), NOW + WEEK)


def test_pressing_the_button_twice_does_no_harm(ewa: Account) -> None:
    for minute in range(2):
        confirm_email(ewa.tools, confirmation(ewa), NOW + timedelta(minutes=minute))
    assert ewa.person.email_confirmed_at == NOW
    assert [each.act for each in kept(ewa).noted].count("confirm_email") == 1


def test_another_letter_takes_the_place_of_the_first_in_the_language_asked_for(ewa: Account) -> None:
    first = confirmation(ewa)
    request_email_confirmation(ewa.tools, ewa.by(), "en")
    assert letters(ewa, EmailConfirmationRequested)[-1].language == ewa.person.language == "en"
    with pytest.raises(LinkNotValid):
        confirm_email(ewa.tools, first, NOW)
    confirm_email(ewa.tools, confirmation(ewa), NOW)


def test_where_it_is_shown_already_no_letter_goes_out(ewa: Account) -> None:
    confirm_email(ewa.tools, confirmation(ewa), NOW)
    request_email_confirmation(ewa.tools, ewa.by(), "pl")
    assert len(letters(ewa, EmailConfirmationRequested)) == 1


def test_more_letters_an_hour_than_allowed_are_refused() -> None:
    ewa = account(tools(throttles=Throttles(confirmation_per_account=Limit(2, HOUR))))
    for _ in range(2):
        request_email_confirmation(ewa.tools, ewa.by(), "pl")
    with pytest.raises(RateLimited):
        request_email_confirmation(ewa.tools, ewa.by(), "pl")
    request_email_confirmation(ewa.tools, ewa.by(NOW + HOUR), "pl")
