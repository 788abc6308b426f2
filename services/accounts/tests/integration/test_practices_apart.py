"""Row-level security, by raw SQL with the application's role, on every table that the catalogue knows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import psycopg
import pytest
from accounts.adapters.once import Once
from accounts.application.ports import SignIn, Tools
from accounts.domain.person import hash_of
from accounts.domain.second_factor import Challenge
from chassis.database import Database
from chassis.ids import new_id
from contracts.accounts import rpc
from contracts.base import Nothing
from contracts.context import Context

from dev.testing import TestDatabase
from services.accounts.tests.factories import NOW
from services.accounts.tests.integration.conftest import AsApplication
from services.accounts.tests.staff import found, invite

pytestmark = pytest.mark.database

OF_NO_PRACTICE = {"alembic_version", "outbox", "tries"}
"""The relay publishes for every practice; who tries to sign in may be nobody's."""


def fill(tools: Tools, pool: Database, email: str) -> SignIn:
    """A practice with a row in every table."""
    practice = found(tools, email)
    invite(tools, practice.person)
    person = practice.person
    token = hash_of(email)
    with tools.transactions.practice(practice.practice.id) as accounts:
        accounts.put_recovery_codes(person, [token])
        accounts.add_challenge(Challenge(practice.practice.id, person.id, NOW + timedelta(days=999), token), NOW)
    context = Context(trace_id="ab" * 16, practice_id=practice.practice.id, idempotency_key=email)
    Once(pool, new_id).answer(rpc.remove_person, context, Nothing(), lambda _: Nothing())
    return practice


@pytest.fixture(scope="module")
def two(tools: Tools, pool: Database) -> tuple[UUID, UUID]:
    return fill(tools, pool, "a@x.example").practice.id, fill(tools, pool, "b@x.example").practice.id


@pytest.fixture(scope="module")
def tables(made: TestDatabase) -> Iterator[list[str]]:
    """Every table that has a practice_id."""
    with psycopg.connect(made.app_url) as connection:
        yield [name for (name,) in connection.execute(_WITH_PRACTICE).fetchall()]


_TABLES = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
_WITH_PRACTICE = (
    f"{_TABLES} AND EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = pg_class.oid AND attname = 'practice_id')"
)


def test_every_table_is_of_practices_or_known_to_be_of_none(as_application: AsApplication, tables: list[str]) -> None:
    every = {name for (name,) in as_application(None).execute(_TABLES).fetchall()}
    assert every - set(tables) == OF_NO_PRACTICE
    assert {"practices", "people", "invitations", "changes", "idempotency", "sessions"} <= set(tables)


def test_every_table_of_practices_is_secured_also_from_its_owner(as_application: AsApplication) -> None:
    secured = as_application(None).execute(f"{_WITH_PRACTICE} AND relrowsecurity AND relforcerowsecurity")
    assert secured.fetchall() == as_application(None).execute(_WITH_PRACTICE).fetchall()


def test_a_transaction_sees_its_practice_alone(
    as_application: AsApplication, tables: list[str], two: tuple[UUID, UUID]
) -> None:
    first, second = two
    sees = {
        table: as_application(str(first)).execute(f"SELECT DISTINCT practice_id FROM {table}").fetchall()
        for table in tables
    }
    assert sees == {table: [(first,)] for table in tables}
    for table in tables:
        everything = as_application("all").execute(f"SELECT DISTINCT practice_id FROM {table}").fetchall()
        assert {(first,), (second,)} <= set(everything), table


@pytest.mark.parametrize("unasked", [None, "", "*"])
def test_a_transaction_for_no_practice_sees_nothing(
    as_application: AsApplication, tables: list[str], two: tuple[UUID, UUID], unasked: str | None
) -> None:
    connection = as_application(unasked)
    sees = {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone() for table in tables}
    assert sees == dict.fromkeys(tables, (0,))


def test_nothing_can_be_written_into_another_practice(
    as_application: AsApplication, tables: list[str], two: tuple[UUID, UUID]
) -> None:
    first, second = two
    for table in tables:
        as_another = f"to_jsonb(mine) || jsonb_build_object('practice_id', '{second}')"
        planted = f"INSERT INTO {table} SELECT (jsonb_populate_record(NULL::{table}, {as_another})).* FROM {table} mine"
        for statement in (planted, f"UPDATE {table} SET practice_id = '{second}'"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                as_application(str(first)).execute(statement)  # type: ignore[arg-type]


@pytest.mark.parametrize("statement", ["UPDATE {} SET practice_id = practice_id", "DELETE FROM {}"])
def test_another_practices_rows_can_be_neither_changed_nor_deleted(
    as_application: AsApplication, tables: list[str], two: tuple[UUID, UUID], statement: str
) -> None:
    first, second = two
    for table in tables:
        try:
            done = as_application(str(first)).execute(f"{statement.format(table)} WHERE practice_id = '{second}'")  # type: ignore[arg-type]
        except psycopg.errors.InsufficientPrivilege:
            continue
        assert done.rowcount == 0, table


@pytest.mark.parametrize("statement", ["UPDATE changes SET act = 'x'", "DELETE FROM changes", "TRUNCATE changes"])
def test_the_audit_trail_is_only_added_to(
    as_application: AsApplication, two: tuple[UUID, UUID], statement: str
) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_application(str(two[0])).execute(statement)  # type: ignore[arg-type]


def test_the_application_role_owns_nothing(as_application: AsApplication) -> None:
    query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user"
    assert as_application(None).execute(query).fetchall() == []
