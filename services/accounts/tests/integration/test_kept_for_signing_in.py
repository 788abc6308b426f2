"""What is kept for signing in: it reads back the same, opens nothing by itself, and is seen by its own practice alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest
from accounts.application import own_sessions
from accounts.application.change_name import Request as Name
from accounts.application.change_name import change_name
from accounts.application.confirm_email import confirm_email, request_email_confirmation
from accounts.application.confirm_session import Request as Confirming
from accounts.application.confirm_session import confirm_session
from accounts.application.disable_second_factor import disable_second_factor
from accounts.application.ports import Tools
from accounts.domain.errors import SessionNotFound, Unauthenticated
from accounts.domain.links import Link
from accounts.domain.person import hash_of
from accounts.domain.throttle import HOUR, QUARTER

from services.accounts.tests.account import HERE, Account, account
from services.accounts.tests.factories import NOW
from services.accounts.tests.integration.at_once import challenge_of, link_for
from services.accounts.tests.integration.conftest import AsApplication

pytestmark = pytest.mark.database

TABLES = ("links", "challenges", "recovery_codes")
LATER = NOW + timedelta(minutes=1)


def test_everything_of_a_person_reads_back_the_same(ewa: Account) -> None:
    ewa.turn_second_factor_on()
    with ewa.tools.transactions.everywhere() as accounts:
        whole = replace(
            ewa.person, factor_begun=b"begun", language="en", email_confirmed_at=LATER, first_name="Ewelina", version=7
        )
        accounts.change_person(whole)
    assert ewa.person == whole
    disable_second_factor(ewa.tools, ewa.by(), "Kasztan1")
    assert ewa.person == replace(whole, second_factor=None, factor_begun=None)
    assert change_name(ewa.tools, Name(ewa.by(), "Ewa", "Nowak")) == ewa.person


def test_a_session_reads_back_with_where_it_was_opened(ewa: Account) -> None:
    (session,) = own_sessions.list_sessions(ewa.tools, ewa.by())
    assert session == ewa.signed_in.session
    assert (session.origin, session.opened_at) == (HERE, NOW)


def test_ending_all_sessions_ends_half_a_sign_in_too(ewa: Account) -> None:
    code = ewa.turn_second_factor_on()[0]
    challenge = challenge_of(ewa)
    own_sessions.end_other_sessions(ewa.tools, ewa.by(), None)
    assert own_sessions.list_sessions(ewa.tools, ewa.by()) == []
    with pytest.raises(Unauthenticated):
        confirm_session(ewa.tools, Confirming(challenge, code, LATER, HERE))


def test_a_colleagues_session_is_neither_listed_nor_ended(ewa: Account) -> None:
    colleague = replace(ewa.person, id=ewa.tools.chance.new_id(), email=f"of-{ewa.person.email}", second_factor=None)
    with ewa.tools.transactions.everywhere() as accounts:
        assert accounts.add_person(colleague)
    session = ewa.sign_in(email=colleague.email).session
    assert session.person_id == colleague.id
    assert session.id not in [each.id for each in own_sessions.list_sessions(ewa.tools, ewa.by())]
    with pytest.raises(SessionNotFound):
        own_sessions.end_session(ewa.tools, ewa.by(), session.id)
    own_sessions.end_other_sessions(ewa.tools, ewa.by(), ewa.signed_in.session.id)
    own_sessions.end_session(ewa.tools, replace(ewa.by(), person_id=colleague.id), session.id)


def test_a_session_of_the_release_before_is_listed_too(ewa: Account, as_application: AsApplication) -> None:
    practice_id, person_id = ewa.person.practice_id, ewa.person.id
    with as_application(str(practice_id)) as connection:
        connection.execute(
            "INSERT INTO sessions (id, practice_id, person_id, token_hash, expires_at, last_used_at)"
            " VALUES (gen_random_uuid(), %s, %s, 'by old code', %s, %s)",
            [practice_id, person_id, NOW + HOUR, LATER],
        )
    session = own_sessions.list_sessions(ewa.tools, ewa.by())[0]
    assert (session.token_hash, session.opened_at) == (b"by old code", None)


def test_a_confirmed_address_stays_so(ewa: Account) -> None:
    request_email_confirmation(ewa.tools, ewa.by(), "en")
    token = "confirmation"
    link = Link(ewa.person.practice_id, ewa.person.id, "email_confirmation", NOW + HOUR, hash_of(token))
    with ewa.tools.transactions.everywhere() as accounts:
        accounts.put_link(link)
    confirm_email(ewa.tools, token, LATER)
    confirm_email(ewa.tools, token, LATER + QUARTER)
    assert (ewa.person.email_confirmed_at, ewa.person.language) == (LATER, "en")


def test_nothing_that_opens_anything_is_kept_in_clear(
    ewa: Account, tools: Tools, as_application: AsApplication
) -> None:
    codes = ewa.turn_second_factor_on()
    factor = ewa.person.second_factor
    assert factor is not None
    secret = tools.vault.unseal(factor.secret)
    token, challenge = link_for(ewa), challenge_of(ewa)
    connection = as_application("all")
    rows = [
        connection.execute(f"SELECT t::text FROM {table} t").fetchall()
        for table in ("people", "sessions", "links", "challenges", "recovery_codes", "tries")
    ]
    kept = str(rows).lower()
    for open_secret in (secret, token, challenge, ewa.signed_in.token, *codes, *(c.replace("-", "") for c in codes)):
        assert open_secret.lower() not in kept
        assert open_secret.encode().hex() not in kept
    tries = str(rows[-1])
    assert ewa.person.email not in tries
    assert ewa.person.email.encode().hex() not in tries


@pytest.fixture(scope="module")
def two(tools: Tools) -> tuple[Account, Account]:
    """Two practices with something in every table."""
    both = account(tools, "first@isolation.example"), account(tools, "second@isolation.example")
    for each in both:
        each.turn_second_factor_on()
        challenge_of(each)
    return both


@pytest.mark.parametrize("table", TABLES)
def test_a_transaction_sees_its_practice_alone(
    as_application: AsApplication, two: tuple[Account, Account], table: str
) -> None:
    query = f"SELECT DISTINCT practice_id FROM {table}"
    first, second = (each.signed_in.practice.id for each in two)
    assert as_application(str(first)).execute(query).fetchall() == [(first,)]
    assert {(first,), (second,)} <= set(as_application("all").execute(query).fetchall())
    for nobody in (None, "", "*"):
        assert as_application(nobody).execute(query).fetchall() == []


@pytest.mark.parametrize("table", TABLES)
def test_another_practices_rows_can_be_neither_changed_nor_deleted_nor_given_away(
    as_application: AsApplication, two: tuple[Account, Account], table: str
) -> None:
    first, second = (each.signed_in.practice.id for each in two)
    connection = as_application(str(first))
    assert connection.execute(f"DELETE FROM {table} WHERE practice_id = %s", [second]).rowcount == 0
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(f"UPDATE {table} SET practice_id = %s", [second])


def test_another_practices_link_cannot_be_written(as_application: AsApplication, two: tuple[Account, Account]) -> None:
    first, second = two
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_application(str(first.signed_in.practice.id)).execute(
            "INSERT INTO links VALUES ('planted', %s, %s, 'password_reset', now() + interval '1 hour')",
            [second.signed_in.practice.id, second.person.id],
        )
