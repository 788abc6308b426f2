from datetime import time
from typing import Any
from uuid import UUID

import pytest
from accounts.application.by import By
from accounts.application.change_practice import Request, change_practice
from accounts.application.ports import SignIn, Tools
from accounts.application.read_practice import find_practice, read_practice
from accounts.domain.errors import PracticeNotFound, ValidationFailed, VersionConflict
from accounts.domain.practice import PracticeChanged

from services.accounts.tests.factories import NOW
from services.accounts.tests.fakes import MemoryAccounts, tools
from services.accounts.tests.staff import by, found


@pytest.fixture
def world() -> Tools:
    return tools()


@pytest.fixture
def practice(world: Tools) -> SignIn:
    return found(world)


def kept(world: Tools) -> MemoryAccounts:
    return world.transactions.kept  # type: ignore[attr-defined]


def changes(world: Tools) -> list[PracticeChanged]:
    return [each for each in kept(world).announced if isinstance(each, PracticeChanged)]


def request(practice: SignIn, expected: int | None = None, **asked: Any) -> Request:
    return Request(by(practice.person), expected_version=expected, **asked)


def test_a_change_is_kept_announced_and_noted_with_the_next_version(world: Tools, practice: SignIn) -> None:
    change_practice(world, request(practice, typed={"town": "Łódź"}))
    changed = read_practice(world, practice.practice.id)
    assert (changed.town, changed.version) == ("Łódź", 2)
    assert changes(world) == [PracticeChanged(changed, NOW)]
    note = kept(world).noted[-1]
    assert (note.act, note.subject, note.subject_id) == ("change_practice", "practice", changed.id)
    assert (note.actor_id, note.fields) == (practice.person.id, (("town", None, "Łódź"),))


def test_data_and_switches_are_one_change(world: Tools, practice: SignIn) -> None:
    switches = {"sms": False, "online_booking": True, "quiet_to": time(7, 30)}
    changed = change_practice(world, request(practice, typed={"town": "Łódź"}, switches=switches))
    assert (changed.version, changed.town) == (2, "Łódź")
    assert (changed.notifications.sms, changed.notifications.online_booking) == (False, True)
    assert len(changes(world)) == 1
    assert kept(world).noted[-1].fields == (
        ("town", None, "Łódź"),
        ("notifications.sms", True, False),
        ("notifications.online_booking", False, True),
        ("notifications.quiet_hours.to", "08:00", "07:30"),
    )


def test_when_one_half_is_wrong_neither_is_kept_and_both_are_said(world: Tools, practice: SignIn) -> None:
    switches = {"sms": False, "reminder_hour": time(10, 5)}
    with pytest.raises(ValidationFailed) as refused:
        change_practice(world, request(practice, typed={"nip": "1"}, switches=switches))
    assert [(field, code) for field, code, _ in refused.value.errors] == [
        ("nip", "invalid"),
        ("notifications.reminder_hour", "not_on_grid"),
    ]
    assert read_practice(world, practice.practice.id) == practice.practice
    assert changes(world) == []


def test_a_check_refuses_what_would_be_refused_and_writes_nothing(world: Tools, practice: SignIn) -> None:
    before = (list(kept(world).announced), list(kept(world).noted))
    checked = change_practice(world, request(practice, 1, typed={"town": "Łódź"}, only_check=True))
    assert checked == practice.practice
    with pytest.raises(ValidationFailed):
        change_practice(world, request(practice, typed={"nip": "1"}, only_check=True))
    with pytest.raises(VersionConflict):
        change_practice(world, request(practice, 2, typed={"town": "Łódź"}, only_check=True))
    assert read_practice(world, practice.practice.id) == practice.practice
    assert (kept(world).announced, kept(world).noted) == before


def test_a_change_that_changes_nothing_is_neither_announced_nor_noted(world: Tools, practice: SignIn) -> None:
    noted = list(kept(world).noted)
    same = {"name": "Gabinet Śliwa"}
    assert change_practice(world, request(practice, typed=same, switches={"sms": True})).version == 1
    assert changes(world) == []
    assert kept(world).noted == noted


def test_of_two_changes_from_one_version_the_second_is_refused(world: Tools, practice: SignIn) -> None:
    change_practice(world, request(practice, 1, switches={"sms": False}))
    with pytest.raises(VersionConflict):
        change_practice(world, request(practice, 1, typed={"town": "Kraków"}))


def test_a_practice_that_is_not_there_is_not_found(world: Tools) -> None:
    nowhere = By(UUID(int=99), UUID(int=98), NOW)
    with pytest.raises(PracticeNotFound):
        change_practice(world, Request(nowhere, {"town": "Łódź"}))
    with pytest.raises(PracticeNotFound):
        read_practice(world, nowhere.practice_id)


def test_strangers_find_a_practice_by_its_public_name(world: Tools, practice: SignIn) -> None:
    found(world)
    assert find_practice(world, "gabinet-sliwa") == practice.practice


@pytest.mark.parametrize("slug", ["", "gabinet", "Gabinet-Sliwa", "gabinet-sliwa\x00", "gabinet-sliwa\n", "\ud800"])
def test_what_is_no_public_name_is_not_found(world: Tools, practice: SignIn, slug: str) -> None:
    with pytest.raises(PracticeNotFound):
        find_practice(world, slug)
