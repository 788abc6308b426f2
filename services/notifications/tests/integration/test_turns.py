"""Practices take turns: one with very much to send keeps nobody waiting."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID

import psycopg
import pytest
from chassis.database import ALL_PRACTICES
from notifications.adapters.due_lines import PostgresDueLines
from notifications.adapters.turns import _OLDEST_OF_EACH, _WITH_DUE
from notifications.domain.channel import Lane
from sqlalchemy import text

from services.notifications.tests.factories import STARTS
from services.notifications.tests.integration.ledger import DUE, LEASE

pytestmark = pytest.mark.database

LARGE, SMALL = UUID(int=0xA), UUID(int=0xB)

LINES = text(
    """
    INSERT INTO messages (id, practice_id, channel, kind, visit_id, patient_id, visit_starts_at, state, send_at, due_at,
        trace_id, attempts, dispatches, maybe_accepted, created_at, changed_at)
    SELECT gen_random_uuid(), :practice, 'sms', 'reminder', gen_random_uuid(), gen_random_uuid(), :starts, 'planned',
        :due, :due + number * interval '1 ms', '', 0, 0, false, :due, :due
    FROM generate_series(1, :count) AS number
    """
)


def fill(db, practice, count, at=DUE):
    with db.transaction(ALL_PRACTICES) as session:
        session.execute(LINES, {"practice": practice, "count": count, "due": at, "starts": STARTS})


def claims(db, due, limit, now=DUE + timedelta(minutes=1)):
    """Whose lines the next claim brings, in their order."""
    ids = [one.id for one in due.claim(Lane.SMS, now, limit, LEASE).due]
    with db.transaction(ALL_PRACTICES) as session:
        whose = dict(session.execute(text("SELECT id, practice_id FROM messages")).all())
    return [whose[one] for one in ids]


def test_one_line_of_a_small_practice_goes_with_the_next_claim_however_many_are_due_before_it(db, due):
    fill(db, LARGE, 10_000)
    fill(db, SMALL, 1, DUE + timedelta(seconds=30))
    claimed = claims(db, due, 20)
    assert claimed.index(SMALL) < 2
    assert Counter(claimed)[LARGE] >= 10


def test_the_oldest_of_each_practice_goes_first_and_they_alternate(db, due):
    fill(db, LARGE, 30)
    fill(db, SMALL, 30, DUE + timedelta(seconds=1))
    assert claims(db, due, 6) == [LARGE, SMALL] * 3


def test_with_more_practices_than_fit_in_a_claim_each_has_its_turn(db, due):
    practices = [UUID(int=number) for number in range(1, 8)]
    for practice in practices:
        fill(db, practice, 5)
    rounds = [claims(db, due, 3) for _ in range(7)]
    assert all(len(set(one)) == 3 for one in rounds)
    assert Counter(practice for one in rounds for practice in one) == dict.fromkeys(practices, 3)


def test_nothing_is_left_behind(db, due):
    for practice, count in ((UUID(int=1), 40), (UUID(int=2), 1), (UUID(int=3), 7)):
        fill(db, practice, count)
    claimed = Counter()
    while got := claims(db, due, 10):
        claimed.update(got)
    assert claimed == {UUID(int=1): 40, UUID(int=2): 1, UUID(int=3): 7}


def test_dispatchers_side_by_side_never_get_the_same_line(db):
    for practice in (LARGE, SMALL):
        fill(db, practice, 60)
    both = Barrier(4)

    def claim(_):
        due = PostgresDueLines(db)
        both.wait()
        return [one.id for _ in range(6) for one in due.claim(Lane.SMS, DUE + timedelta(minutes=1), 7, LEASE).due]

    with ThreadPoolExecutor(4) as pool:
        claimed = [one for ids in pool.map(claim, range(4)) for one in ids]
    assert len(claimed) == len(set(claimed)) <= 120
    assert len(claimed) > 60


def test_reminders_and_written_messages_are_claimed_apart(db, due):
    fill(db, LARGE, 3)
    now = DUE + timedelta(minutes=1)
    assert due.claim(Lane.WRITTEN_SMS, now, 10, LEASE).due == []
    assert due.under_way(Lane.WRITTEN_SMS, 10) == 0
    assert len(due.claim(Lane.SMS, now, 10, LEASE).due) == 3
    assert due.under_way(Lane.SMS, 10) == 3


@pytest.mark.parametrize("statement", [_WITH_DUE, _OLDEST_OF_EACH])
def test_turns_are_found_by_an_index_and_without_sorting(made, statement):
    given = {"channel": "sms", "kind": "reminder", "now": DUE, "at_most": 5, "after": LARGE, "each": 3}
    query = str(statement).replace("CAST(:practices AS uuid[])", "'{}'::uuid[]")
    for name in given:
        query = query.replace(f":{name}", f"%({name})s")
    with psycopg.connect(made.app_url) as connection:
        connection.execute("SELECT set_config('app.practice_id', 'all', true)")
        connection.execute("SET LOCAL enable_seqscan = off")
        connection.execute("SET LOCAL enable_bitmapscan = off")  # of a few rows it is as cheap as the order of an index
        told = "\n".join(row[0] for row in psycopg.ClientCursor(connection).execute("EXPLAIN " + query, given))
    assert "messages_due_by_practice" in told
    assert "Sort" not in told
