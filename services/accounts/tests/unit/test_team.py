"""Who may do what with whom."""

from itertools import product
from uuid import UUID

import pytest
from accounts.domain.errors import Forbidden, LastOwner, PersonNotFound, Unauthenticated, VersionConflict
from accounts.domain.person import Person, Role
from accounts.domain.team import MANAGERS, Team
from contracts.permissions import WHO_MAY

ROLES: tuple[Role, ...] = ("owner", "admin", "dentist", "receptionist")


def person(number: int, role: Role) -> Person:
    return Person(UUID(int=number), UUID(int=99), "Jan", "Lis", f"p{number}@x.example", role, "hash")


def team(*roles: Role) -> Team:
    """Person 1 has the first role, and so on."""
    return Team(person(number, role) for number, role in enumerate(roles, 1))


def change(team: Team, by: int, whom: int, role: Role, expected: int | None = None) -> Person:
    return team.with_role(UUID(int=by), UUID(int=whom), role, expected)


def test_managers_are_those_of_the_table() -> None:
    assert WHO_MAY["manage_people"] == MANAGERS


def test_another_role_is_another_version() -> None:
    changed = change(team("owner", "dentist"), 1, 2, "admin")
    assert (changed.role, changed.version) == ("admin", 2)


def test_the_role_that_somebody_has_changes_nothing() -> None:
    assert change(team("owner"), 1, 1, "owner").version == 1


@pytest.mark.parametrize(("was", "becomes"), list(product(ROLES[1:], ROLES[1:])))
def test_an_administrator_changes_everybody_below_an_owner(was: Role, becomes: Role) -> None:
    assert change(team("owner", "admin", was), 2, 3, becomes).role == becomes


@pytest.mark.parametrize("becomes", ROLES)
def test_an_administrator_does_not_touch_an_owner(becomes: Role) -> None:
    with pytest.raises(Forbidden):
        change(team("owner", "admin", "owner"), 2, 3, becomes)
    with pytest.raises(Forbidden):
        team("owner", "admin", "owner").leaving(UUID(int=2), UUID(int=3))


@pytest.mark.parametrize("was", ROLES[1:])
def test_an_administrator_makes_no_owner_of_anybody(was: Role) -> None:
    with pytest.raises(Forbidden):
        change(team("owner", "admin", was), 2, 3, "owner")
    with pytest.raises(Forbidden):
        change(team("owner", "admin"), 2, 2, "owner")


@pytest.mark.parametrize("role", ["dentist", "receptionist"])
def test_whoever_manages_nobody_any_more_is_refused_whatever_they_were_when_they_asked(role: Role) -> None:
    with pytest.raises(Forbidden):
        change(team("owner", role, "dentist"), 2, 3, "admin")
    with pytest.raises(Forbidden):
        team("owner", role).leaving(UUID(int=2), UUID(int=2))


def test_somebody_who_was_removed_meanwhile_does_nothing() -> None:
    with pytest.raises(Unauthenticated):
        change(team("owner", "dentist"), 3, 2, "admin")


def test_somebody_of_another_practice_is_not_found() -> None:
    with pytest.raises(PersonNotFound):
        change(team("owner"), 1, 9, "admin")
    with pytest.raises(PersonNotFound):
        team("owner").leaving(UUID(int=1), UUID(int=9))


@pytest.mark.parametrize("becomes", ROLES[1:])
def test_the_last_owner_stays_one(becomes: Role) -> None:
    with pytest.raises(LastOwner):
        change(team("owner", "admin"), 1, 1, becomes)
    with pytest.raises(LastOwner):
        team("owner", "admin").leaving(UUID(int=1), UUID(int=1))


def test_one_of_two_owners_may_step_down_or_leave() -> None:
    assert change(team("owner", "owner"), 1, 1, "dentist").role == "dentist"
    assert team("owner", "owner").leaving(UUID(int=1), UUID(int=1)).id == UUID(int=1)


def test_an_owner_may_take_another_owners_role() -> None:
    assert change(team("owner", "owner"), 1, 2, "receptionist").role == "receptionist"


def test_an_administrator_may_step_down_or_leave() -> None:
    assert change(team("owner", "admin"), 2, 2, "dentist").role == "dentist"
    assert team("owner", "admin").leaving(UUID(int=2), UUID(int=2)).id == UUID(int=2)


def test_a_change_from_an_older_version_is_refused_with_the_current_one() -> None:
    with pytest.raises(VersionConflict) as refused:
        change(team("owner", "dentist"), 1, 2, "admin", expected=2)
    assert refused.value.data == {"current_version": 1}


def test_an_email_is_known_whatever_its_case() -> None:
    assert team("owner").has("P1@X.example")
    assert not team("owner").has("p2@x.example")
