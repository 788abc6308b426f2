from typing import Any

import pytest
from accounts.application.ports import SignIn, Tools
from accounts.application.register_practice import Request, register_practice
from accounts.domain.errors import EmailTaken, IdempotencyKeyReused, ValidationFailed
from accounts.domain.registration import TERMS_VERSION

from services.accounts.tests.factories import NOW, form
from services.accounts.tests.fakes import MemoryAccounts, tools


@pytest.fixture
def world() -> Tools:
    return tools()


def kept(world: Tools) -> MemoryAccounts:
    return world.transactions.kept  # type: ignore[attr-defined]


def register(world: Tools, key: str | None = None, **typed: Any) -> SignIn:
    return register_practice(world, Request(form(**typed), key, NOW))


def test_a_registration_makes_a_practice_its_owner_and_a_session(world: Tools) -> None:
    made = register(world)
    assert (made.practice.name, made.practice.slug, made.practice.version) == ("Gabinet Śliwa", "gabinet-sliwa", 1)
    assert (made.person.role, made.person.practice_id) == ("owner", made.practice.id)
    assert made.session.expires_at == NOW + world.limits.absolute


def test_it_is_announced_once_with_the_defaults(world: Tools) -> None:
    made = register(world)
    (event,) = kept(world).announced
    assert (event.practice, event.at) == (made.practice, NOW)
    reminders = event.practice.reminders
    assert (reminders.sms, reminders.email, str(reminders.hour)) == (True, True, "10:00:00")
    assert (str(reminders.quiet_from), str(reminders.quiet_to)) == ("21:00:00", "08:00:00")


def test_the_accepted_terms_and_their_time_are_kept(world: Tools) -> None:
    register(world)
    (registration,) = kept(world).registrations
    assert (registration.terms_version, registration.at) == (TERMS_VERSION, NOW)


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
    assert len(kept(world).practices) == len(kept(world).announced) == 1


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
    assert len(kept(world).practices) == len(kept(world).announced) == 1
    assert len(kept(world).sessions) == 2


@pytest.mark.parametrize(
    "other", [{"email": "inna@x.pl"}, {"practice_name": "Inny"}, {"password": "Innehaslo2"}, {"first_name": "Anna"}]
)
def test_a_key_with_something_else_is_refused(world: Tools, other: dict[str, str]) -> None:
    register(world, "key")
    with pytest.raises(IdempotencyKeyReused):
        register(world, "key", **other)
    assert len(kept(world).sessions) == 1


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
