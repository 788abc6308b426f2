"""What the tables promise, against a real PostgreSQL with the application's role."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import psycopg
import pytest
from accounts.adapters.argon2_passwords import Argon2Passwords
from accounts.adapters.store import PostgresTransactions
from accounts.application.change_practice import Request as Change
from accounts.application.change_practice import change_practice
from accounts.application.open_session import open_session
from accounts.application.ports import Chance, SignIn, Tools
from accounts.application.read_session import read_session
from accounts.application.register_practice import Request, register_practice
from accounts.bootstrap import new_token
from accounts.domain.errors import EmailTaken
from accounts.domain.person import Limits
from chassis.database import Database
from chassis.ids import new_id
from chassis.migrate import upgrade

from dev.testing import MakeDatabase, TestDatabase
from services.accounts.tests.factories import NOW, form

pytestmark = pytest.mark.database

TABLES = ("practices", "people", "registrations", "sessions")


@pytest.fixture(scope="module")
def made(database: MakeDatabase) -> TestDatabase:
    made = database("accounts")
    upgrade("services/accounts", made.owner_url)
    return made


@pytest.fixture(scope="module")
def tools(made: TestDatabase) -> Iterator[Tools]:
    database = Database(made.app_url)
    transactions = PostgresTransactions(database, new_id, "ab" * 16)
    yield Tools(transactions, Argon2Passwords(), Chance(new_id, new_token), Limits())
    database.dispose()


def register(tools: Tools, email: str) -> SignIn:
    return register_practice(tools, Request(form(email=email), None, NOW))


def as_application(made: TestDatabase, sees: str | None) -> psycopg.Connection[tuple[object, ...]]:
    connection = psycopg.connect(made.app_url)
    if sees is not None:
        connection.execute("SELECT set_config('app.practice_id', %s, true)", [sees])
    return connection


@pytest.fixture(scope="module")
def two(tools: Tools) -> tuple[SignIn, SignIn]:
    return register(tools, "a@x.example"), register(tools, "b@x.example")


@pytest.mark.parametrize("table", TABLES)
def test_a_transaction_sees_its_practice_alone(made: TestDatabase, two: tuple[SignIn, SignIn], table: str) -> None:
    query = f"SELECT DISTINCT practice_id FROM {table}"
    first, second = (each.practice.id for each in two)
    with as_application(made, str(first)) as connection:
        assert connection.execute(query).fetchall() == [(first,)]
    with as_application(made, "all") as connection:
        assert {(first,), (second,)} <= set(connection.execute(query).fetchall())


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("sees", [None, "", "*"])
def test_a_transaction_for_no_practice_sees_nothing(
    made: TestDatabase, two: tuple[SignIn, SignIn], table: str, sees: str | None
) -> None:
    with as_application(made, sees) as connection:
        assert connection.execute(f"SELECT 1 FROM {table}").fetchall() == []


def test_another_practices_rows_can_be_neither_written_nor_changed(
    made: TestDatabase, two: tuple[SignIn, SignIn]
) -> None:
    first, second = (each.practice.id for each in two)
    with as_application(made, str(first)) as connection:
        stolen = connection.execute("UPDATE practices SET name = 'x' WHERE practice_id = %s", [second])
        assert stolen.rowcount == 0
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(
                "INSERT INTO people SELECT gen_random_uuid(), %s, 'x', 'x', 'x@x.example', 'owner', 'x'", [second]
            )


def test_the_application_role_owns_nothing(made: TestDatabase) -> None:
    query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user"
    with as_application(made, None) as connection:
        assert connection.execute(query).fetchall() == []


def test_the_database_itself_keeps_an_email_unique_whatever_its_case(
    made: TestDatabase, two: tuple[SignIn, SignIn]
) -> None:
    practice_id = two[0].practice.id
    with as_application(made, str(practice_id)) as connection, pytest.raises(psycopg.errors.UniqueViolation):
        connection.execute(
            "INSERT INTO people SELECT gen_random_uuid(), %s, 'x', 'x', 'B@X.example', 'owner', 'x'", [practice_id]
        )


def test_a_taken_email_leaves_nothing_behind(made: TestDatabase, tools: Tools, two: tuple[SignIn, SignIn]) -> None:
    count = (
        "SELECT (SELECT count(*) FROM practices), (SELECT count(*) FROM registrations), (SELECT count(*) FROM outbox)"
    )
    with as_application(made, "all") as connection:
        before = connection.execute(count).fetchone()
        with pytest.raises(EmailTaken):
            register(tools, "A@X.EXAMPLE")
        assert connection.execute(count).fetchone() == before


def test_what_is_changed_reads_back_the_same(tools: Tools) -> None:
    signed_in = register(tools, "c@x.example")
    practice_id = signed_in.practice.id
    typed = {"street": "Długa", "house_number": "5/7", "postal_code": "00-950", "town": "Łódź", "phone": "501700100"}
    changed = change_practice(tools, Change(practice_id, "owner", typed, 1, NOW))
    with tools.transactions.practice(practice_id) as accounts:
        assert accounts.practice(practice_id) == changed
        assert accounts.practice(UUID(int=0)) is None


def test_sessions_are_kept_used_and_forgotten(tools: Tools) -> None:
    first = register(tools, "d@x.example")
    later = NOW + timedelta(hours=1)
    assert read_session(tools, first.token, later).session.last_used_at == later
    assert read_session(tools, first.token, later + timedelta(minutes=119)).person == first.person
    last = open_session(tools, "D@x.example", "Kasztan1", NOW + timedelta(hours=13))
    with tools.transactions.everywhere() as accounts:
        assert accounts.session_by_token(first.session.token_hash) is None
        assert accounts.session_by_token(last.session.token_hash) == last.session


def test_a_password_is_kept_as_argon2id_with_a_salt_of_its_own(made: TestDatabase, two: tuple[SignIn, SignIn]) -> None:
    one, other = (each.person.password_hash for each in two)
    assert one.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert one != other


def test_an_unknown_email_takes_as_much_memory_and_as_many_passes_as_a_known_one() -> None:
    passwords = Argon2Passwords()
    cost = passwords.hash("Kasztan1").rsplit("$", 2)[0]
    assert passwords._nobodys.rsplit("$", 2)[0] == cost
