"""Reports and replies find their message among those of all practices, and leave it alone when they should."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from uuid import UUID, uuid4

import psycopg
import pytest
from chassis.database import ALL_PRACTICES
from chassis.ids import new_id
from notifications.adapters.desk import open_desk
from notifications.adapters.receipts import open_receipts
from notifications.adapters.register import PostgresRegister
from notifications.adapters.replies import open_replies
from notifications.application.send_message import SendMessage
from notifications.application.take_reply import Reply, TakeReply
from notifications.application.take_reports import TakeReports, Told
from notifications.domain.reply import Answer
from notifications.domain.reports import Report
from notifications.domain.sending import NotNow
from sqlalchemy import text

from services.notifications.tests.factories import PATIENCE, PRACTICE, STARTS, a_visit
from services.notifications.tests.fakes import PlainWording, Provider
from services.notifications.tests.integration.ledger import DUE, book, claimed_by

pytestmark = pytest.mark.database

PHONE = "+48501700100"


@pytest.fixture
def sent(db, plan, due, clock):
    """Sends what is due as SMS in the ledger of ``practice``; their ids."""

    def one(practice=PRACTICE, provider=None):
        book(plan, practice=practice)
        clock.now = DUE
        ids = [one.id for one in claimed_by(due)]
        for message_id in ids:
            SendMessage(open_desk(db), provider or Provider(), PlainWording(), clock, PATIENCE)(message_id)
        return ids

    return one


@pytest.fixture
def reports(db, clock):
    return TakeReports(open_receipts(db), clock)


@pytest.fixture
def replies(db, clock):
    return TakeReply(open_replies(db), clock, new_id)


def told(report, key=None, provider_id=None):
    return Told(key, provider_id, report, DUE + timedelta(seconds=5))


def row(db, message_id):
    with db.transaction(ALL_PRACTICES) as session:
        return session.execute(text("SELECT * FROM messages WHERE id = :id"), {"id": message_id}).mappings().one()


def announced(db):
    with db.transaction(ALL_PRACTICES) as session:
        rows = session.execute(text("SELECT exchange, routing_key, body FROM outbox ORDER BY position")).all()
    return [(exchange, key, json.loads(bytes(body))) for exchange, key, body in rows]


def test_a_delivered_message_keeps_both_times(db, sent, reports, clock):
    [message_id] = sent()
    clock.now = DUE + timedelta(minutes=1)
    assert reports([told(Report.DELIVERED, key=message_id)]) == 1
    kept = row(db, message_id)
    assert (kept["state"], kept["sent_at"], kept["delivered_at"]) == ("delivered", DUE, DUE + timedelta(seconds=5))


def test_one_that_did_not_arrive_says_when_it_was_sent_and_why_it_failed(db, sent, reports):
    [message_id] = sent()
    assert reports([told(Report.EXPIRED, provider_id=row(db, message_id)["provider_id"])]) == 1
    kept = row(db, message_id)
    assert (kept["state"], kept["reason"], kept["sent_at"], kept["due_at"]) == ("failed", "expired", DUE, None)


def test_one_call_reports_about_messages_of_several_practices(db, sent, reports):
    first, second = sent(), sent(UUID(int=0xB), Provider())
    assert reports([told(Report.DELIVERED, key=one) for one in (*first, *second, uuid4())]) == 2
    assert {row(db, one)["state"] for one in (*first, *second)} == {"delivered"}


def test_a_lost_answer_is_settled_by_the_report_and_not_tried_again(db, sent, reports, due, clock):
    [message_id] = sent(provider=Provider(NotNow(maybe_accepted=True)))
    assert row(db, message_id)["state"] == "planned"
    assert reports([told(Report.DELIVERED, key=message_id, provider_id="p9")]) == 1
    kept = row(db, message_id)
    assert (kept["state"], kept["provider_id"], kept["due_at"]) == ("delivered", "p9", None)
    clock.now = DUE + timedelta(hours=1)
    assert message_id not in {one.id for one in claimed_by(due, clock.now)}


def test_a_report_before_the_sender_wrote_anything_down_says_when_it_was_sent(db, sent, reports, clock):
    [message_id] = sent(provider=Provider(NotNow(maybe_accepted=True)))
    clock.now = DUE + timedelta(minutes=1)
    assert reports([told(Report.EXPIRED, key=message_id)]) == 1
    kept = row(db, message_id)
    assert (kept["state"], kept["reason"]) == ("failed", "expired")
    assert (kept["sent_at"], kept["delivered_at"]) == (DUE + timedelta(seconds=5), None)


def test_the_same_report_from_two_sides_at_once_counts_once(db, sent, reports):
    [message_id] = sent()
    both = Barrier(2)

    def take(_):
        both.wait()
        return reports([told(Report.DELIVERED, key=message_id)])

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(take, range(2))) == [0, 1]


def test_a_reply_is_noted_and_announced_once(db, sent, replies, clock):
    [message_id] = sent()
    clock.now = DUE + timedelta(minutes=5)
    for _ in range(2):
        assert replies(Reply("r1", PHONE, "Tak!", None)) is Answer.YES
    kept = row(db, message_id)
    assert (kept["answer"], kept["answered_at"], kept["answers"]) == ("yes", clock.now, 1)
    shown = PostgresRegister(db).get(PRACTICE, message_id)
    assert (shown.answer, shown.answered_at) == (Answer.YES, clock.now)
    [(exchange, key, envelope)] = announced(db)
    assert (exchange, key) == ("notifications.events", "reminder_answered.v1")
    assert envelope["practice_id"] == str(PRACTICE)
    assert envelope["data"]["message_id"] == envelope["aggregate_id"] == str(message_id)
    assert envelope["data"]["answer"] == "yes"


def test_the_same_reply_from_two_sides_at_once_is_announced_once(db, sent, replies):
    sent()
    both = Barrier(2)

    def take(_):
        both.wait()
        return replies(Reply("r1", PHONE, "NIE", None))

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(take, range(2))) == [Answer.NO, Answer.NO]
    assert len(announced(db)) == 1


def test_a_phone_that_two_practices_know_answers_the_one_that_wrote_last(db, sent, replies):
    other = UUID(int=0xB)
    sent()
    [later] = sent(other, Provider())
    with db.transaction(ALL_PRACTICES) as session:
        session.execute(text("UPDATE messages SET sent_at = sent_at + interval '1 min' WHERE id = :id"), {"id": later})
    replies(Reply("r1", PHONE, "tak", None))
    [(_, _, envelope)] = announced(db)
    assert envelope["practice_id"] == str(other)


@pytest.mark.parametrize("moment", [STARTS, STARTS + timedelta(days=1)])
def test_nobody_answers_a_reminder_of_a_visit_that_has_begun(db, sent, replies, clock, moment):
    sent()
    clock.now = moment
    assert replies(Reply("r1", PHONE, "tak", None)) is None
    assert announced(db) == []


def test_a_reminder_that_has_not_gone_out_cannot_be_answered(db, plan, replies):
    book(plan)
    assert replies(Reply("r1", PHONE, "tak", None)) is None


def test_after_a_move_the_answer_names_the_time_that_the_patient_read(db, plan, sent, replies):
    sent()
    [visit_id] = [UUID(str(one["visit_id"])) for one in rows(db) if one["state"] == "sent"]
    patient = next(one["patient_id"] for one in rows(db))
    moved = replace(a_visit(id=visit_id, patient_id=patient), version=2, starts_at=STARTS + timedelta(days=2))
    plan.take_visit(uuid4(), moved)
    replies(Reply("r1", PHONE, "tak", None))
    [(_, _, envelope)] = announced(db)
    assert envelope["data"]["visit_starts_at"].startswith(STARTS.strftime("%Y-%m-%dT%H:%M"))


def rows(db):
    with db.transaction(ALL_PRACTICES) as session:
        return session.execute(text("SELECT * FROM messages")).mappings().all()


LOOKS = {
    "messages_of_provider": "provider_id = ANY(ARRAY['p1'])",
    "reminders_to_phone": "channel = 'sms' AND kind = 'reminder' AND recipient = '+48501700100'"
    " AND visit_starts_at > now()",
}


@pytest.mark.parametrize("index", LOOKS)
def test_reports_and_replies_are_found_by_an_index(made, index):
    with psycopg.connect(made.owner_url) as connection:
        connection.execute("SELECT set_config('app.practice_id', 'all', true)")
        connection.execute("SET LOCAL enable_seqscan = off")
        # of an empty table any index is as good: this one must not be what serves the look
        connection.execute("ALTER TABLE messages DROP CONSTRAINT one_reminder")
        told = connection.execute(f"EXPLAIN SELECT id FROM messages WHERE {LOOKS[index]}").fetchall()
        connection.rollback()
    assert index in str(told)
