"""What the tables promise, against a real PostgreSQL with the application's role."""

from __future__ import annotations

import threading
from datetime import time, timedelta
from uuid import UUID

import psycopg
import pytest
from accounts import bootstrap
from accounts.adapters.argon2_passwords import Argon2Passwords
from accounts.application.by import By
from accounts.application.change_practice import Request as Change
from accounts.application.change_practice import change_practice
from accounts.application.open_session import Request as Opening
from accounts.application.open_session import open_session
from accounts.application.ports import SignIn, Tools
from accounts.application.read_session import read_session
from accounts.application.register_practice import Request, register_practice
from accounts.domain.errors import EmailTaken
from accounts.domain.notifications import Notifications
from accounts.entrypoints.announce import announce
from accounts.settings import OWASPS_MEMORY_KIB
from chassis.settings import Environment

from dev.testing import TestDatabase
from services.accounts.tests.factories import NOW, form

pytestmark = pytest.mark.database


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
    switches = {"sms": False, "email": False, "online_booking": True, "quiet_from": time(22)}
    asked = Change(By(practice_id, signed_in.person.id, NOW), typed, switches, expected_version=1)
    changed = change_practice(tools, asked)
    assert changed.notifications == Notifications(False, False, True, time(10), time(22), time(8))
    with tools.transactions.practice(practice_id) as accounts:
        assert accounts.practice(practice_id) == changed
        assert accounts.practice(UUID(int=0)) is None


@pytest.mark.usefixtures("two")
def test_every_practice_can_be_told_once_more(made: TestDatabase) -> None:
    environment = Environment({"DATABASE_URL": made.app_url, "SECRET_KEY": "k" * 32})
    with as_application(made, "all") as connection:
        known = {row[0] for row in connection.execute("SELECT practice_id FROM practices")}
        connection.execute("DELETE FROM outbox")
    accounts = bootstrap.build(environment, lambda: NOW, workers=1)
    assert announce(accounts, threading.Event(), at_a_time=2) == len(known)
    accounts.close()
    with as_application(made, "all") as connection:
        rows = connection.execute("SELECT aggregate_id FROM outbox WHERE routing_key = 'practice_changed.v1'")
        assert sorted(row[0] for row in rows) == sorted(known)


def test_sessions_are_kept_used_and_forgotten(tools: Tools) -> None:
    first = register(tools, "d@x.example")
    later = NOW + timedelta(hours=1)
    assert read_session(tools, first.token, later).session.last_used_at == later
    assert read_session(tools, first.token, later + timedelta(minutes=119)).person == first.person
    last = open_session(tools, Opening("D@x.example", "Kasztan1", NOW + timedelta(hours=13)))
    with tools.transactions.everywhere() as accounts:
        assert accounts.session_by_token(first.session.token_hash) is None
        assert accounts.session_by_token(last.session.token_hash) == last.session


def test_a_password_is_kept_as_argon2id_with_a_salt_of_its_own(made: TestDatabase, two: tuple[SignIn, SignIn]) -> None:
    one, other = (each.person.password_hash for each in two)
    assert one.startswith("$argon2id$v=19$")
    assert one != other


def test_an_unknown_email_takes_as_much_memory_and_as_many_passes_as_a_known_one() -> None:
    passwords = Argon2Passwords(OWASPS_MEMORY_KIB)
    cost = passwords.hash("Kasztan1").rsplit("$", 2)[0]
    assert cost == "$argon2id$v=19$m=19456,t=2,p=1"
    assert passwords._nobodys.rsplit("$", 2)[0] == cost
