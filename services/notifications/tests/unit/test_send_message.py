"""One message reaches the patient once, whatever happens on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from notifications.application.send_message import Outcome, SendMessage
from notifications.domain.message import Letter, Reason, State
from notifications.domain.sending import Accepted, NotNow, Rejected
from notifications.domain.visit import VisitStatus

from services.notifications.tests.factories import (
    PATIENCE,
    STARTS,
    HandClock,
    a_line,
    a_patient,
    a_practice,
    a_visit,
    local,
)
from services.notifications.tests.fakes import Killed, Memory, PlainWording, Provider

DUE = local("2026-11-23 10:00")
LINE = a_line(state=State.QUEUED, due_at=DUE + timedelta(seconds=30))


class Sender:
    """The use case over a memory that holds one queued line."""

    def __init__(self, provider=None, line=LINE, now=DUE):
        self.memory = Memory()
        self.memory.kept_practice = a_practice()
        self.memory.kept_patients = {a_patient().id: a_patient()}
        self.memory.kept_visits = {a_visit().id: a_visit()}
        self.memory.ledger = {line.id: line}
        self.provider = provider or Provider()
        self.clock = HandClock(now)
        self.lags = []
        self.send = SendMessage(
            self.memory.open_desk, self.provider, PlainWording(), self.clock, PATIENCE, self.lags.append
        )

    @property
    def line(self):
        return self.memory.ledger[LINE.id]

    def __call__(self):
        return self.send(LINE.id)

    def dispatched_again(self):
        """As the dispatcher does when the line is due or its lease has ended."""
        assert self.line.due_at is not None
        self.clock.now = max(self.clock.now, self.line.due_at)
        self.memory.ledger[LINE.id] = replace(
            self.line, state=State.QUEUED, due_at=self.clock.now + timedelta(seconds=30)
        )


def test_a_queued_message_is_sent_and_recorded_with_its_text_and_the_providers_id():
    sender = Sender()
    assert sender() is Outcome.SENT
    assert (sender.line.state, sender.line.due_at, sender.line.maybe_accepted) == (State.SENT, None, False)
    assert sender.memory.letters[LINE.id] == sender.provider.accepted[LINE.id]
    assert sender.memory.provider_ids[LINE.id] == "p1"


def test_how_late_a_message_went_is_told_once_and_only_of_what_the_provider_took():
    sender = Sender(Provider(NotNow(maybe_accepted=False), Accepted("p1")), now=DUE + timedelta(seconds=3))
    assert sender() is Outcome.RETRY
    assert sender.lags == []
    sender.dispatched_again()
    assert sender() is Outcome.SENT
    assert sender() is Outcome.NOT_OURS
    assert sender.lags == [sender.clock.now - DUE]
    assert sender.lags[0] > timedelta(seconds=3), "from the time it was planned for, not from the last try"


def test_the_line_is_claimed_before_the_provider_is_called():
    sender = Sender()
    seen = []
    deliver = sender.provider.deliver
    sender.provider.deliver = lambda letter, key: seen.append(sender.line) or deliver(letter, key)
    sender()
    assert (seen[0].state, seen[0].attempts, seen[0].maybe_accepted) == (State.SENDING, 1, True)
    assert seen[0].due_at == DUE + PATIENCE.lease


def test_a_redelivered_id_of_a_sent_message_sends_nothing():
    sender = Sender()
    sender()
    assert sender() is Outcome.NOT_OURS
    assert len(sender.provider.accepted) == 1


def test_an_id_that_nobody_knows_is_done_with():
    assert Sender().send(a_visit().id) is Outcome.NOT_OURS


@pytest.mark.parametrize("state", [State.PLANNED, State.FAILED, State.CANCELLED, State.SKIPPED])
def test_an_id_whose_line_is_not_queued_sends_nothing(state):
    sender = Sender(line=replace(LINE, state=state))
    assert sender() is Outcome.NOT_OURS
    assert sender.provider.accepted == {}


def test_a_message_in_another_senders_hands_is_left_to_it_until_the_lease_ends():
    sender = Sender(line=replace(LINE, state=State.SENDING, due_at=DUE + timedelta(seconds=1)))
    assert sender() is Outcome.NOT_OURS
    sender.clock.pass_by(timedelta(seconds=1))
    assert sender() is Outcome.SENT


def test_killed_after_the_provider_accepted_it_ends_as_one_message():
    sender = Sender(Provider(die_after_accepting=True))
    with pytest.raises(Killed):
        sender()
    assert sender.line.state is State.SENDING
    assert sender() is Outcome.NOT_OURS  # redelivered before the lease has ended
    sender.dispatched_again()
    assert sender() is Outcome.ALREADY_SENT
    assert sender.line.state is State.SENT
    assert len(sender.provider.accepted) == 1


def test_killed_before_the_claim_was_kept_it_is_sent_by_the_next():
    sender = Sender()
    sender.memory.crash_on_put_of = State.SENDING
    with pytest.raises(Killed):
        sender()
    sender.memory.crash_on_put_of = None
    assert sender() is Outcome.SENT


def test_an_answer_that_was_lost_after_accepting_ends_as_one_message():
    sender = Sender(Provider(accept_silently=1))
    assert sender() is Outcome.RETRY
    assert (sender.line.state, sender.line.maybe_accepted) == (State.PLANNED, True)
    sender.dispatched_again()
    assert sender() is Outcome.ALREADY_SENT
    assert len(sender.provider.accepted) == 1


def test_the_ledger_keeps_the_text_that_went_and_not_a_later_one():
    sender = Sender(Provider(accept_silently=1))
    sender()
    sender.memory.kept_practice = a_practice(version=2, name="Gabinet Nowy")
    sender.dispatched_again()
    assert sender() is Outcome.ALREADY_SENT
    assert sender.memory.letters[LINE.id] == sender.provider.accepted[LINE.id]


def test_a_new_name_or_number_reaches_what_was_not_sent_yet():
    sender = Sender()
    sender.memory.kept_practice = a_practice(version=2, name="Gabinet Nowy")
    sender.memory.kept_patients[a_patient().id] = a_patient(version=2, phone="+48600700800")
    sender()
    sent = sender.provider.accepted[LINE.id]
    assert sent.to == "+48600700800"
    assert sent.text.startswith("Gabinet Nowy")


def test_temporary_failures_are_tried_again_after_growing_delays():
    sender = Sender(Provider(*[NotNow(maybe_accepted=False)] * 3))
    delays = []
    for _ in range(3):
        assert sender() is Outcome.RETRY
        delays.append(sender.line.due_at - sender.clock.now)
        sender.dispatched_again()
    assert delays == [timedelta(seconds=5), timedelta(minutes=1), timedelta(minutes=1)]
    assert sender() is Outcome.SENT
    assert sender.line.send_at == DUE


def test_a_permanent_refusal_is_final_at_once():
    sender = Sender(Provider(Rejected(Reason.INVALID_PHONE)))
    assert sender() is Outcome.FAILED
    assert (sender.line.state, sender.line.reason) == (State.FAILED, Reason.INVALID_PHONE)


@pytest.mark.parametrize(("maybe", "reason"), [(False, Reason.PROVIDER_UNAVAILABLE), (True, Reason.OUTCOME_UNKNOWN)])
def test_a_provider_that_stays_away_until_the_visit_is_near_makes_it_fail(maybe, reason):
    sender = Sender(Provider(NotNow(maybe_accepted=maybe)), now=STARTS - timedelta(hours=2, seconds=3))
    assert sender() is Outcome.FAILED
    assert (sender.line.state, sender.line.reason) == (State.FAILED, reason)


def test_an_open_question_stays_open_after_a_clear_refusal_of_a_later_attempt():
    sender = Sender(Provider(NotNow(maybe_accepted=True), NotNow(maybe_accepted=False)))
    sender()
    sender.dispatched_again()
    sender()
    assert sender.line.maybe_accepted


def test_an_open_question_that_the_provider_no_longer_remembers_is_not_sent_again():
    old = replace(LINE, maybe_accepted=True, attempts=1, claimed_at=DUE - timedelta(hours=21))
    sender = Sender(line=old)
    assert sender() is Outcome.WITHHELD
    assert (sender.line.state, sender.line.reason) == (State.FAILED, Reason.OUTCOME_UNKNOWN)
    assert sender.provider.accepted == {}


LAST_LOOKS = {
    "cancelled": (
        lambda memory: memory.kept_visits.update({a_visit().id: a_visit(version=2, status=VisitStatus.CANCELLED)}),
        State.CANCELLED,
        Reason.VISIT_CANCELLED,
    ),
    "moved": (
        lambda memory: memory.kept_visits.update({a_visit().id: a_visit(STARTS + timedelta(days=1), version=2)}),
        State.CANCELLED,
        Reason.VISIT_MOVED,
    ),
    "switched off": (
        lambda memory: setattr(memory, "kept_practice", a_practice(sms=False)),
        State.CANCELLED,
        Reason.CHANNEL_OFF,
    ),
    "consent withdrawn": (
        lambda memory: memory.kept_patients.update({a_patient().id: a_patient(sms_consent=False)}),
        State.SKIPPED,
        Reason.NO_CONSENT,
    ),
    "number removed": (
        lambda memory: memory.kept_patients.update({a_patient().id: a_patient(phone=None)}),
        State.SKIPPED,
        Reason.NO_PHONE,
    ),
}


@pytest.mark.parametrize("case", LAST_LOOKS)
def test_the_last_look_stops_what_is_no_longer_wanted(case):
    change, state, reason = LAST_LOOKS[case]
    sender = Sender()
    change(sender.memory)
    assert sender() is Outcome.WITHHELD
    assert (sender.line.state, sender.line.reason) == (state, reason)
    assert sender.provider.accepted == {}


@pytest.mark.parametrize("case", LAST_LOOKS)
def test_one_that_the_provider_may_have_is_not_said_to_have_been_withheld(case):
    """Its answer was lost and its visit called off before anybody could ask again: the patient may have it."""
    change, _, _ = LAST_LOOKS[case]
    sender = Sender(Provider(accept_silently=1))
    sender()
    change(sender.memory)
    sender.dispatched_again()
    assert sender() is Outcome.WITHHELD
    assert (sender.line.state, sender.line.reason) == (State.FAILED, Reason.OUTCOME_UNKNOWN)
    assert len(sender.provider.accepted) == 1


def test_nothing_goes_out_at_night_even_if_it_was_queued_late():
    sender = Sender(now=local("2026-11-23 23:00"))
    assert sender() is Outcome.WITHHELD
    assert sender.line.state is State.PLANNED
    assert sender.line.due_at == sender.line.send_at == local("2026-11-24 08:00")


@pytest.mark.parametrize("now", [STARTS - timedelta(minutes=90), STARTS, STARTS + timedelta(hours=1)])
def test_nothing_goes_out_when_the_visit_is_near_or_past(now):
    sender = Sender(now=now)
    assert sender() is Outcome.WITHHELD
    assert (sender.line.state, sender.line.reason) == (State.SKIPPED, Reason.TOO_LATE)


def test_an_acceptance_is_recorded_even_if_the_lease_ended_and_the_visit_was_cancelled_meanwhile():
    sender = Sender()

    def slow(letter: Letter, key):
        sender.memory.ledger[LINE.id] = replace(
            sender.line, state=State.CANCELLED, reason=Reason.VISIT_CANCELLED, due_at=None
        )
        return Accepted("p1")

    sender.provider.deliver = slow
    assert sender() is Outcome.SENT
    assert (sender.line.state, sender.line.reason) == (State.SENT, None)


def test_a_failure_that_is_reported_after_the_lease_ended_changes_nothing():
    sender = Sender()

    def slow(letter: Letter, key):
        sender.dispatched_again()
        return NotNow(maybe_accepted=False)

    sender.provider.deliver = slow
    assert sender() is Outcome.NOT_OURS
    assert sender.line.state is State.QUEUED
