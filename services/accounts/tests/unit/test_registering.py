from datetime import timedelta
from typing import Any

import pytest
from accounts.application.ports import SignIn, Tools
from accounts.application.register_practice import Request, register_practice
from accounts.domain.errors import EmailTaken, IdempotencyKeyReused, RateLimited, ValidationFailed
from accounts.domain.letters import EmailConfirmationRequested
from accounts.domain.person import AcceptedTerms, Origin, hash_of
from accounts.domain.practice import PracticeRegistered
from accounts.domain.throttle import HOUR, Limit, Throttles

from services.accounts.tests.account import Account
from services.accounts.tests.factories import NOW, form
from services.accounts.tests.fakes import TERMS, MemoryAccounts, tools


@pytest.fixture
def world() -> Tools:
    return tools()


def kept(world: Tools) -> MemoryAccounts:
    return world.transactions.kept  # type: ignore[attr-defined]


def announced(world: Tools, kind: type) -> list[Any]:
    return [event for event in kept(world).announced if isinstance(event, kind)]


def register(world: Tools, key: str | None = None, **typed: Any) -> SignIn:
    return register_practice(world, Request(form(**typed), key, NOW))


def test_a_registration_makes_a_practice_its_owner_and_a_session(world: Tools) -> None:
    made = register(world)
    assert (made.practice.name, made.practice.slug, made.practice.version) == ("Gabinet Śliwa", "gabinet-sliwa", 1)
    assert (made.person.role, made.person.practice_id) == ("owner", made.practice.id)
    assert made.session.expires_at == NOW + world.limits.absolute


def test_it_is_announced_once_with_the_defaults(world: Tools) -> None:
    made = register(world)
    event = kept(world).announced[0]
    assert (event.practice, event.at) == (made.practice, NOW)
    switches = event.practice.notifications
    assert (switches.sms, switches.email, str(switches.reminder_hour)) == (True, True, "10:00:00")
    assert (str(switches.quiet_from), str(switches.quiet_to)) == ("21:00:00", "08:00:00")


def test_the_owner_is_asked_to_confirm_the_address_in_their_language(world: Tools) -> None:
    made = register(world, language="en")
    _, letter = kept(world).announced
    assert isinstance(letter, EmailConfirmationRequested)
    assert (letter.person, letter.practice, letter.language) == (made.person, made.practice, "en")
    assert letter.expires_at == NOW + timedelta(days=7)
    (link,) = kept(world).links.values()
    assert link.token_hash == hash_of(letter.token)
    assert letter.token not in repr(letter)
    assert made.person.email_confirmed_at is None


def test_the_accepted_terms_and_their_time_are_kept(world: Tools) -> None:
    register(world)
    (registration,) = kept(world).registrations
    assert (registration.terms_version, registration.at) == (TERMS, NOW)
    (owner,) = kept(world).people
    assert owner.terms == AcceptedTerms(TERMS, NOW)


def test_neither_token_nor_password_are_kept(world: Tools) -> None:
    made = register(world)
    (session,) = kept(world).sessions
    assert made.token.encode() not in session.token_hash
    assert made.token not in repr(made.session)


def test_an_email_is_taken_whatever_its_case(world: Tools) -> None:
    register(world, email="Ewa@Sliwa.example")
    with pytest.raises(EmailTaken) as refused:
        register(world, email="eWA@sLIWA.example", practice_name="Inny")
    assert refused.value.errors == [("email", "email_taken", {})]
    assert len(kept(world).practices) == len(announced(world, PracticeRegistered)) == 1


def test_practices_of_one_name_have_slugs_of_their_own(world: Tools) -> None:
    made = [register(world, email=f"a{number}@b.pl").practice.slug for number in range(7)]
    assert made[:3] == ["gabinet-sliwa", "gabinet-sliwa-2", "gabinet-sliwa-3"]
    assert len(set(made)) == 7


def test_a_refused_form_costs_no_hash(world: Tools) -> None:
    with pytest.raises(ValidationFailed):
        register(world, accept_terms=False)
    assert world.passwords.slow == 0  # type: ignore[attr-defined]


def test_a_repeat_with_its_key_opens_another_session_of_the_same_practice(world: Tools) -> None:
    first, again = register(world, "key"), register(world, "key", email="EWA@sliwa.example ")
    assert again.practice == first.practice
    assert again.token != first.token
    assert len(kept(world).practices) == len(announced(world, PracticeRegistered)) == 1
    assert len(kept(world).sessions) == 2


@pytest.mark.parametrize(
    "other", [{"email": "inna@x.pl"}, {"practice_name": "Inny"}, {"password": "Innehaslo2"}, {"first_name": "Anna"}]
)
def test_a_key_with_something_else_is_refused(world: Tools, other: dict[str, str]) -> None:
    register(world, "key")
    with pytest.raises(IdempotencyKeyReused):
        register(world, "key", **other)
    assert len(kept(world).sessions) == 1


def test_a_key_is_no_way_round_a_second_factor(world: Tools) -> None:
    made = register(world, "key")
    Account(world, made).turn_second_factor_on()
    with pytest.raises(IdempotencyKeyReused):
        register(world, "key")


def test_without_a_key_the_email_alone_keeps_a_repeat_away(world: Tools) -> None:
    register(world)
    with pytest.raises(EmailTaken):
        register(world)


def test_a_first_use_under_way_elsewhere_is_answered_like_a_repeat(world: Tools, monkeypatch: Any) -> None:
    """The other one commits while this one hashes its password."""
    hashed = world.passwords.hash

    def hash_slowly(password: str) -> str:
        monkeypatch.setattr(world.passwords, "hash", hashed)
        register(world, "key")
        return hashed(password)

    monkeypatch.setattr(world.passwords, "hash", hash_slowly)
    again = register(world, "key")
    assert list(kept(world).practices) == [again.practice.id]
    assert len(kept(world).sessions) == 2


def test_an_address_registers_so_many_practices_an_hour() -> None:
    world = tools(throttles=Throttles(registration_per_address=Limit(2, HOUR)))

    def ask(email: str, address: str | None, later: timedelta = timedelta(0), **typed: Any) -> None:
        asked = Request(form(email=email, **typed), None, NOW + later, Origin(address))
        register_practice(world, asked)

    ask("a@x.pl", "192.0.2.7")
    ask("b@x.pl", "192.0.2.7")
    with pytest.raises(ValidationFailed):
        ask("c@x.pl", "192.0.2.7", accept_terms=False)
    with pytest.raises(RateLimited) as refused:
        ask("c@x.pl", "192.0.2.7", timedelta(minutes=20))
    assert refused.value.data == {"retry_after": 40 * 60}
    ask("c@x.pl", "192.0.2.8")
    ask("d@x.pl", None)
    ask("e@x.pl", "192.0.2.7", HOUR)


def test_the_session_knows_where_it_was_opened(world: Tools) -> None:
    asked = Request(form(), None, NOW, Origin("192.0.2.7", "Probe/1.0"))
    session = register_practice(world, asked).session
    assert (session.origin, session.opened_at) == (Origin("192.0.2.7", "Probe/1.0"), NOW)
