from uuid import UUID

import pytest
from accounts.application.change_practice import Request, change_practice
from accounts.application.ports import Tools
from accounts.application.register_practice import Request as Registration
from accounts.application.register_practice import register_practice
from accounts.domain.errors import Forbidden, PracticeNotFound, VersionConflict
from accounts.domain.practice import PracticeChanged

from services.accounts.tests.factories import NOW, form
from services.accounts.tests.fakes import tools


@pytest.fixture
def world() -> Tools:
    return tools()


@pytest.fixture
def practice_id(world: Tools) -> UUID:
    return register_practice(world, Registration(form(), None, NOW)).practice.id


def request(practice_id: UUID, role: str | None = "owner", expected: int | None = None, **typed: str | None) -> Request:
    return Request(practice_id, role, typed, expected, NOW)


def test_a_change_is_kept_and_announced_with_the_next_version(world: Tools, practice_id: UUID) -> None:
    change_practice(world, request(practice_id, town="Łódź"))
    with world.transactions.practice(practice_id) as accounts:
        practice = accounts.practice(practice_id)
        *_, event = accounts.announced  # type: ignore[attr-defined]
    assert practice is not None
    assert (practice.town, practice.version) == ("Łódź", 2)
    assert event == PracticeChanged(practice, NOW)


def test_a_change_that_changes_nothing_is_not_announced(world: Tools, practice_id: UUID) -> None:
    assert change_practice(world, request(practice_id, name="Gabinet Śliwa")).version == 1
    with world.transactions.practice(practice_id) as accounts:
        assert len(accounts.announced) == 1  # type: ignore[attr-defined]


def test_of_two_changes_from_one_version_the_second_is_refused(world: Tools, practice_id: UUID) -> None:
    change_practice(world, request(practice_id, expected=1, town="Łódź"))
    with pytest.raises(VersionConflict):
        change_practice(world, request(practice_id, expected=1, town="Kraków"))


@pytest.mark.parametrize("role", ["dentist", "receptionist", None])
def test_only_owner_and_administrator_may(world: Tools, practice_id: UUID, role: str | None) -> None:
    with pytest.raises(Forbidden):
        change_practice(world, request(practice_id, role, town="Łódź"))


def test_a_practice_that_is_not_there_is_not_found(world: Tools) -> None:
    with pytest.raises(PracticeNotFound):
        change_practice(world, request(UUID(int=99), town="Łódź"))
