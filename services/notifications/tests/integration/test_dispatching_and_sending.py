"""Claims of dispatchers and senders, side by side, against a real PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import psycopg
import pytest
from chassis.database import ALL_PRACTICES
from notifications.application.send_message import Outcome
from notifications.domain.channel import Channel, Lane
from notifications.domain.message import Reason, State
from notifications.domain.visit import VisitStatus
from sqlalchemy import event, text

from services.notifications.tests.factories import (
    STARTS,
)
from services.notifications.tests.fakes import Provider
from services.notifications.tests.integration.ledger import DUE, LEASE, book, claimed_by, entries, send, states

pytestmark = pytest.mark.database


def test_two_dispatchers_never_get_the_same_line(db, plan, due):
    book(plan, count=40)
    both = Barrier(4)

    def claim(_):
        both.wait()
        return [one.id for _ in range(10) for one in claimed_by(due, limit=3)]

    with ThreadPoolExecutor(4) as pool:
        claimed = [one for ids in pool.map(claim, range(4)) for one in ids]
    claimed += [one.id for one in claimed_by(due, limit=100)]  # those passed over while locked
    assert len(claimed) == len(set(claimed)) == 40


def test_only_what_is_due_is_claimed_and_the_next_time_is_known(db, plan, due):
    book(plan)
    assert claimed_by(due, DUE - timedelta(seconds=1)) == []
    assert due.next_due() == DUE
    assert len(claimed_by(due)) == 1
    assert claimed_by(due) == []


def test_a_claim_comes_back_when_its_lease_ends_and_ever_more_slowly(db, plan, due):
    book(plan)
    now, waits = DUE, []
    for _ in range(9):
        assert len(claimed_by(due, now)) == 1
        line = next(entry.case.line for entry in entries(db) if entry.case.line.channel is Channel.SMS)
        waits.append((line.due_at - now) / LEASE)
        now = line.due_at
    assert waits == [1, 2, 4, 8, 16, 32, 64, 64, 64]


def test_what_was_given_back_is_due_at_once(db, plan, due):
    book(plan)
    [claimed] = claimed_by(due)
    due.give_back(Lane.SMS, [claimed.id], DUE)
    assert [one.id for one in claimed_by(due)] == [claimed.id]


def test_giving_back_leaves_alone_what_a_sender_has_taken(db, plan, due, clock):
    book(plan)
    [claimed] = claimed_by(due)
    clock.now = DUE
    send(db, clock)(claimed.id)
    due.give_back(Lane.SMS, [claimed.id], DUE)
    assert states(db) == ["planned", "sent"]


def test_what_is_under_way_is_counted_per_channel_and_no_further_than_asked(db, plan, due):
    book(plan, count=5)
    claimed_by(due, limit=3)
    assert due.under_way(Lane.SMS, 100) == 3
    assert due.under_way(Lane.SMS, 2) == 2
    assert due.under_way(Lane.EMAIL, 100) == 0


def test_after_an_outage_what_is_too_late_is_closed_and_not_queued(db, plan, due):
    book(plan, count=2)
    claimed = due.claim(Lane.SMS, STARTS - timedelta(hours=1), 10, LEASE)
    assert (claimed.due, claimed.closed) == ([], 2)
    assert due.claim(Lane.SMS, STARTS - timedelta(hours=1), 10, LEASE).closed == 0
    shown = [(entry.case.line.channel, entry.case.line.state, entry.case.line.reason) for entry in entries(db)]
    assert shown.count((Channel.SMS, State.SKIPPED, Reason.TOO_LATE)) == 2


def test_due_lines_are_found_by_the_partial_index(made):
    with psycopg.connect(made.app_url) as connection:
        connection.execute("SELECT set_config('app.practice_id', 'all', true)")
        connection.execute("SET LOCAL enable_seqscan = off")
        connection.execute("SET LOCAL enable_sort = off")  # of a few rows sorting is as cheap as the order of an index
        told = "\n".join(
            row[0]
            for row in connection.execute(
                "EXPLAIN SELECT id FROM messages WHERE messages.state IN ('planned', 'queued', 'sending')"
                " AND channel = 'sms' AND due_at <= now() ORDER BY due_at LIMIT 10 FOR UPDATE SKIP LOCKED"
            )
        )
    assert "messages_due" in told
    assert "Sort" not in told


def test_a_sent_message_keeps_time_text_address_and_the_providers_id(db, plan, due, clock):
    book(plan)
    clock.now = DUE
    [claimed] = claimed_by(due)
    assert send(db, clock)(claimed.id) is Outcome.SENT
    [entry] = entries(db, states=frozenset({State.SENT}))
    assert entry.sent_at == DUE
    assert entry.case.letter.to == "+48501700100"
    assert "12:00" in entry.case.letter.text
    with db.transaction(ALL_PRACTICES) as session:
        assert session.execute(text("SELECT provider_id FROM messages WHERE state = 'sent'")).scalar() == "p1"


def test_a_message_takes_two_transactions_of_few_statements(db, plan, due, clock):
    book(plan, count=2)
    clock.now = DUE
    first, second = claimed_by(due)
    assert send(db, clock)(first.id) is Outcome.SENT
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda _c, _cur, statement, *_: asked.append(statement.split()[0]))
    assert send(db, clock)(second.id) is Outcome.SENT
    assert asked == ["SELECT", "SELECT", "UPDATE", "SELECT", "UPDATE"], "each begins with the choice of its practices"


def test_two_senders_with_the_same_id_at_once_send_one_message(db, plan, due, clock):
    clock.now = DUE - timedelta(days=1)
    book(plan, count=10)
    clock.now = DUE
    provider = Provider()
    for claimed in claimed_by(due):
        both = Barrier(2)

        def at_once(_, claimed=claimed, both=both):
            both.wait()
            return send(db, clock, provider)(claimed.id)

        with ThreadPoolExecutor(2) as pool:
            outcomes = sorted(pool.map(at_once, range(2)))
        assert outcomes == [Outcome.NOT_OURS, Outcome.SENT]
    assert len(provider.accepted) == 10


def test_a_cancelled_visit_stops_a_message_that_is_queued_already(db, plan, due, clock):
    [visit] = book(plan)
    clock.now = DUE
    [claimed] = claimed_by(due)
    plan.take_visit(uuid4(), replace(visit, version=2, status=VisitStatus.CANCELLED))
    provider = Provider()
    assert send(db, clock, provider)(claimed.id) is Outcome.NOT_OURS
    assert provider.accepted == {}
