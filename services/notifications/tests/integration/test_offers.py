"""Offers against a real PostgreSQL: one message each, in its lane, whatever comes first, and nothing kept of its link."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID, uuid4

import psycopg
import pytest
from notifications.adapters.depths import depths
from notifications.adapters.desk import open_desk
from notifications.adapters.patient_links import PatientLinks
from notifications.adapters.register import PostgresRegister
from notifications.adapters.wording import Templates
from notifications.application.look_up import LookUp
from notifications.application.ports import Wanted
from notifications.application.send_message import Outcome, SendMessage
from notifications.domain.channel import Channel, Lane
from notifications.domain.message import Kind, Reason, State
from notifications.domain.patient import Card
from notifications.domain.sending import Rejected

from services.notifications.tests.factories import (
    NOW,
    OFFER,
    PATIENCE,
    PATIENT,
    PRACTICE,
    TRACE,
    a_patient,
    a_practice,
    an_offer,
)
from services.notifications.tests.fakes import Provider
from services.notifications.tests.integration.ledger import claimed_by, entries

pytestmark = pytest.mark.database

TEXTS = Templates(PatientLinks("https://dentoro.example", ["a-key-that-signs-links-to-patients"]))
OTHER_CARD = UUID(int=0xD2)


def introduce(plan):
    plan.take_practice(uuid4(), a_practice())
    plan.take_patient(uuid4(), a_patient())


def ledger(db):
    return {
        entry.case.line.channel: (entry.case.line.state, entry.case.line.reason)
        for entry in entries(db, kind=Kind.OFFER)
    }


def test_an_offer_is_due_in_its_own_lane_and_read_back_as_it_was(db, plan, due):
    introduce(plan)
    event_id = uuid4()
    assert plan.take_offer(event_id, an_offer()) == 1
    assert (plan.take_offer(event_id, an_offer()), plan.take_offer(uuid4(), an_offer())) == (0, 0)
    [entry] = entries(db, patient_id=PATIENT)
    assert entry.case.offer == an_offer()
    assert (entry.case.line.due_at, entry.case.line.trace_id) == (NOW, TRACE)
    assert depths(db, NOW)[Lane.OFFER_SMS].due == 1, "operators see it wait"
    assert [claimed_by(due, NOW, lane=lane) for lane in Lane if lane is not Lane.OFFER_SMS] == [[]] * (len(Lane) - 1)
    assert [one.id for one in claimed_by(due, NOW, lane=Lane.OFFER_SMS)] == [entry.case.line.id]


def test_what_was_sent_is_shown_without_what_opens_the_page_of_the_offer(db, made, plan, due, clock):
    introduce(plan)
    plan.take_offer(uuid4(), an_offer())
    look_up, provider = LookUp(PostgresRegister(db), TEXTS, clock), Provider()
    [planned] = look_up.find(PRACTICE, Wanted(kind=Kind.OFFER)).entries
    [one] = claimed_by(due, NOW, lane=Lane.OFFER_SMS)
    assert SendMessage(open_desk(db), provider, TEXTS, clock, PATIENCE)(one.id) is Outcome.SENT
    token = provider.accepted[one.id].text.rpartition("/")[2]
    assert len(token) > 40
    for shown in (planned, look_up.get(PRACTICE, one.id)):
        assert "https://dentoro.example/o/…" in shown.case.letter.text
        assert shown.parts == 1
    with psycopg.connect(made.app_url) as connection:
        connection.execute("SELECT set_config('app.practice_id', 'all', true)")
        for table in ("messages", "offers", "inbox", "outbox"):
            assert token not in str(connection.execute(f"SELECT t::text FROM {table} AS t").fetchall())


def test_an_sms_that_was_refused_is_followed_by_a_mail(db, plan, due, clock):
    introduce(plan)
    plan.take_offer(uuid4(), an_offer())
    [one] = claimed_by(due, NOW, lane=Lane.OFFER_SMS)
    refusing = Provider(Rejected(Reason.INVALID_PHONE))
    send = SendMessage(open_desk(db), refusing, TEXTS, clock, PATIENCE, note_failure=plan.take_failure)
    assert send(one.id) is Outcome.FAILED
    assert ledger(db) == {Channel.SMS: (State.FAILED, Reason.INVALID_PHONE), Channel.EMAIL: (State.PLANNED, None)}
    assert len(claimed_by(due, NOW, lane=Lane.OFFER_EMAIL)) == 1


def test_ended_first_it_is_never_planned_and_ended_later_it_is_called_off(db, plan):
    introduce(plan)
    early, late = an_offer(id=uuid4()), an_offer()
    plan.take_offer_end(uuid4(), PRACTICE, early.id)
    assert plan.take_offer(uuid4(), early) == 0
    plan.take_offer(uuid4(), late)
    assert plan.take_offer_end(uuid4(), uuid4(), late.id) == 0, "another practice ends none of ours"
    assert ledger(db) == {Channel.SMS: (State.PLANNED, None)}
    assert plan.take_offer_end(uuid4(), PRACTICE, late.id) == 1
    assert plan.take_patient(uuid4(), a_patient(version=2)) == 0
    assert ledger(db) == {Channel.SMS: (State.CANCELLED, Reason.OFFER_ENDED)}


def test_it_waits_for_its_patient_and_follows_the_card_that_stands_for_theirs(db, plan):
    plan.take_offer(uuid4(), an_offer())
    assert entries(db) == []
    introduce(plan)
    plan.take_patient(uuid4(), a_patient(id=OTHER_CARD, phone=None))
    plan.take_merge(uuid4(), Card(PATIENT, PRACTICE, 5), OTHER_CARD)
    assert ledger(db) == {Channel.SMS: (State.SKIPPED, Reason.NO_PHONE), Channel.EMAIL: (State.PLANNED, None)}
    assert {entry.case.patient.id for entry in entries(db)} == {OTHER_CARD}
    plan.take_erasure(uuid4(), Card(OTHER_CARD, PRACTICE, 6))
    assert ledger(db)[Channel.EMAIL] == (State.CANCELLED, Reason.PATIENT_ERASED)


def test_an_offer_its_end_and_its_patient_at_the_same_moment_leave_nothing_to_send(db, plan):
    plan.take_practice(uuid4(), a_practice())
    for number in range(8):
        patient, offer, together = a_patient(id=uuid4()), an_offer(id=uuid4()), Barrier(3)
        offer = an_offer(id=offer.id, patient_id=patient.id)

        def at_once(take, together=together):
            together.wait()
            return take()

        takes = (
            lambda offer=offer: plan.take_offer(uuid4(), offer),
            lambda offer=offer: plan.take_offer_end(uuid4(), PRACTICE, offer.id),
            lambda patient=patient: plan.take_patient(uuid4(), patient),
        )
        with ThreadPoolExecutor(3) as pool:
            list(pool.map(at_once, takes))
        assert not [one for one in entries(db, patient_id=patient.id) if one.case.line.due_at], number


def test_the_database_refuses_an_offer_message_without_its_offer(made, plan):
    introduce(plan)
    plan.take_offer(uuid4(), an_offer())
    with psycopg.connect(made.app_url) as connection:
        connection.execute("SELECT set_config('app.practice_id', 'all', true)")
        with pytest.raises(psycopg.errors.ForeignKeyViolation, match="of_own_offer"):
            connection.execute("UPDATE messages SET offer_id = %s WHERE offer_id = %s", [uuid4(), OFFER])
