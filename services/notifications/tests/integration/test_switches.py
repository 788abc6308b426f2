"""A practice's change against what is under way, side by side, on a real PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import time
from threading import Event
from uuid import uuid4

import psycopg
import pytest
from chassis.ids import new_id
from notifications.adapters.books import open_books
from notifications.adapters.due_lines import PostgresDueLines
from notifications.application.plan_reminders import PlanReminders
from notifications.application.send_message import Outcome
from notifications.domain.channel import Channel, Lane
from notifications.domain.message import Reason, State

from dev.processes import wait_for
from services.notifications.tests.factories import PRACTICE, a_practice, local
from services.notifications.tests.fakes import Provider
from services.notifications.tests.integration.ledger import DUE, LEASE, book, claimed_by, entries, send

pytestmark = pytest.mark.database


def lines(db, channel=Channel.SMS, practice=PRACTICE):
    found = [entry.case.line for entry in entries(db, practice)]
    return [line for line in found if line.channel is channel]


def test_switching_off_ends_what_is_planned_queued_and_claimed_and_leaves_what_was_handed_over(db, plan, due, clock):
    book(plan, count=6)
    clock.now = DUE
    claimed = claimed_by(due, limit=4)
    provider = Provider()
    assert send(db, clock, provider)(claimed[0].id) is Outcome.SENT
    plan.take_practice(uuid4(), a_practice(version=2, sms=False))
    by_id = {line.id: line for line in lines(db)}
    assert by_id.pop(claimed[0].id).state is State.SENT
    assert {(line.state, line.reason) for line in by_id.values()} == {(State.CANCELLED, Reason.CHANNEL_OFF)}
    assert {line.state for line in lines(db, Channel.EMAIL)} == {State.PLANNED}
    for one in claimed[1:]:
        assert send(db, clock, provider)(one.id) is Outcome.NOT_OURS
    due.give_back(Lane.SMS, [one.id for one in claimed], DUE)
    assert claimed_by(due, limit=10) == []
    assert len(provider.accepted) == 1


def test_switched_on_again_the_same_lines_come_back_and_what_went_out_does_not(db, plan, due, clock):
    book(plan, count=2)
    clock.now = DUE
    [first] = claimed_by(due, limit=1)
    provider = Provider()
    send(db, clock, provider)(first.id)
    before = {line.id for line in lines(db)}
    for version, sms in ((2, False), (3, True), (4, False), (5, True)):
        plan.take_practice(uuid4(), a_practice(version=version, sms=sms))
    assert {line.id for line in lines(db)} == before
    [again] = claimed_by(due)
    assert again.id != first.id
    assert send(db, clock, provider)(again.id) is Outcome.SENT
    assert set(provider.accepted) == before


def test_another_practices_switch_changes_nothing_here(db, plan):
    other = uuid4()
    book(plan)
    book(plan, practice=other)
    plan.take_practice(uuid4(), a_practice(id=other, version=2, sms=False))
    assert [line.state for line in lines(db)] == [State.PLANNED]
    assert [line.state for line in lines(db, practice=other)] == [State.CANCELLED]


@pytest.mark.parametrize(
    ("change", "sent"),
    [({"reminder_hour": time(17)}, "2026-11-23 17:00"), ({"quiet": "21:00-11:30"}, "2026-11-23 11:30")],
)
def test_another_hour_or_other_quiet_hours_move_what_is_planned(db, plan, due, change, sent):
    book(plan, count=2)
    plan.take_practice(uuid4(), a_practice(version=2, **change))
    assert {(line.send_at, line.due_at) for line in lines(db)} == {(local(sent), local(sent))}
    assert claimed_by(due, DUE) == []
    assert len(claimed_by(due, local(sent))) == 2


class SlowPlanner:
    """Has done its work and has yet to commit it, until it is told to go on."""

    def __init__(self, db, clock):
        self.done, self.go_on = Event(), Event()
        self._open = open_books(db)
        self.plan = PlanReminders(self._slowly, clock, new_id)

    @contextmanager
    def _slowly(self, practice_id):
        with self._open(practice_id) as books:
            yield books
            self.done.set()
            assert self.go_on.wait(10)


@pytest.mark.parametrize(
    ("change", "outcome"),
    [({"sms": False}, Outcome.NOT_OURS), ({"name": "Gabinet Nowy", "phone": "+48600700800"}, Outcome.SENT)],
)
def test_the_last_look_sees_a_change_that_is_committed_while_it_waits_for_the_line(made, db, clock, change, outcome):
    """The sender asked for the line before the change was committed, and got it after."""
    book(PlanReminders(open_books(db), clock, new_id))
    clock.now = DUE
    [claimed] = claimed_by(PostgresDueLines(db))
    slow, provider = SlowPlanner(db, clock), Provider()
    with ThreadPoolExecutor(2) as pool:
        planning = pool.submit(slow.plan.take_practice, uuid4(), a_practice(version=2, **change))
        assert slow.done.wait(10)
        sending = pool.submit(send(db, clock, provider), claimed.id)
        wait_for(lambda: waiting_for_a_lock(made), "the sender waits for the line", seconds=10)
        slow.go_on.set()
        assert sending.result(10) is outcome
        planning.result(10)
    sent = [letter.text for letter in provider.accepted.values()]
    assert sent == ([] if outcome is Outcome.NOT_OURS else [sent[0]])
    assert all("Gabinet Nowy" in text and "600 700 800" in text for text in sent)


def waiting_for_a_lock(made):
    with psycopg.connect(made.app_url) as connection:
        query = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'"
        return connection.execute(query, [made.name]).fetchone()[0] > 0


def test_a_sender_whose_lease_ended_looks_again_and_sees_the_switch(db, plan, due, clock):
    book(plan)
    clock.now = DUE
    [claimed] = claimed_by(due)

    class Dies(Provider):
        def deliver(self, letter, key):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        send(db, clock, Dies())(claimed.id)
    assert lines(db)[0].state is State.SENDING
    plan.take_practice(uuid4(), a_practice(version=2, sms=False))
    assert lines(db)[0].state is State.SENDING, "the provider may have it at this moment"
    clock.now = lines(db)[0].due_at
    [again] = due.claim(Lane.SMS, clock.now, 10, LEASE).due
    provider = Provider()
    assert send(db, clock, provider)(again.id) is Outcome.WITHHELD
    assert (lines(db)[0].state, lines(db)[0].reason) == (State.FAILED, Reason.OUTCOME_UNKNOWN)
    assert provider.accepted == {}
