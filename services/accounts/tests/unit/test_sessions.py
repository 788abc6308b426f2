from datetime import timedelta

import pytest
from accounts.application.open_session import Request as Opening
from accounts.application.open_session import open_session
from accounts.application.ports import SignIn, Tools
from accounts.application.read_session import read_session
from accounts.application.register_practice import Request, register_practice
from accounts.domain.errors import Unauthenticated, WrongCredentials

from services.accounts.tests.factories import NOW, form
from services.accounts.tests.fakes import MemoryAccounts, tools

SECOND = timedelta(seconds=1)


@pytest.fixture
def world() -> Tools:
    made = tools()
    register_practice(made, Request(form(), None, NOW))
    return made


def kept(world: Tools) -> MemoryAccounts:
    return world.transactions.kept  # type: ignore[attr-defined]


def sign_in(world: Tools, email: str = "ewa@sliwa.example", password: str = "Kasztan1") -> SignIn:
    return open_session(world, Opening(email, password, NOW))


def test_the_right_password_opens_a_session(world: Tools) -> None:
    signed_in = sign_in(world, " EWA@Sliwa.example ")
    assert read_session(world, signed_in.token, NOW).person == signed_in.person


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("ewa@sliwa.example", "kasztan1"),
        ("ewa@sliwa.example", ""),
        ("ewa@sliwa.example", "Kasztan1" * 100),
        ("ewa@sliwa.example", "Kasztan1\ud800"),
        ("nikt@sliwa.example", "Kasztan1"),
        ("", ""),
    ],
)
def test_anything_else_is_refused_alike_and_after_the_same_work(world: Tools, email: str, password: str) -> None:
    before = world.passwords.slow  # type: ignore[attr-defined]
    with pytest.raises(WrongCredentials) as refused:
        sign_in(world, email, password)
    assert (refused.value.data, refused.value.errors) == ({}, [])
    assert world.passwords.slow == before + 1  # type: ignore[attr-defined]


def test_a_session_ends_after_twelve_hours_however_much_it_is_used(world: Tools) -> None:
    token = sign_in(world).token
    for hour in range(1, 12):
        read_session(world, token, NOW + timedelta(hours=hour))
    read_session(world, token, NOW + timedelta(hours=12) - SECOND)
    with pytest.raises(Unauthenticated):
        read_session(world, token, NOW + timedelta(hours=12))


def test_a_session_ends_after_two_hours_without_use(world: Tools) -> None:
    token = sign_in(world).token
    read_session(world, token, NOW + timedelta(hours=2) - SECOND)
    with pytest.raises(Unauthenticated):
        read_session(world, token, NOW + timedelta(hours=4) - SECOND)


def test_a_use_within_a_minute_of_another_is_not_written(world: Tools) -> None:
    token = sign_in(world).token
    read_session(world, token, NOW + timedelta(seconds=59))
    assert {session.last_used_at for session in kept(world).sessions} == {NOW}
    read_session(world, token, NOW + timedelta(seconds=60))
    assert NOW + timedelta(seconds=60) in {session.last_used_at for session in kept(world).sessions}


@pytest.mark.parametrize("token", ["", "never-was", "\ud800"])
def test_a_token_that_never_was_is_refused(world: Tools, token: str) -> None:
    with pytest.raises(Unauthenticated):
        read_session(world, token, NOW)


def test_signing_in_forgets_ones_ended_sessions(world: Tools) -> None:
    sign_in(world)
    later = NOW + timedelta(hours=3)
    open_session(world, Opening("ewa@sliwa.example", "Kasztan1", later))
    assert [session.last_used_at for session in kept(world).sessions] == [later]
