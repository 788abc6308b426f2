"""The people of a practice in a real PostgreSQL, several at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from accounts.application.change_person import Request, change_person
from accounts.application.change_practice import Request as Change
from accounts.application.change_practice import change_practice
from accounts.application.list_people import list_people, read_person
from accounts.application.open_session import Request as Opening
from accounts.application.open_session import open_session
from accounts.application.ports import SignIn, Tools
from accounts.application.read_practice import read_practice
from accounts.application.read_session import read_session
from accounts.application.remove_person import remove_person
from accounts.domain.errors import EmailTaken, Forbidden, LastOwner, Unauthenticated, VersionConflict, WrongCredentials
from accounts.domain.practice import Practice

from dev.processes import wait_for
from services.accounts.tests.factories import NOW
from services.accounts.tests.integration.conftest import AsApplication
from services.accounts.tests.integration.watching import outcome
from services.accounts.tests.staff import an_email, by, employ, found, invite

pytestmark = pytest.mark.database


@pytest.fixture
def practice(tools: Tools) -> SignIn:
    return found(tools)


@pytest.fixture
def somebody_waits(as_application: AsApplication) -> Callable[[], bool]:
    """Whether a transaction in this database waits for another one."""
    query = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    connection = as_application(None)

    def waits() -> bool:
        found = connection.execute(query).fetchone() is not None
        connection.rollback()
        return found

    return waits


def test_two_owners_cannot_take_each_others_role_at_the_same_moment(
    tools: Tools, practice: SignIn, somebody_waits: Callable[[], bool]
) -> None:
    one, other = practice.person, employ(tools, practice, "owner")
    with ThreadPoolExecutor(1) as pool:
        with tools.transactions.practice(one.practice_id) as accounts:
            changed = accounts.team(one.practice_id, locked=True).with_role(one.id, other.id, "dentist", None)
            asked = pool.submit(change_person, tools, Request(by(other), one.id, "dentist", None))
            wait_for(somebody_waits, "the other one to wait", seconds=10)
            accounts.change_person(changed)
        assert outcome(asked) is Forbidden
    assert owners(tools, practice) == [one.id]


def test_two_owners_cannot_leave_at_the_same_moment(
    tools: Tools, practice: SignIn, somebody_waits: Callable[[], bool]
) -> None:
    one, other = practice.person, employ(tools, practice, "owner")
    with ThreadPoolExecutor(1) as pool:
        with tools.transactions.practice(one.practice_id) as accounts:
            accounts.team(one.practice_id, locked=True).leaving(one.id, one.id)
            asked = pool.submit(remove_person, tools, by(other), other.id)
            wait_for(somebody_waits, "the other one to wait", seconds=10)
            accounts.remove_person(one.id, NOW)
        assert outcome(asked) is LastOwner
    assert owners(tools, practice) == [other.id]


def test_a_crowd_of_owners_leaves_one(tools: Tools, practice: SignIn) -> None:
    crowd = [practice.person, *(employ(tools, practice, "owner") for _ in range(4))]
    with ThreadPoolExecutor(5) as pool:
        left = [pool.submit(remove_person, tools, by(each), each.id) for each in crowd]
        assert sorted(str(outcome(each)) for each in left) == sorted([str(None)] * 4 + [str(LastOwner)])
    assert len(owners(tools, practice)) == 1


def owners(tools: Tools, practice: SignIn) -> list[Any]:
    listed = list_people(tools, practice.practice.id)
    return [each.person.id for each in listed if each.person.role == "owner" and each.removed_at is None]


def test_a_removed_person_is_out_at_once_and_their_address_is_free(tools: Tools, practice: SignIn) -> None:
    dentist = employ(tools, practice, "dentist", email=an_email())
    signed_in = open_session(tools, Opening(dentist.email, "Kasztan1", NOW))
    remove_person(tools, by(practice.person), dentist.id)
    with pytest.raises(Unauthenticated):
        read_session(tools, signed_in.token, NOW)
    with pytest.raises(WrongCredentials):
        open_session(tools, Opening(dentist.email, "Kasztan1", NOW))
    assert invite(tools, practice.person, email=dentist.email.upper()).waits
    with pytest.raises(EmailTaken):
        found(tools, found(tools, dentist.email).person.email)


def test_of_those_who_work_one_has_an_address_of_those_who_left_any_number(
    tools: Tools, practice: SignIn, as_application: AsApplication
) -> None:
    email = an_email()
    for _ in range(2):
        remove_person(tools, by(practice.person), employ(tools, practice, "dentist", email=email).id)
    employ(tools, practice, "dentist", email=email)
    query = "INSERT INTO people SELECT gen_random_uuid(), %s, 'x', 'x', %s, 'dentist', 'x'"
    with pytest.raises(psycopg.errors.UniqueViolation):
        as_application("all").execute(query, [practice.practice.id, email.upper()])


@pytest.mark.parametrize("table", ["people", "practices"])
def test_the_database_itself_keeps_an_address_from_being_changed(
    as_application: AsApplication, practice: SignIn, table: str
) -> None:
    connection = as_application(str(practice.practice.id))
    connection.execute(f"UPDATE {table} SET email = email")  # type: ignore[arg-type]
    with pytest.raises(psycopg.errors.RestrictViolation):
        connection.execute(f"UPDATE {table} SET email = 'else@x.example'")  # type: ignore[arg-type]


def test_one_sees_when_somebody_was_last_there_also_after_they_signed_out(tools: Tools, practice: SignIn) -> None:
    dentist = employ(tools, practice, "dentist")
    assert read_person(tools, practice.practice.id, dentist.id).last_seen_at is None
    token = open_session(tools, Opening(dentist.email, "Kasztan1", NOW)).token
    later = NOW + timedelta(minutes=5)
    read_session(tools, token, later)
    with tools.transactions.everywhere() as accounts:
        accounts.end_sessions(dentist.id)
    assert read_person(tools, practice.practice.id, dentist.id).last_seen_at == later


def test_a_use_of_a_session_waits_for_nobody_who_works_on_the_person(tools: Tools, practice: SignIn) -> None:
    with tools.transactions.practice(practice.practice.id) as accounts:
        accounts.team(practice.practice.id, locked=True)
        read_session(tools, practice.token, NOW + timedelta(minutes=5))
    assert read_person(tools, practice.practice.id, practice.person.id).last_seen_at == NOW


def test_of_those_who_save_the_practice_at_once_from_one_version_one_succeeds(tools: Tools, practice: SignIn) -> None:
    def save(number: int) -> Practice:
        typed, switches = {"town": f"Miasto {number}"}, {"sms": number % 2 == 0}
        return change_practice(tools, Change(by(practice.person), typed, switches, expected_version=1))

    with ThreadPoolExecutor(6) as pool:
        asked = [pool.submit(save, number) for number in range(6)]
        assert sorted(str(outcome(each)) for each in asked) == sorted([str(None)] + [str(VersionConflict)] * 5)
    (saved,) = [each.result() for each in asked if each.exception() is None]
    assert read_practice(tools, practice.practice.id) == saved


def test_the_release_before_this_one_still_writes(as_application: AsApplication, practice: SignIn) -> None:
    connection = as_application("all")
    connection.execute(
        "INSERT INTO people (id, practice_id, first_name, last_name, email, role, password_hash) "
        "VALUES (gen_random_uuid(), %s, 'x', 'x', %s, 'owner', 'x') ON CONFLICT DO NOTHING",
        [practice.practice.id, an_email()],
    )
    connection.execute(
        "INSERT INTO practices (practice_id, version, name, email, slug, time_zone, sms, email_on, reminder_hour, "
        "quiet_from, quiet_to) VALUES (gen_random_uuid(), 1, 'x', 'x', %s, 'UTC', true, true, '10:00', '21:00', '8:00')",
        [an_email()],
    )
