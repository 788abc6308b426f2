"""What is due goes to its queue, in batches, and nothing is lost when the broker takes only some."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from notifications.application.dispatch_due import DispatchDue
from notifications.domain.channel import Channel, Lane
from notifications.domain.message import Reason, State, Written
from notifications.entrypoints.dispatcher import AT_LEAST, AT_MOST, pause

from services.notifications.tests.factories import PATIENT, PRACTICE, STARTS, TRACE, HandClock, a_line, local
from services.notifications.tests.fake_codes import a_code
from services.notifications.tests.fake_letters import a_letter
from services.notifications.tests.fakes import Memory, MemoryQueue

DUE = local("2026-11-23 10:00")


def lines(count, channel=Channel.SMS, **changes):
    return [
        a_line(id=UUID(int=number + (0 if channel is Channel.SMS else 1000)), channel=channel, **changes)
        for number in range(count)
    ]


class Round:
    def __init__(self, *ledger, queue=None, now=DUE, batch=10, at_most_under_way=100):
        self.memory = Memory()
        self.memory.ledger = {line.id: line for line in ledger}
        self.queue = queue or MemoryQueue()
        self.clock = HandClock(now)
        self.dispatch = DispatchDue(
            self.memory, self.queue, self.clock, timedelta(seconds=30), batch, at_most_under_way
        )

    def states(self):
        return {line.id.int: line.state for line in self.memory.ledger.values()}


def test_what_is_due_is_queued_with_a_lease_and_only_its_id_and_trace_go_out():
    round_ = Round(*lines(2), *lines(1, Channel.EMAIL))
    assert round_.dispatch(1000).count == 3
    assert {(due.lane, due.trace_id) for due in round_.queue.published} == {(Lane.SMS, TRACE), (Lane.EMAIL, TRACE)}
    assert set(round_.states().values()) == {State.QUEUED}
    assert {line.due_at for line in round_.memory.ledger.values()} == {DUE + timedelta(seconds=30)}


def test_what_is_not_due_stays_and_the_next_time_is_told():
    round_ = Round(*lines(1), now=DUE - timedelta(minutes=1))
    done = round_.dispatch(1000)
    assert (done.count, done.next_due) == (0, DUE)


def test_a_lease_that_ended_is_dispatched_again():
    round_ = Round(*lines(1))
    round_.dispatch(1000)
    assert round_.dispatch(1000).count == 0
    round_.clock.pass_by(timedelta(seconds=30))
    assert round_.dispatch(1000).count == 1


def test_letters_go_before_reminders_however_many_are_due():
    round_ = Round(*lines(25))
    letter = a_letter(due_at=DUE, expires_at=DUE + timedelta(hours=1))
    round_.memory.ledger[letter.id] = letter
    assert round_.dispatch(5).count == 5
    assert [due.lane for due in round_.queue.published] == [Lane.LETTERS] + [Lane.SMS] * 4


def test_codes_go_before_reminders_each_in_the_lane_of_its_channel():
    round_ = Round(*lines(25))
    expires_at = DUE + timedelta(minutes=10)
    codes = [
        a_code(id=UUID(int=5000 + number), channel=channel, due_at=DUE, expires_at=expires_at)
        for number, channel in enumerate(Channel)
    ]
    round_.memory.ledger |= {code.id: code for code in codes}
    round_.dispatch(6)
    assert [due.lane for due in round_.queue.published] == [Lane.CODE_SMS, Lane.CODE_EMAIL] + [Lane.SMS] * 4


def test_a_full_queue_of_reminders_holds_no_letter_back():
    round_ = Round(*lines(20), at_most_under_way=7)
    round_.dispatch(1000)
    letter = a_letter(due_at=DUE, expires_at=DUE + timedelta(hours=1))
    round_.memory.ledger[letter.id] = letter
    round_.dispatch(1000)
    assert round_.queue.published[-1].id == letter.id


def written(count, channel=Channel.SMS):
    return [
        Written(
            id=UUID(int=2000 + number),
            practice_id=PRACTICE,
            channel=channel,
            patient_id=PATIENT,
            batch_id=UUID(int=0xBA),
            expires_at=DUE + timedelta(days=1),
            state=State.PLANNED,
            reason=None,
            send_at=DUE,
            due_at=DUE,
            trace_id=TRACE,
        )
        for number in range(count)
    ]


def test_reminders_go_before_what_was_written_by_hand_and_in_a_queue_of_their_own():
    round_ = Round(*written(20), *lines(4))
    assert round_.dispatch(6).count == 6
    assert [due.lane for due in round_.queue.published] == [Lane.SMS] * 4 + [Lane.WRITTEN_SMS] * 2


def test_a_full_queue_of_written_messages_holds_no_reminder_back():
    round_ = Round(*written(20), at_most_under_way=7)
    round_.dispatch(1000)
    late = lines(1)[0]
    round_.memory.ledger[late.id] = late
    round_.dispatch(1000)
    assert round_.queue.published[-1].id == late.id


def test_two_channels_share_what_is_allowed():
    round_ = Round(*lines(9), *lines(9, Channel.EMAIL))
    round_.dispatch(6)
    assert [due.lane for due in round_.queue.published] == [Lane.SMS] * 3 + [Lane.EMAIL] * 3


def test_one_round_takes_a_batch_and_no_more_than_allowed():
    round_ = Round(*lines(25))
    assert round_.dispatch(1000).count == 10
    assert round_.dispatch(4).count == 4
    assert round_.dispatch(0).count == 0


def test_a_full_queue_makes_the_rest_wait_in_the_ledger():
    round_ = Round(*lines(20), at_most_under_way=7)
    assert [round_.dispatch(1000).count for _ in range(2)] == [7, 0]
    sent = next(line for line in round_.memory.ledger.values() if line.state is State.QUEUED)
    round_.memory.ledger[sent.id] = replace(sent, state=State.SENT, due_at=None)
    assert round_.dispatch(1000).count == 1


def test_what_the_broker_did_not_confirm_is_given_back():
    round_ = Round(*lines(5), queue=MemoryQueue(room=3))
    assert round_.dispatch(1000).count == 3
    assert round_.states() == {0: State.QUEUED, 1: State.QUEUED, 2: State.QUEUED, 3: State.PLANNED, 4: State.PLANNED}


def test_a_broker_that_is_away_leaves_everything_planned():
    class Away(MemoryQueue):
        def publish(self, due):
            raise ConnectionError

    round_ = Round(*lines(5), queue=Away())
    with pytest.raises(ConnectionError):
        round_.dispatch(1000)
    assert set(round_.states().values()) == {State.PLANNED}


def test_after_an_outage_a_reminder_for_a_visit_that_is_near_or_past_is_not_sent():
    round_ = Round(*lines(2), now=STARTS - timedelta(hours=1))
    done = round_.dispatch(1000)
    assert (done.count, done.closed) == (0, 2)
    assert {line.reason for line in round_.memory.ledger.values()} == {Reason.TOO_LATE}


@pytest.mark.parametrize(
    ("ahead", "seconds"),
    [(None, AT_MOST), (timedelta(seconds=2), 2.0), (timedelta(hours=3), AT_MOST), (timedelta(seconds=-9), AT_LEAST)],
)
def test_a_dispatcher_without_work_waits_until_the_next_is_due(ahead, seconds):
    assert pause(ahead and DUE + ahead, DUE) == seconds
