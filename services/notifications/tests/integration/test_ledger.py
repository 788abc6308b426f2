"""What the tables and the statements promise, against a real PostgreSQL with the application's role."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from uuid import UUID, uuid4

import psycopg
import pytest
from chassis.database import ALL_PRACTICES, Database
from chassis.ids import new_id
from chassis.migrate import upgrade
from notifications.adapters.books import open_books
from notifications.adapters.desk import open_desk
from notifications.adapters.due_lines import PostgresDueLines
from notifications.adapters.register import PostgresRegister
from notifications.adapters.wording import Templates
from notifications.application.look_up import LookUp, MessageNotFound
from notifications.application.plan_reminders import PlanReminders
from notifications.application.ports import Wanted
from notifications.application.send_message import Outcome, SendMessage
from notifications.domain.channel import Channel
from notifications.domain.message import Reason, State
from notifications.domain.visit import VisitStatus
from sqlalchemy import text

from dev.testing import MakeDatabase, TestDatabase
from services.notifications.tests.factories import (
    NOW,
    PATIENCE,
    PRACTICE,
    STARTS,
    HandClock,
    a_patient,
    a_practice,
    a_visit,
    local,
)
from services.notifications.tests.fakes import Provider

pytestmark = pytest.mark.database

DUE = local("2026-11-23 10:00")
LEASE = timedelta(seconds=30)


@pytest.fixture(scope="module")
def made(database: MakeDatabase) -> TestDatabase:
    made = database("notifications")
    upgrade("services/notifications", made.owner_url)
    return made


@pytest.fixture
def db(made: TestDatabase) -> Iterator[Database]:
    with psycopg.connect(made.owner_url) as owner:
        owner.execute("SELECT set_config('app.practice_id', 'all', false)")
        owner.execute("TRUNCATE practices, patients, visits, messages, inbox")
    db = Database(made.app_url, pool_size=10)
    yield db
    db.dispose()


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def plan(db: Database, clock: HandClock) -> PlanReminders:
    return PlanReminders(open_books(db), clock, new_id)


@pytest.fixture
def due(db: Database) -> PostgresDueLines:
    return PostgresDueLines(db)


def book(plan, count=1, practice=PRACTICE):
    plan.take_practice(uuid4(), a_practice(id=practice))
    patient = uuid4()
    plan.take_patient(uuid4(), a_patient(id=patient, practice_id=practice))
    visits = [a_visit(id=uuid4(), practice_id=practice, patient_id=patient) for _ in range(count)]
    for visit in visits:
        plan.take_visit(uuid4(), visit)
    return visits


def claimed_by(due, now=DUE, limit=10):
    return due.claim(Channel.SMS, now, limit, LEASE).due


def entries(db, practice=PRACTICE, **wanted):
    return PostgresRegister(db).find(practice, Wanted(**wanted))


def states(db, practice=PRACTICE):
    return sorted(entry.case.line.state.value for entry in entries(db, practice))


def test_a_booked_visit_is_planned_and_read_back_as_it_was(db, plan):
    [visit] = book(plan)
    lines = [entry.case.line for entry in entries(db)]
    assert {line.channel for line in lines} == set(Channel)
    for line in lines:
        assert (line.state, line.send_at, line.due_at) == (State.PLANNED, DUE, DUE)
        assert (line.visit_id, line.visit_starts_at, line.trace_id) == (visit.id, STARTS, visit.trace_id)
    assert entries(db)[0].case.visit == visit
    assert entries(db)[0].case.practice == a_practice()


def test_moved_cancelled_and_moved_back_there_is_one_line_per_start(db, plan):
    [visit] = book(plan)
    moved = replace(visit, version=2, starts_at=STARTS + timedelta(days=1))
    for change in (
        moved,
        replace(moved, version=3, status=VisitStatus.CANCELLED),
        replace(visit, version=4),
    ):
        plan.take_visit(uuid4(), change)
    by_start = {
        (line.channel, line.visit_starts_at): (line.state, line.reason)
        for line in (entry.case.line for entry in entries(db))
    }
    assert len(by_start) == len(entries(db)) == 4
    assert by_start[Channel.SMS, STARTS] == (State.PLANNED, None)
    assert by_start[Channel.SMS, moved.starts_at] == (State.CANCELLED, Reason.VISIT_CANCELLED)


def test_an_older_version_and_a_known_event_change_nothing(db, plan):
    [visit] = book(plan)
    event = uuid4()
    plan.take_visit(event, replace(visit, version=3, status=VisitStatus.CANCELLED))
    assert plan.take_visit(event, replace(visit, version=4)) == 0
    assert plan.take_visit(uuid4(), replace(visit, version=2)) == 0
    assert states(db) == ["cancelled", "cancelled"]


def test_a_visit_and_its_patient_that_arrive_at_the_same_moment_do_not_miss_each_other(db, plan):
    plan.take_practice(uuid4(), a_practice())
    for _ in range(10):
        patient, both = uuid4(), Barrier(2)
        visit = a_visit(id=uuid4(), patient_id=patient)

        def at_once(take, fact, both=both):
            both.wait()
            return take(uuid4(), fact)

        with ThreadPoolExecutor(2) as pool:
            written = list(pool.map(at_once, (plan.take_patient, plan.take_visit), (a_patient(id=patient), visit)))
        assert sorted(written) == [0, 2]


def test_the_database_refuses_a_second_line_for_the_same_visit_channel_and_start(db, plan):
    book(plan)
    line = entries(db)[0].case.line
    with pytest.raises(Exception, match="one_reminder"), open_books(db)(PRACTICE) as books:
        books.save([replace(line, id=uuid4())], NOW)


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
    due.give_back([claimed.id], DUE)
    assert [one.id for one in claimed_by(due)] == [claimed.id]


def test_giving_back_leaves_alone_what_a_sender_has_taken(db, plan, due, clock):
    book(plan)
    [claimed] = claimed_by(due)
    clock.now = DUE
    send(db, clock)(claimed.id)
    due.give_back([claimed.id], DUE)
    assert states(db) == ["planned", "sent"]


def test_what_is_under_way_is_counted_per_channel_and_no_further_than_asked(db, plan, due):
    book(plan, count=5)
    claimed_by(due, limit=3)
    assert due.under_way(Channel.SMS, 100) == 3
    assert due.under_way(Channel.SMS, 2) == 2
    assert due.under_way(Channel.EMAIL, 100) == 0


def test_after_an_outage_what_is_too_late_is_closed_and_not_queued(db, plan, due):
    book(plan, count=2)
    claimed = due.claim(Channel.SMS, STARTS - timedelta(hours=1), 10, LEASE)
    assert (claimed.due, claimed.closed) == ([], 2)
    assert due.claim(Channel.SMS, STARTS - timedelta(hours=1), 10, LEASE).closed == 0
    shown = [(entry.case.line.channel, entry.case.line.state, entry.case.line.reason) for entry in entries(db)]
    assert shown.count((Channel.SMS, State.SKIPPED, Reason.TOO_LATE)) == 2


def send(db, clock, provider=None):
    return SendMessage(open_desk(db), provider or Provider(), Templates(), clock, PATIENCE)


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


def test_an_unsent_message_shows_what_would_go_out_now(db, plan, clock):
    [visit] = book(plan)
    look_up = LookUp(PostgresRegister(db), Templates(), clock)
    plan.take_practice(uuid4(), a_practice(version=2, name="Gabinet Nowy"))
    page = look_up.find(PRACTICE, Wanted(visit_id=visit.id))
    sms = next(entry for entry in page.entries if entry.case.line.channel is Channel.SMS)
    assert sms.case.letter.text.startswith("Jutro (wt. 24.11) o 12:00 wizyta: Gabinet Nowy")


def test_pages_follow_each_other_newest_first_without_gap_or_repetition(db, plan, clock):
    book(plan, count=5)
    look_up = LookUp(PostgresRegister(db), Templates(), clock)
    seen, after = [], None
    while True:
        page = look_up.find(PRACTICE, Wanted(limit=3, after=after))
        seen += [entry.case.line.id for entry in page.entries]
        if not page.more:
            break
        after = seen[-1]
    assert seen == sorted(set(seen), reverse=True)
    assert len(seen) == 10


def test_filters_by_visit_patient_and_state(db, plan, due):
    first, _ = book(plan, count=2)
    [claimed] = claimed_by(due, limit=1)
    assert len(entries(db, visit_id=first.id)) == 2
    assert len(entries(db, patient_id=first.patient_id)) == 4
    assert entries(db, patient_id=uuid4()) == []
    assert [entry.case.line.id for entry in entries(db, states=frozenset({State.QUEUED}))] == [claimed.id]


def test_another_practices_message_is_not_found(db, plan, clock):
    book(plan)
    look_up = LookUp(PostgresRegister(db), Templates(), clock)
    mine = entries(db)[0].case.line.id
    assert look_up.get(PRACTICE, mine).case.line.id == mine
    with pytest.raises(MessageNotFound):
        look_up.get(uuid4(), mine)


TABLES = ("practices", "patients", "visits", "messages")


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


def test_due_lines_are_found_by_the_partial_index(made):
    with psycopg.connect(made.app_url) as connection:
        connection.execute("SELECT set_config('app.practice_id', 'all', true)")
        connection.execute("SET LOCAL enable_seqscan = off")
        told = "\n".join(
            row[0]
            for row in connection.execute(
                "EXPLAIN SELECT id FROM messages WHERE messages.state IN ('planned', 'queued', 'sending')"
                " AND channel = 'sms' AND due_at <= now() ORDER BY due_at LIMIT 10 FOR UPDATE SKIP LOCKED"
            )
        )
    assert "messages_due" in told
    assert "Sort" not in told
