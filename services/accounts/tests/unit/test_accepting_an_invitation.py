"""Reading and accepting invitations."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from accounts.application.ports import SignIn, Tools
from accounts.application.read_invitation import read_invitation
from accounts.application.read_session import read_session
from accounts.application.remove_person import remove_person
from accounts.domain.errors import LinkNotValid, ValidationFailed
from accounts.domain.invitation import Invitation, PersonInvited
from accounts.domain.person import AcceptedTerms
from accounts.domain.second_factor import SecondFactor

from services.accounts.tests.factories import NOW
from services.accounts.tests.fakes import TERMS, MemoryAccounts, tools
from services.accounts.tests.staff import accept, by, found, invite

WEEK = timedelta(days=7)
SECOND = timedelta(seconds=1)


@pytest.fixture
def world() -> Tools:
    return tools()


@pytest.fixture
def practice(world: Tools) -> SignIn:
    return found(world, "ewa@sliwa.example")


def kept(world: Tools) -> MemoryAccounts:
    return world.transactions.kept  # type: ignore[attr-defined]


def letters(world: Tools) -> list[PersonInvited]:
    return [each for each in kept(world).announced if isinstance(each, PersonInvited)]


def waiting(world: Tools, practice: SignIn) -> list[Invitation]:
    return kept(world).waiting_invitations(practice.practice.id)


def test_reading_shows_practice_and_role_and_changes_nothing(world: Tools, practice: SignIn) -> None:
    made = invite(world, practice.person)
    token = letters(world)[0].token
    for _ in range(2):
        shown = read_invitation(world, token, NOW + WEEK - SECOND)
    assert (shown.practice, shown.invitation) == (practice.practice, made)
    with pytest.raises(LinkNotValid):
        read_invitation(world, token, NOW + WEEK)


@pytest.mark.parametrize("token", ["", "never-was", "\ud800", "\x00"])
def test_a_link_that_never_was_is_not_valid(world: Tools, token: str) -> None:
    with pytest.raises(LinkNotValid):
        read_invitation(world, token, NOW)
    with pytest.raises(LinkNotValid):
        accept(world, token)


def test_accepted_it_makes_a_person_who_is_signed_in(world: Tools, practice: SignIn) -> None:
    invite(world, practice.person, email="jan@lis.example", role="receptionist")
    later = NOW + timedelta(days=1)
    made = accept(world, letters(world)[0].token, later, first_name=" Jan ")
    assert (made.person.first_name, made.person.email, made.person.role) == ("Jan", "jan@lis.example", "receptionist")
    assert made.person.email_confirmed_at == later
    assert made.person.terms == AcceptedTerms(TERMS, later)
    assert read_session(world, made.token, later).practice == practice.practice
    assert waiting(world, practice) == []
    change = kept(world).noted[-1]
    assert (change.act, change.actor_id, change.subject_id) == ("accept_invitation", made.person.id, made.person.id)
    assert "Kasztan1" not in repr(change)


def test_a_wrong_answer_is_said_at_once_and_leaves_the_link_good(world: Tools, practice: SignIn) -> None:
    invite(world, practice.person)
    token = letters(world)[0].token
    slow = world.passwords.slow  # type: ignore[attr-defined]
    with pytest.raises(ValidationFailed) as refused:
        accept(world, token, first_name=" ", last_name="", password="krótkie", accept_terms=False)
    assert [(field, code) for field, code, _ in refused.value.errors] == [
        ("first_name", "required"),
        ("last_name", "required"),
        ("password", "too_short"),
        ("accept_terms", "not_accepted"),
    ]
    assert world.passwords.slow == slow  # type: ignore[attr-defined]
    assert accept(world, token).person.role == "dentist"


@pytest.mark.parametrize(("version", "taken"), [(None, True), (TERMS, True), ("2020-01", False)])
def test_only_the_terms_in_force_can_be_accepted(
    world: Tools, practice: SignIn, version: str | None, taken: bool
) -> None:
    invite(world, practice.person)
    token = letters(world)[0].token
    if taken:
        assert accept(world, token, terms_version=version).person.terms == AcceptedTerms(TERMS, NOW)
    else:
        with pytest.raises(ValidationFailed):
            accept(world, token, terms_version=version)


def test_a_link_is_good_once(world: Tools, practice: SignIn) -> None:
    invite(world, practice.person)
    token = letters(world)[0].token
    accept(world, token)
    with pytest.raises(LinkNotValid):
        accept(world, token)
    with pytest.raises(LinkNotValid):
        read_invitation(world, token, NOW)


def test_it_expires_to_the_second(world: Tools, practice: SignIn) -> None:
    invite(world, practice.person)
    token = letters(world)[0].token
    with pytest.raises(LinkNotValid):
        accept(world, token, NOW + WEEK)
    assert accept(world, token, NOW + WEEK - SECOND).person.role == "dentist"


def test_a_repeat_with_its_key_opens_another_session_of_the_same_person(world: Tools, practice: SignIn) -> None:
    invite(world, practice.person)
    token = letters(world)[0].token
    first, again = accept(world, token, key="key"), accept(world, token, key="key")
    assert again.person == first.person
    assert again.token != first.token
    assert len(kept(world).people) == 2


@pytest.mark.parametrize("other", [{"key": "another"}, {"key": "key", "password": "Innehaslo2"}])
def test_a_repeat_that_is_none_is_refused(world: Tools, practice: SignIn, other: dict[str, Any]) -> None:
    invite(world, practice.person)
    token = letters(world)[0].token
    accept(world, token, key="key")
    with pytest.raises(LinkNotValid):
        accept(world, token, **other)


def test_no_repeat_gets_round_a_second_factor_or_a_removal(world: Tools, practice: SignIn) -> None:
    invite(world, practice.person)
    token = letters(world)[0].token
    person = accept(world, token, key="key").person
    kept(world).change_person(replace(person, second_factor=SecondFactor(b"sealed", NOW, 0)))
    with pytest.raises(LinkNotValid):
        accept(world, token, key="key")
    kept(world).change_person(person)
    remove_person(world, by(practice.person), person.id)
    with pytest.raises(LinkNotValid):
        accept(world, token, key="key")


def test_an_answer_given_elsewhere_at_the_same_moment_makes_one_person(
    world: Tools, practice: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one commits while this one hashes its password."""
    invite(world, practice.person)
    token = letters(world)[0].token
    hashed = world.passwords.hash

    def hash_slowly(password: str) -> str:
        monkeypatch.setattr(world.passwords, "hash", hashed)
        accept(world, token, key="key")
        return hashed(password)

    monkeypatch.setattr(world.passwords, "hash", hash_slowly)
    accept(world, token, key="key")
    assert len(kept(world).people) == 2
