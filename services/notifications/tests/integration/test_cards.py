"""Cards that were joined with another or erased, in the copies and in the ledger."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import psycopg
import pytest
from notifications.application.send_message import Outcome
from notifications.domain.patient import Card

from services.notifications.tests.factories import NOW, PRACTICE, a_visit
from services.notifications.tests.fakes import Provider
from services.notifications.tests.integration.front_desk import FrontDesk, draft, introduce, waiting
from services.notifications.tests.integration.ledger import DUE, claimed_by, send

pytestmark = pytest.mark.database


@pytest.fixture
def desk(db, clock):
    return FrontDesk(db, clock)


def test_nothing_of_an_erased_patient_stays(desk, plan, due, db, made):
    gone, stays = introduce(plan, 2)
    alone = desk.write(draft([gone], text="Pani Zofio, zapraszamy"))
    both = desk.write(draft([gone, stays]))
    for claimed in waiting(due, limit=2):
        send(db, lambda: NOW)(claimed.id)
    plan.take_erasure(uuid4(), Card(gone.id, PRACTICE, 9))
    plan.take_patient(uuid4(), replace(gone, version=8))
    found = desk.listed(patient_id=gone.id)
    assert {item.state for item in found} <= {"sent", "cancelled"}
    for item in found:
        assert (item.to, item.text, item.patient_name, item.can_resend) == (None, None, None, False)
    assert desk.batch(alone.batch_id).text == ""
    assert desk.batch(both.batch_id).text != ""
    with psycopg.connect(made.owner_url) as owner:
        owner.execute("SELECT set_config('app.practice_id', 'all', false)")
        query = "SELECT patients::text FROM patients UNION ALL SELECT messages::text FROM messages"
        kept = str(owner.execute(query).fetchall())
    assert gone.phone not in kept
    assert gone.email not in kept
    assert stays.email in kept


def test_a_message_that_the_provider_takes_while_its_patient_is_erased_leaves_no_words(desk, plan, due, db, clock):
    [patient] = introduce(plan, 1)
    desk.write(draft([patient]))
    [claimed] = waiting(due)

    class Slow(Provider):
        def deliver(self, letter, key):
            plan.take_erasure(uuid4(), Card(patient.id, PRACTICE, 9))
            return super().deliver(letter, key)

    assert send(db, clock, Slow())(claimed.id) is Outcome.SENT
    [item] = desk.listed()
    assert (item.state, item.to, item.text) == ("sent", None, None)


def test_two_cards_that_become_one_get_what_was_written_to_both_once(desk, plan, due, db, clock):
    old, kept = introduce(plan, 2)
    desk.write(draft([old, kept]))
    plan.take_merge(uuid4(), Card(old.id, PRACTICE, 5), kept.id)
    provider = Provider()
    for claimed in waiting(due):
        send(db, clock, provider)(claimed.id)
    assert [letter.to for letter in provider.accepted.values()] == [kept.phone]
    shown = sorted((item.state, item.reason) for item in desk.listed(patient_id=old.id))
    assert shown == [("cancelled", "patient_merged"), ("sent", None)]
    assert desk.write(draft([old, kept])).recipients == 1


def test_what_went_to_one_card_is_not_sent_to_the_other_after_they_became_one(desk, plan, due, db, clock):
    old, kept = introduce(plan, 2)
    desk.write(draft([old, kept]))
    provider = Provider()
    by_patient = {item.patient_id: item.id for item in desk.listed()}
    waiting(due)
    assert send(db, clock, provider)(by_patient[old.id]) is Outcome.SENT
    plan.take_merge(uuid4(), Card(old.id, PRACTICE, 5), kept.id)
    assert send(db, clock, provider)(by_patient[kept.id]) is Outcome.NOT_OURS
    assert [letter.to for letter in provider.accepted.values()] == [old.phone]


def test_a_joined_cards_visits_are_reminded_of_at_the_kept_cards_address(desk, plan, due, db, clock):
    old, kept = introduce(plan, 2)
    plan.take_visit(uuid4(), a_visit(patient_id=old.id))
    plan.take_merge(uuid4(), Card(old.id, PRACTICE, 5), kept.id)
    plan.take_visit(uuid4(), a_visit(id=uuid4(), patient_id=old.id))
    provider = Provider()
    clock.now = DUE
    for claimed in claimed_by(due):
        assert send(db, clock, provider)(claimed.id) is Outcome.SENT
    assert [letter.to for letter in provider.accepted.values()] == [kept.phone] * 2
    assert len(desk.listed(patient_id=kept.id)) == len(desk.listed(patient_id=old.id)) == 4


def test_another_practices_event_touches_no_card_here(desk, plan):
    [mine] = introduce(plan, 1)
    stranger = uuid4()
    plan.take_erasure(uuid4(), Card(mine.id, stranger, 99))
    plan.take_merge(uuid4(), Card(mine.id, stranger, 99), uuid4())
    assert desk.check(draft([mine])).recipients == 1
