"""Messages written by hand, from the request to the provider, on a real PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from threading import Barrier
from uuid import UUID, uuid4

import psycopg
import pytest
from chassis.idempotency import IdempotencyKeyReused
from contracts.notifications import rpc
from notifications.application.send_message import Outcome
from notifications.domain.message import Reason
from notifications.domain.refusals import ChannelOff, MessageNotResendable, NotFound
from notifications.domain.sending import Rejected

from services.notifications.tests.factories import PRACTICE, a_practice
from services.notifications.tests.fakes import Provider
from services.notifications.tests.integration.front_desk import ACTOR, FrontDesk, counts, draft, introduce, waiting
from services.notifications.tests.integration.ledger import send

pytestmark = pytest.mark.database

OTHER = UUID(int=0xB)


@pytest.fixture
def desk(db, clock):
    return FrontDesk(db, clock)


def test_what_was_written_goes_out_once_to_each_and_shows_what_was_sent(desk, plan, due, db, clock):
    anna, jan = introduce(plan, 2)
    written = desk.write(draft([anna, jan], text="Jutro, {{ patient_last_name }}, nieczynne"))
    assert (written.recipients, written.parts, written.left, len(written.samples)) == (2, 2, [], 2)
    assert counts(desk.batch(written.batch_id)) == {"planned": 2}
    provider = Provider()
    for claimed in waiting(due):
        for _ in range(2):
            send(db, clock, provider)(claimed.id)
    assert sorted(letter.to for letter in provider.accepted.values()) == [anna.phone, jan.phone]
    for item in desk.listed(batch_id=written.batch_id, kind="written"):
        assert (item.state, item.parts, item.kind, item.visit_id) == ("sent", 1, "written", None)
        assert item.text == "Jutro, Geslak, nieczynne\nGabinet Usmiech, tel. 22 123 45 67"
        assert item.patient_name == "Zofia Gęślak"
    batch = desk.batch(written.batch_id)
    assert (counts(batch), batch.recipients, batch.actor_id) == ({"sent": 2}, 2, ACTOR)


def test_ten_thousand_are_written_in_one_go_and_counted_by_the_index(desk, plan, made):
    introduce(plan, 1)
    with psycopg.connect(made.owner_url) as owner:
        owner.execute("SELECT set_config('app.practice_id', 'all', false)")
        owner.execute(
            "INSERT INTO patients SELECT gen_random_uuid(), %s, 1, 'Jan', 'Nr ' || n, '+48600' || lpad(n::text, 6, '0'),"
            " NULL, true, true FROM generate_series(1, 9999) AS n",
            [PRACTICE],
        )
        ids = [row[0] for row in owner.execute("SELECT patient_id FROM patients")]
    text = "Dzień dobry, {{ patient_last_name }}!"
    written = desk.write(rpc.WriteMessages(channel="sms", patient_ids=ids, text=text))
    assert (written.recipients, written.parts, len(written.samples)) == (10_000, 10_000, 5)
    [batch] = desk.batches()
    assert counts(batch) == {"planned": 10_000}
    with psycopg.connect(made.app_url) as connection:
        for name, value in (("app.practice_id", str(PRACTICE)), ("enable_seqscan", "off")):
            connection.execute("SELECT set_config(%s, %s, false)", [name, value])
        counting = f"SELECT state, count(*) FROM messages WHERE batch_id IN ('{batch.id}') GROUP BY state"
        assert "messages_of_batch" in str(connection.execute(f"EXPLAIN {counting}").fetchall())
    assert counts(desk.stop(batch.id)) == {"cancelled": 10_000}
    assert {item.reason for item in desk.listed(state="cancelled", limit=3)} == {"stopped"}


def test_the_same_request_twice_even_at_once_writes_once(desk, plan):
    patients = introduce(plan, 3)
    both = Barrier(2)

    def ask(_):
        both.wait()
        return desk.write(draft(patients), key="once")

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(ask, range(2))
    assert first == second
    assert len(desk.listed()) == 3
    with pytest.raises(IdempotencyKeyReused):
        desk.write(draft(patients[:1]), key="once")


def test_looking_first_keeps_nothing_and_says_the_same(desk, plan):
    patients = introduce(plan, 2)
    checked = desk.check(draft(patients))
    assert (desk.listed(), desk.batches()) == ([], [])
    written = desk.write(draft(patients))
    assert checked.batch_id is None
    assert checked.model_copy(update={"batch_id": written.batch_id, "send_at": written.send_at}) == written


def test_another_practices_patients_batches_and_messages_are_not_found(desk, plan, db, clock):
    [mine], theirs = introduce(plan, 1), introduce(plan, 2, practice=OTHER)
    other_desk = FrontDesk(db, clock, OTHER)
    written = other_desk.write(draft(theirs))
    [message, _] = other_desk.listed()
    some = desk.write(draft([mine, *theirs]))
    assert (some.recipients, [(left.reason, left.count) for left in some.left]) == (1, [("unknown_patient", 2)])
    for attempt in (
        lambda: desk.write(draft(theirs)),
        lambda: desk.batch(written.batch_id),
        lambda: desk.stop(written.batch_id),
        lambda: desk.resend(message.id),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert desk.listed(batch_id=written.batch_id) == []
    assert counts(other_desk.batch(written.batch_id)) == {"planned": 2}


def test_a_channel_that_is_switched_off_refuses_and_calls_off_what_waits_for_good(desk, plan, due, db, clock):
    patients = introduce(plan, 3)
    written = desk.write(draft(patients))
    [sent] = waiting(due, limit=1)
    send(db, clock)(sent.id)
    plan.take_practice(uuid4(), a_practice(version=2, sms=False))
    with pytest.raises(ChannelOff):
        desk.write(draft(patients))
    plan.take_practice(uuid4(), a_practice(version=3))
    assert counts(desk.batch(written.batch_id)) == {"sent": 1, "cancelled": 2}
    assert waiting(due) == []
    one, two = desk.listed(state="cancelled")
    assert (one.reason, one.can_resend, two.can_resend) == ("channel_off", True, True)


def test_consent_withdrawn_after_writing_counts_at_the_last_moment(desk, plan, due, db, clock):
    [patient] = introduce(plan, 1)
    desk.write(draft([patient]))
    plan.take_patient(uuid4(), replace(patient, version=2, sms_consent=False))
    [claimed] = waiting(due)
    provider = Provider()
    assert send(db, clock, provider)(claimed.id) is Outcome.WITHHELD
    [item] = desk.listed()
    assert (item.state, item.reason, item.can_resend, provider.accepted) == ("skipped", "no_consent", False, {})


def test_what_failed_is_sent_again_under_another_key_and_only_once(desk, plan, due, db, clock):
    [patient] = introduce(plan, 1)
    desk.write(draft([patient]))
    provider = Provider(Rejected(Reason.REJECTED_BY_PROVIDER))
    [claimed] = waiting(due)
    assert send(db, clock, provider)(claimed.id) is Outcome.FAILED
    [item] = desk.listed()
    assert (item.state, item.can_resend) == ("failed", True)
    first, again = (desk.resend(item.id, key="again") for _ in range(2))
    assert first == again
    assert (first.state, first.reason, first.can_resend) == ("planned", None, False)
    with pytest.raises(MessageNotResendable):
        desk.resend(item.id)
    [claimed] = waiting(due)
    assert send(db, clock, provider)(claimed.id) is Outcome.SENT
    assert item.id not in provider.accepted
    assert [one.state for one in desk.listed()] == ["sent"]


def test_filters_by_channel_kind_state_and_patient_and_pages_of_batches(desk, plan):
    patients = introduce(plan, 2)
    desk.write(draft(patients))
    desk.write(draft(patients[:1], channel="email"))
    assert len(desk.listed(channel="sms")) == 2
    assert len(desk.listed(channel="email", kind="written", state="planned")) == 1
    assert desk.listed(kind="reminder") == []
    assert len(desk.listed(patient_id=patients[0].id)) == 2
    [first] = desk.batches(limit=1)
    [second] = desk.batches(limit=1, after=first.id)
    assert [first.channel, second.channel] == ["email", "sms"]
    assert desk.batches(after=second.id) == []


def test_a_batch_and_a_switch_that_come_at_the_same_moment_do_not_miss_each_other(desk, plan):
    patients = introduce(plan, 5)
    for version in range(2, 22, 2):
        both = Barrier(2)

        def write(both=both):
            both.wait()
            with suppress(ChannelOff):
                desk.write(draft(patients))

        def switch_off(both=both, version=version):
            both.wait()
            plan.take_practice(uuid4(), a_practice(version=version, sms=False))

        with ThreadPoolExecutor(2) as pool:
            for done in (pool.submit(write), pool.submit(switch_off)):
                done.result()
        assert desk.listed(state="planned") == []
        plan.take_practice(uuid4(), a_practice(version=version + 1))


def test_who_wrote_stopped_and_sent_again_is_on_record_without_a_word_of_it(desk, plan, made):
    [patient] = introduce(plan, 1)
    written = desk.write(draft([patient], text="Pani Zofio, zapraszamy"))
    desk.stop(written.batch_id)
    [item] = desk.listed()
    desk.resend(item.id)
    assert desk.trail() == [
        ("resend_message", "message", item.id, ACTOR),
        ("stop_batch", "batch", written.batch_id, ACTOR),
        ("write_messages", "batch", written.batch_id, ACTOR),
    ]
    assert desk.trail(subject="message") == desk.trail()[:1]
    with psycopg.connect(made.owner_url) as owner:
        owner.execute("SELECT set_config('app.practice_id', 'all', false)")
        assert "Zofio" not in str(owner.execute("SELECT changes::text FROM changes").fetchall())
