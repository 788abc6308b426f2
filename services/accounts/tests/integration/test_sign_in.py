"""What signing in promises, against a real PostgreSQL: counted and used up once, however many processes there are."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from typing import Any

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
from accounts.application.request_password_reset import Request as Asking
from accounts.application.request_password_reset import request_password_reset
from accounts.application.reset_password import Request as Resetting
from accounts.application.reset_password import reset_password
from accounts.domain.errors import (
    LinkNotValid,
    RateLimited,
    SecondFactorRequired,
    Unauthenticated,
    WrongCode,
    WrongCredentials,
)
from accounts.domain.links import Link
from accounts.domain.person import Origin, Session, hash_of
from accounts.domain.second_factor import Challenge
from accounts.domain.throttle import HOUR, QUARTER, Limit, Throttles
from chassis.database import Database
from sqlalchemy import event

from dev.testing import TestDatabase
from services.accounts.tests.account import HERE, Account, account
from services.accounts.tests.factories import NOW
from services.accounts.tests.integration.conftest import AsApplication, tools_of

pytestmark = pytest.mark.database

TABLES = ("links", "challenges", "recovery_codes")
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def other(made: TestDatabase) -> Iterator[Tools]:
    """Another process on the same database."""
    database = Database(made.app_url)
    yield tools_of(database)
    database.dispose()


@pytest.fixture
def ewa(tools: Tools) -> Account:
    return account(tools, f"{secrets.token_hex(8)}@x.example")


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each answers, or the error it raises, when all begin at the same moment."""
    ready = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        ready.wait()
        try:
            return act()
        except Exception as error:  # noqa: BLE001 - it is the answer
            return type(error)

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def link_for(of: Account, now: Any = NOW) -> str:
    """A reset link that is good now; its letter is not looked at."""
    person = of.person
    token = f"reset of {person.id} at {now}"
    with of.tools.transactions.everywhere() as accounts:
        accounts.put_link(Link(person.practice_id, person.id, "password_reset", now + HOUR, hash_of(token)))
    return token


def of_other(other: Tools, ewa: Account) -> Account:
    return Account(other, ewa.signed_in)


# counted


def test_two_processes_count_one_throttle(ewa: Account, other: Tools) -> None:
    twice = [ewa, of_other(other, ewa)]
    wrong = [lambda who=who: who.sign_in("wrong") for who in twice * 10]
    answers = at_once(*wrong)
    assert (answers.count(WrongCredentials), answers.count(RateLimited)) == (10, 10)
    for who in twice:
        with pytest.raises(RateLimited) as refused:
            who.sign_in(now=NOW + timedelta(minutes=5))
        assert refused.value.data == {"retry_after": 600}
    of_other(other, ewa).sign_in(now=NOW + QUARTER)


def test_signing_in_clears_the_count_for_every_process(ewa: Account, other: Tools) -> None:
    few = replace(ewa.tools, throttles=Throttles(login_per_account=Limit(2, QUARTER)))
    with pytest.raises(WrongCredentials):
        replace_tools(ewa, few).sign_in("wrong")
    of_other(other, ewa).sign_in()
    for _ in range(2):
        with pytest.raises(WrongCredentials):
            replace_tools(ewa, few).sign_in("wrong")
    with pytest.raises(RateLimited):
        replace_tools(ewa, few).sign_in()


def replace_tools(of: Account, tools: Tools) -> Account:
    return Account(tools, of.signed_in)


def test_an_address_gets_its_try_back_when_somebody_signs_in(ewa: Account) -> None:
    few = replace_tools(ewa, replace(ewa.tools, throttles=Throttles(login_per_address=Limit(2, QUARTER))))
    here = Origin("203.0.113.50")
    for _ in range(3):
        few.sign_in(origin=here)
    for number in range(2):
        with pytest.raises(WrongCredentials):
            few.sign_in("wrong", email=f"{number}@y.example", origin=here)
    with pytest.raises(RateLimited):
        few.sign_in(origin=here)


def test_what_ended_is_swept_when_somebody_tries(ewa: Account, as_application: AsApplication) -> None:
    person, end = ewa.person, NOW + timedelta(days=400)
    with ewa.tools.transactions.everywhere() as accounts:
        accounts.add_session(
            Session(ewa.tools.chance.new_id(), person.practice_id, person.id, end, end, b"old session")
        )
        accounts.put_link(Link(person.practice_id, person.id, "password_reset", end, b"old link"))
        accounts.add_challenge(Challenge(person.practice_id, person.id, end, b"old challenge"), NOW)
        accounts.count_try(b"old try", end - NOW, NOW)

    def kept() -> list[str]:
        query = """
            SELECT 'session' FROM sessions WHERE token_hash = 'old session' UNION ALL
            SELECT 'link' FROM links WHERE token_hash = 'old link' UNION ALL
            SELECT 'challenge' FROM challenges WHERE token_hash = 'old challenge' UNION ALL
            SELECT 'try' FROM tries WHERE key = 'old try'
        """
        return [str(name) for (name,) in as_application("all").execute(query).fetchall()]

    def somebody_tries(now: Any) -> None:
        with pytest.raises(WrongCredentials):
            ewa.sign_in("wrong", now, email="nobody@y.example")

    somebody_tries(end - timedelta(seconds=1))
    assert sorted(kept()) == ["challenge", "link", "session", "try"]
    for minute in range(20):  # so many at a time
        somebody_tries(end + minute * QUARTER)
    assert kept() == []


# used up once


def test_of_two_who_get_the_same_code_at_once_one_is_let_in(ewa: Account, other: Tools) -> None:
    ewa.turn_second_factor_on()
    code = ewa.code(LATER)
    twice = [ewa, of_other(other, ewa)] * 2
    answers = at_once(*[lambda who=who: who.sign_in(now=LATER, code=code) for who in twice])
    assert answers.count(WrongCode) == 3


def test_of_two_who_get_the_same_recovery_code_at_once_one_is_let_in(ewa: Account, other: Tools) -> None:
    code = ewa.turn_second_factor_on()[0]
    twice = [ewa, of_other(other, ewa)] * 2
    answers = at_once(*[lambda who=who: who.sign_in(now=LATER, code=code) for who in twice])
    assert answers.count(WrongCode) == 3


def challenge_of(of: Account) -> str:
    with pytest.raises(SecondFactorRequired) as refused:
        of.sign_in(now=LATER)
    return str(refused.value.data["challenge"])


def test_a_challenge_answered_twice_at_once_opens_one_session(ewa: Account, other: Tools) -> None:
    codes = ewa.turn_second_factor_on()
    challenge = challenge_of(ewa)
    before = len(own_sessions.list_sessions(ewa.tools, ewa.by(LATER)))
    answers = at_once(
        lambda: confirm_session(ewa.tools, Confirming(challenge, codes[0], LATER, HERE)),
        lambda: confirm_session(other, Confirming(challenge, codes[1], LATER, HERE)),
    )
    assert answers.count(Unauthenticated) == 1
    assert len(own_sessions.list_sessions(ewa.tools, ewa.by(LATER))) == before + 1


def test_a_challenge_bears_five_tries_however_many_come_at_once(ewa: Account, other: Tools) -> None:
    ewa.turn_second_factor_on()
    challenge = challenge_of(ewa)
    wrong = [
        lambda who=who: confirm_session(who, Confirming(challenge, "0", LATER, HERE)) for who in [ewa.tools, other] * 4
    ]
    answers = at_once(*wrong)
    assert (answers.count(WrongCode), answers.count(Unauthenticated)) == (5, 3)


def test_a_link_used_twice_at_once_sets_one_password(ewa: Account, other: Tools, as_application: AsApplication) -> None:
    token = link_for(ewa)
    answers = at_once(
        lambda: reset_password(ewa.tools, Resetting(token, "Pierwsze1", NOW)),
        lambda: reset_password(other, Resetting(token, "Drugie22", NOW)),
    )
    assert sorted(answers, key=str) == sorted([None, LinkNotValid], key=str)
    ewa.sign_in(("Pierwsze1", "Drugie22")[answers.index(None)])
    query = "SELECT count(*) FROM changes WHERE act = 'reset_password' AND subject_id = %s"
    assert as_application("all").execute(query, [ewa.person.id]).fetchall() == [(1,)]


def test_a_sign_in_at_the_moment_of_a_reset_does_not_outlive_it(ewa: Account, other: Tools) -> None:
    token = link_for(ewa)
    old = ewa.signed_in.session.id
    at_once(
        lambda: reset_password(ewa.tools, Resetting(token, "Pierwsze1", NOW)),
        lambda: of_other(other, ewa).sign_in(),
    )
    assert old not in [each.id for each in own_sessions.list_sessions(ewa.tools, ewa.by())]
    assert own_sessions.list_sessions(ewa.tools, ewa.by()) == []


# kept


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


# who asks for a letter


@pytest.fixture
def statements(pool: Database) -> Iterator[list[str]]:
    """What is sent to the database, values apart."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(re.sub(r"(RELEASE|ROLLBACK TO) SAVEPOINT", "END OF SAVEPOINT", statement))

    listeners = [
        ("before_cursor_execute", note),
        ("commit", lambda _: sent.append("COMMIT")),
        ("rollback", lambda _: sent.append("ROLLBACK")),
    ]
    for name, listener in listeners:
        event.listen(pool.engine, name, listener)
    yield sent
    for name, listener in listeners:
        event.remove(pool.engine, name, listener)


def test_a_letter_for_nobody_takes_the_same_statements_as_one_for_somebody(
    ewa: Account, statements: list[str], as_application: AsApplication
) -> None:
    def sent_for(email: str) -> list[str]:
        statements.clear()
        request_password_reset(ewa.tools, Asking(email, "pl", NOW, HERE))
        return list(statements)

    known = sent_for(ewa.person.email)
    assert known == sent_for(f"not-{ewa.person.email}")
    assert known.count("COMMIT") == 1
    assert any(each.startswith("END OF SAVEPOINT") for each in known)
    assert any("INTO outbox" in each for each in known)
    query = "SELECT (SELECT count(*) FROM links WHERE person_id = %s AND purpose = 'password_reset'), (SELECT count(*) FROM links l WHERE NOT EXISTS (SELECT 1 FROM people p WHERE p.id = l.person_id))"
    assert as_application("all").execute(query, [ewa.person.id]).fetchall() == [(1, 0)]


def test_a_wrong_password_takes_the_same_statements_whoever_it_is(ewa: Account, statements: list[str]) -> None:
    def sent_for(email: str) -> list[str]:
        statements.clear()
        with pytest.raises(WrongCredentials):
            ewa.sign_in("wrong", email=email)
        return list(statements)

    assert sent_for(ewa.person.email) == sent_for(f"not-{ewa.person.email}")


# isolation


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
