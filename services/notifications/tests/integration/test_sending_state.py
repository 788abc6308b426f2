"""Whether reminders are late, from the senders' word and the ledger to the answer on the wire."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from chassis.database import Database
from contracts.context import Context
from notifications.adapters import wire_messages
from notifications.adapters.office import Office
from notifications.adapters.standing import AGAIN, SMSAPI, SMTP, Reporter
from notifications.application.read_sending_state import read_sending_state
from notifications.domain.punctuality import LATE_AFTER, STILL_DOWN

from services.notifications.tests.factories import PRACTICE, TRACE, a_practice
from services.notifications.tests.integration.ledger import DUE, book, claimed_by, send

pytestmark = pytest.mark.database

OTHER = UUID(int=0xB)
SECOND = timedelta(seconds=1)


@pytest.fixture
def ask(db, clock):
    """What a practice is told, by channel."""

    def ask(practice=PRACTICE):
        def look(desk):
            return wire_messages.sending_state_to(read_sending_state(desk), desk.now, desk.practice().zone)

        state = Office(db, clock).read(Context(trace_id=TRACE, practice_id=practice), look)
        return state, {each.channel: each for each in state.channels}

    return ask


def test_reminders_that_did_not_go_out_in_time_are_counted_and_dated(plan, clock, ask):
    book(plan, count=3)
    book(plan, count=1, practice=OTHER)
    clock.now = DUE + LATE_AFTER
    assert ask()[0].late == 0
    clock.now += SECOND
    state, by = ask()
    assert (state.late, by["sms"].late, by["email"].late) == (6, 3, 3)
    assert (by["sms"].why, by["sms"].oldest_due) == ("stalled", DUE)
    assert str(by["sms"].oldest_due) == "2026-11-23 10:00:00+01:00"
    assert ask(OTHER)[0].late == 2


def test_what_is_out_or_in_nobodys_plan_any_more_is_not_late(plan, due, db, clock, ask):
    book(plan, count=2)
    clock.now = DUE + 2 * LATE_AFTER
    for line in claimed_by(due, clock.now):
        send(db, clock)(line.id)
    assert ask()[1]["sms"].late == 0
    plan.take_practice(uuid4(), a_practice(version=2, email=False))
    assert ask()[0].late == 0
    assert not ask()[1]["email"].on


def test_what_waits_in_a_queue_is_as_late_as_what_waits_in_the_ledger(plan, due, clock, ask):
    book(plan, count=2)
    clock.now = DUE + LATE_AFTER + SECOND
    claimed_by(due, clock.now, limit=1)
    assert ask()[1]["sms"].late == 2


def test_what_the_senders_say_of_a_provider_reaches_the_practice(plan, db, clock, ask):
    book(plan)
    clock.now = DUE + LATE_AFTER + SECOND
    one, other = Reporter(db, SMSAPI, clock), Reporter(db, SMSAPI, clock)
    one.tell(False)
    since = clock.now
    clock.now += 50 * SECOND
    other.tell(False)
    clock.now += STILL_DOWN - SECOND
    sms = ask()[1]["sms"]
    assert (sms.why, sms.since) == ("provider_unavailable", since)
    assert ask()[1]["email"].why == "stalled", "the other provider is another matter"
    other.tell(True)
    assert (ask()[1]["sms"].why, ask()[1]["sms"].since) == ("catching_up", None)


def test_a_new_outage_begins_when_it_begins(plan, db, clock, ask):
    book(plan)
    reporter = Reporter(db, SMTP, clock)
    reporter.tell(False)
    clock.now += STILL_DOWN + SECOND
    reporter.tell(False)
    assert ask()[1]["email"].since == clock.now


def test_the_same_word_is_written_now_and_then_and_a_new_one_at_once(plan, db, clock, ask):
    book(plan)
    reporter = Reporter(db, SMSAPI, clock)
    reporter.tell(True)
    reporter.tell(False)
    assert ask()[1]["sms"].why == "provider_unavailable"
    Reporter(db, SMSAPI, clock).tell(True)
    reporter.tell(False)
    assert ask()[1]["sms"].why is None, "it said so a moment ago"
    clock.now += AGAIN
    reporter.tell(False)
    assert ask()[1]["sms"].why == "provider_unavailable"


def test_a_word_that_cannot_be_written_holds_up_no_message(made, clock):
    gone = Database(made.app_url.replace("notifications", "nowhere"), pool_size=1)
    Reporter(gone, SMSAPI, clock).tell(True)
    gone.dispose()
