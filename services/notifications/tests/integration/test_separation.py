"""No practice sees or writes what is another's, whatever the SQL."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

import psycopg
import pytest
from notifications.domain.channel import Channel
from notifications.domain.message import Kind
from notifications.domain.words import Language, Template

from dev.separation import breaches, tables_of_nobody
from services.notifications.tests.factories import (
    PRACTICE,
    an_offer,
)
from services.notifications.tests.integration.front_desk import FrontDesk, draft, introduce
from services.notifications.tests.integration.ledger import book, entries

pytestmark = pytest.mark.database

TABLES = ("practices", "patients", "visits", "messages")
A_LETTER = """
INSERT INTO account_letters (id, practice_id, kind, expires_at, contents, state, due_at, trace_id, attempts, dispatches,
    maybe_accepted, created_at, changed_at)
VALUES (gen_random_uuid(), %s, 'invitation', now(), '{}', 'planned', now(), '', 0, 0, false, now(), now())
"""

A_CODE = """
INSERT INTO booking_codes (id, practice_id, channel, expires_at, contents, state, due_at, trace_id, attempts, dispatches,
    maybe_accepted, created_at, changed_at)
VALUES (gen_random_uuid(), %s, 'sms', now(), '{}', 'planned', now(), '', 0, 0, false, now(), now())
"""


def test_no_table_of_practices_lets_a_stranger_see_or_write_a_row(made, db, plan, clock):
    book(plan)
    FrontDesk(db, clock).write(draft(introduce(plan, 1)))
    FrontDesk(db, clock).choose(Template(Kind.REMINDER, Channel.SMS, Language.PL, None, "Czekamy", 0))
    with psycopg.connect(made.app_url) as connection:
        connection.execute("SELECT set_config('app.practice_id', %s, true)", [str(PRACTICE)])
        connection.execute(A_LETTER, [PRACTICE])
        connection.execute(A_CODE, [PRACTICE])
    plan.take_offer(uuid4(), an_offer())
    assert breaches(made.app_url, PRACTICE) == []


def test_only_tables_without_anybodys_data_are_open_to_all(made):
    assert tables_of_nobody(made.app_url) == {"alembic_version", "inbox", "outbox", "sending_pace", "provider_standing"}


@pytest.mark.parametrize("table", TABLES)
def test_raw_sql_sees_only_the_practice_that_the_transaction_is_for(made, db, plan, table):
    other = UUID(int=0xB)
    book(plan)
    book(plan, practice=other)
    with psycopg.connect(made.app_url) as connection:
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
        for whose in (PRACTICE, other):
            connection.execute("SELECT set_config('app.practice_id', %s, true)", [str(whose)])
            found = connection.execute(f"SELECT DISTINCT practice_id FROM {table}").fetchall()
            assert found == [(whose,)]
            changed = connection.execute(f"UPDATE {table} SET practice_id = practice_id").rowcount
            assert changed == connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


@pytest.mark.parametrize("table", TABLES)
def test_raw_sql_cannot_write_a_row_into_another_practice(made, db, plan, table):
    book(plan)
    with psycopg.connect(made.app_url) as connection:
        connection.execute("SELECT set_config('app.practice_id', %s, true)", [str(PRACTICE)])
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(f"UPDATE {table} SET practice_id = %s", [uuid4()])


def test_a_practice_cannot_overwrite_anothers_copies_by_their_ids(db, plan):
    [visit] = book(plan)
    stranger = replace(visit, practice_id=uuid4(), version=9)
    assert plan.take_visit(uuid4(), stranger) == 0
    assert entries(db)[0].case.visit == visit
