from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from accounts.application import own_sessions
from accounts.application.by import By
from accounts.application.change_name import Request as Name
from accounts.application.change_name import change_name
from accounts.application.change_password import Request, change_password
from accounts.application.ports import SignIn
from accounts.application.read_session import read_session
from accounts.domain.errors import (
    RateLimited,
    SessionNotFound,
    Unauthenticated,
    ValidationFailed,
    WrongCredentials,
)
from accounts.domain.letters import PasswordChanged
from accounts.domain.person import Origin
from accounts.domain.throttle import QUARTER, Limit, Throttles

from services.accounts.tests.account import HERE, PASSWORD, Account, account
from services.accounts.tests.factories import NOW
from services.accounts.tests.fakes import MemoryAccounts, tools

NEW = "Innehaslo2"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def ewa() -> Account:
    return account(tools())


def kept(of: Account) -> MemoryAccounts:
    return of.tools.transactions.kept  # type: ignore[attr-defined]


def is_open(of: Account, signed_in: SignIn, now: Any = NOW) -> bool:
    try:
        read_session(of.tools, signed_in.token, now)
    except Unauthenticated:
        return False
    return True


def change(of: Account, current: str = PASSWORD, new: str = NEW, now: Any = NOW) -> SignIn:
    return change_password(of.tools, Request(of.by(now), current, new, HERE))


# sessions


def test_ones_open_sessions_are_listed_the_latest_used_first(ewa: Account) -> None:
    second = ewa.sign_in(now=NOW + MINUTE, origin=Origin("198.51.100.1", "Phone/2"))
    account(ewa.tools, "jan@x.example")
    read_session(ewa.tools, ewa.signed_in.token, NOW + 2 * MINUTE)
    first, last = own_sessions.list_sessions(ewa.tools, ewa.by(NOW + 3 * MINUTE))
    assert (first.id, first.opened_at, first.last_used_at) == (ewa.signed_in.session.id, NOW, NOW + 2 * MINUTE)
    assert (last.id, last.origin) == (second.session.id, Origin("198.51.100.1", "Phone/2"))


def test_a_session_that_ended_is_not_listed(ewa: Account) -> None:
    assert own_sessions.list_sessions(ewa.tools, ewa.by(NOW + timedelta(hours=2))) == []


def test_one_session_is_ended_at_once(ewa: Account) -> None:
    other = ewa.sign_in()
    own_sessions.end_session(ewa.tools, ewa.by(), other.session.id)
    assert (is_open(ewa, other), is_open(ewa, ewa.signed_in)) == (False, True)
    with pytest.raises(SessionNotFound):
        own_sessions.end_session(ewa.tools, ewa.by(), other.session.id)


def test_somebody_elses_session_is_not_found_and_goes_on(ewa: Account) -> None:
    jan = account(ewa.tools, "jan@x.example")
    for session_id in (jan.signed_in.session.id, UUID(int=99)):
        with pytest.raises(SessionNotFound) as refused:
            own_sessions.end_session(ewa.tools, ewa.by(), session_id)
        assert refused.value.data == {"what": "session"}
    assert is_open(jan, jan.signed_in)


def test_all_other_sessions_are_ended_but_nobody_elses(ewa: Account) -> None:
    jan = account(ewa.tools, "jan@x.example")
    others = [ewa.sign_in(), ewa.sign_in()]
    own_sessions.end_other_sessions(ewa.tools, ewa.by(), ewa.signed_in.session.id)
    assert [is_open(ewa, each) for each in (ewa.signed_in, *others)] == [True, False, False]
    assert is_open(jan, jan.signed_in)


def test_ending_sessions_is_noted_and_a_refusal_is_not(ewa: Account) -> None:
    other, before = ewa.sign_in(), len(kept(ewa).noted)
    own_sessions.end_session(ewa.tools, ewa.by(), other.session.id)
    with pytest.raises(SessionNotFound):
        own_sessions.end_session(ewa.tools, ewa.by(), other.session.id)
    own_sessions.end_other_sessions(ewa.tools, ewa.by(), ewa.signed_in.session.id)
    assert [(each.act, each.subject_id) for each in kept(ewa).noted[before:]] == [
        ("end_session", other.session.id),
        ("end_other_sessions", ewa.signed_in.person.id),
    ]


def test_who_has_no_session_of_their_own_ends_all(ewa: Account) -> None:
    own_sessions.end_other_sessions(ewa.tools, ewa.by(), None)
    assert not is_open(ewa, ewa.signed_in)


# name


def test_a_name_is_changed_and_noted(ewa: Account) -> None:
    changed = change_name(ewa.tools, Name(ewa.by(), " Ewa ", "Śliwa-Nowak"))
    assert ewa.person == changed
    assert (changed.last_name, changed.version) == ("Śliwa-Nowak", 2)
    noted = kept(ewa).noted[-1]
    assert (noted.act, noted.subject_id) == ("change_name", changed.id)
    assert noted.fields == (("last_name", "Śliwa", "Śliwa-Nowak"),)


def test_a_name_that_stays_is_no_change(ewa: Account) -> None:
    before = len(kept(ewa).noted)
    assert change_name(ewa.tools, Name(ewa.by(), "Ewa ", "Śliwa")).version == 1
    assert len(kept(ewa).noted) == before


def test_what_is_no_name_is_refused_per_field(ewa: Account) -> None:
    with pytest.raises(ValidationFailed) as refused:
        change_name(ewa.tools, Name(ewa.by(), " ", "E\u202ewa"))
    assert [(field, code) for field, code, _ in refused.value.errors] == [
        ("first_name", "required"),
        ("last_name", "control_characters"),
    ]


def test_who_is_gone_changes_nothing(ewa: Account) -> None:
    gone = By(ewa.signed_in.practice.id, UUID(int=99), NOW)
    with pytest.raises(Unauthenticated):
        change_name(ewa.tools, Name(gone, "Ewa", "Nowak"))
    with pytest.raises(Unauthenticated):
        change_password(ewa.tools, Request(gone, PASSWORD, NEW))


# password


def test_a_new_password_takes_the_place_of_the_old(ewa: Account) -> None:
    change(ewa)
    ewa.sign_in(NEW)
    with pytest.raises(WrongCredentials):
        ewa.sign_in(PASSWORD)


def test_it_ends_every_session_and_opens_one_for_who_changed_it(ewa: Account) -> None:
    before = [ewa.signed_in, ewa.sign_in()]
    after = change(ewa)
    assert [is_open(ewa, each) for each in (*before, after)] == [False, False, True]
    assert after.session.origin == HERE


def test_the_person_is_told_in_their_language(ewa: Account) -> None:
    change(ewa, now=NOW + MINUTE)
    letter = kept(ewa).announced[-1]
    assert isinstance(letter, PasswordChanged)
    assert (letter.person.email, letter.language, letter.at) == (ewa.person.email, "pl", NOW + MINUTE)
    assert [(each.act, each.fields) for each in kept(ewa).noted[1:]] == [("change_password", ())]


@pytest.mark.parametrize("wrong", ["", "kasztan1", "Kasztan1\ud800", "K" * 300])
def test_it_takes_the_current_password(ewa: Account, wrong: str) -> None:
    with pytest.raises(WrongCredentials):
        change(ewa, wrong)
    assert is_open(ewa, ewa.signed_in)


def test_a_weak_one_is_refused_by_its_field_and_costs_no_hash(ewa: Account) -> None:
    before = ewa.tools.passwords.slow  # type: ignore[attr-defined]
    with pytest.raises(ValidationFailed) as refused:
        change(ewa, new="slabe")
    assert refused.value.errors == [("new_password", "too_short", {"min": 8})]
    assert ewa.tools.passwords.slow == before  # type: ignore[attr-defined]


def test_the_current_password_is_not_guessed_at_an_open_screen() -> None:
    ewa = account(tools(throttles=Throttles(login_per_account=Limit(3, QUARTER))))
    for _ in range(3):
        with pytest.raises(WrongCredentials):
            change(ewa, "wrong")
    with pytest.raises(RateLimited):
        change(ewa)
    ewa.sign_in()  # counted apart
    change(ewa, now=NOW + QUARTER)


def test_a_repeat_whose_answer_was_lost_gets_a_session_and_changes_nothing(ewa: Account) -> None:
    change(ewa)
    letters = len(kept(ewa).announced)
    assert is_open(ewa, change(ewa))
    assert len(kept(ewa).announced) == letters
    with pytest.raises(WrongCredentials):
        change(ewa, new="Trzecie3haslo")


def test_of_two_changes_at_once_the_second_is_refused(ewa: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other one commits while this one hashes."""
    hashed = ewa.tools.passwords.hash

    def hash_slowly(password: str) -> str:
        monkeypatch.setattr(ewa.tools.passwords, "hash", hashed)
        change(ewa, new="Trzecie3haslo")
        return hashed(password)

    monkeypatch.setattr(ewa.tools.passwords, "hash", hash_slowly)
    with pytest.raises(WrongCredentials):
        change(ewa)
    ewa.sign_in("Trzecie3haslo")


def test_a_sign_in_that_began_with_the_old_password_does_not_outlive_it(
    ewa: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The password is changed while the sign-in compares the old one."""
    compared = ewa.tools.passwords.matches

    def compare_slowly(password_hash: str, password: str) -> bool:
        monkeypatch.setattr(ewa.tools.passwords, "matches", compared)
        change(ewa)
        return compared(password_hash, password)

    monkeypatch.setattr(ewa.tools.passwords, "matches", compare_slowly)
    with pytest.raises(WrongCredentials):
        ewa.sign_in()
