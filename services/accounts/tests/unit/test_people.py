"""Looking at people, changing their role, removing them."""

from datetime import timedelta

import pytest
from accounts.application.by import By
from accounts.application.change_person import Request, change_person
from accounts.application.list_people import list_people, read_person
from accounts.application.open_session import Request as SignInRequest
from accounts.application.open_session import open_session
from accounts.application.ports import SignIn, Tools
from accounts.application.read_session import read_session
from accounts.application.remove_person import remove_person
from accounts.domain.change import Change
from accounts.domain.errors import (
    Forbidden,
    LastOwner,
    PersonNotFound,
    Unauthenticated,
    VersionConflict,
    WrongCredentials,
)
from accounts.domain.person import Person, Role

from services.accounts.tests.factories import NOW
from services.accounts.tests.fakes import MemoryAccounts, tools
from services.accounts.tests.staff import by, employ, found, invite


@pytest.fixture
def world() -> Tools:
    return tools()


@pytest.fixture
def practice(world: Tools) -> SignIn:
    return found(world, "ewa@sliwa.example")


def kept(world: Tools) -> MemoryAccounts:
    return world.transactions.kept  # type: ignore[attr-defined]


def change(world: Tools, who: Person, whom: Person, role: Role, expected: int | None = None) -> Person:
    return change_person(world, Request(by(who), whom.id, role, expected)).person


def sign_in(world: Tools, person: Person) -> SignIn:
    return open_session(world, SignInRequest(person.email, "Kasztan1", NOW))


def test_a_role_is_changed_kept_and_noted(world: Tools, practice: SignIn) -> None:
    dentist = employ(world, practice, "dentist")
    changed = change(world, practice.person, dentist, "admin", expected=1)
    assert (changed.role, changed.version) == ("admin", 2)
    assert read_person(world, practice.practice.id, dentist.id).person == changed
    assert kept(world).noted[-1] == Change(
        practice.practice.id,
        practice.person.id,
        "change_person",
        "person",
        dentist.id,
        NOW,
        (("role", "dentist", "admin"),),
    )


def test_a_refused_or_empty_change_is_not_noted(world: Tools, practice: SignIn) -> None:
    dentist = employ(world, practice, "dentist")
    noted = list(kept(world).noted)
    change(world, practice.person, dentist, "dentist")
    with pytest.raises(VersionConflict):
        change(world, practice.person, dentist, "admin", expected=5)
    with pytest.raises(LastOwner):
        change(world, practice.person, practice.person, "admin")
    assert kept(world).noted == noted


def test_the_role_that_counts_is_the_one_at_this_moment(world: Tools, practice: SignIn) -> None:
    """Not the one that the session had when the request set out."""
    admin = employ(world, practice, "admin")
    change(world, practice.person, admin, "receptionist")
    with pytest.raises(Forbidden):
        change(world, admin, admin, "dentist")


def test_a_removed_person_is_signed_out_and_cannot_sign_in_again(world: Tools, practice: SignIn) -> None:
    dentist = employ(world, practice, "dentist")
    signed_in = sign_in(world, dentist)
    remove_person(world, by(practice.person), dentist.id)
    assert kept(world).sessions_of(dentist.id) == []
    with pytest.raises(Unauthenticated):
        read_session(world, signed_in.token, NOW)
    with pytest.raises(WrongCredentials):
        sign_in(world, dentist)
    assert read_session(world, practice.token, NOW).person == practice.person


def test_a_session_opened_at_the_moment_of_removal_opens_nothing(world: Tools, practice: SignIn) -> None:
    dentist = employ(world, practice, "dentist")
    signed_in = sign_in(world, dentist)
    remove_person(world, by(practice.person), dentist.id)
    kept(world).add_session(signed_in.session)
    with pytest.raises(Unauthenticated):
        read_session(world, signed_in.token, NOW)


def test_a_removal_is_noted_once_and_keeps_the_name(world: Tools, practice: SignIn) -> None:
    dentist = employ(world, practice, "dentist")
    for _ in range(2):
        remove_person(world, by(practice.person, NOW + timedelta(hours=1)), dentist.id)
    assert [each.fields for each in kept(world).noted if each.act == "remove_person"] == [(("removed", False, True),)]
    left = read_person(world, practice.practice.id, dentist.id)
    assert (left.person.last_name, left.removed_at) == ("Lis", NOW + timedelta(hours=1))
    assert left.person.password_hash == ""


def test_a_removed_person_is_changed_no_more(world: Tools, practice: SignIn) -> None:
    dentist = employ(world, practice, "dentist")
    remove_person(world, by(practice.person), dentist.id)
    with pytest.raises(PersonNotFound):
        change(world, practice.person, dentist, "admin")
    with pytest.raises(Unauthenticated):
        remove_person(world, by(dentist), practice.person.id)


def test_an_owner_may_leave_when_there_is_another(world: Tools, practice: SignIn) -> None:
    with pytest.raises(LastOwner):
        remove_person(world, by(practice.person), practice.person.id)
    employ(world, practice, "owner")
    remove_person(world, by(practice.person), practice.person.id)
    with pytest.raises(Unauthenticated):
        read_session(world, practice.token, NOW)


def test_the_email_of_somebody_who_left_is_free_for_an_invitation_and_a_practice(
    world: Tools, practice: SignIn
) -> None:
    for number in range(2):
        dentist = employ(world, practice, "dentist", email="jan@lis.example", first_name=f"Jan {number}")
        remove_person(world, by(practice.person), dentist.id)
    assert invite(world, practice.person, email="Jan@lis.example").waits
    assert found(world, "jan@lis.example").person.role == "owner"


def test_people_are_listed_by_name_those_who_left_last(world: Tools, practice: SignIn) -> None:
    for first, last in (("Jan", "Zając"), ("Ola", "Łoś"), ("Ada", "Łoś"), ("Jan", "Adamski")):
        employ(world, practice, "dentist", first_name=first, last_name=last)
    gone = employ(world, practice, "dentist", last_name="Aaa")
    remove_person(world, by(practice.person), gone.id)
    listed = list_people(world, practice.practice.id)
    assert [(each.person.first_name, each.person.last_name) for each in listed] == [
        ("Jan", "Adamski"),
        ("Ada", "Łoś"),
        ("Ola", "Łoś"),
        ("Ewa", "Śliwa"),
        ("Jan", "Zając"),
        ("Jan", "Aaa"),
    ]


def test_one_sees_when_somebody_was_last_there(world: Tools, practice: SignIn) -> None:
    dentist = employ(world, practice, "dentist")
    seen = {each.person.id: each.last_seen_at for each in list_people(world, practice.practice.id)}
    assert seen == {practice.person.id: NOW, dentist.id: None}


def test_another_practices_person_is_not_found(world: Tools, practice: SignIn) -> None:
    stranger = found(world).person
    with pytest.raises(PersonNotFound):
        read_person(world, practice.practice.id, stranger.id)
    with pytest.raises(PersonNotFound):
        change(world, practice.person, stranger, "dentist")
    with pytest.raises(PersonNotFound):
        remove_person(world, by(practice.person), stranger.id)
    with pytest.raises(Unauthenticated):
        remove_person(world, By(practice.practice.id, stranger.id, NOW), practice.person.id)
    assert [each.person.id for each in list_people(world, practice.practice.id)] == [practice.person.id]
