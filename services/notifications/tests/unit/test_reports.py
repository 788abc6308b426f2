"""What a provider reports afterwards moves a message to its last state: whenever the report comes, and however often."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notifications.application.send_message import Outcome
from notifications.application.take_reports import TakeReports, Told
from notifications.domain.message import Reason, State
from notifications.domain.reports import Report, reported

from services.notifications.tests.factories import HandClock, a_line, local
from services.notifications.tests.fake_provider_side import Receipts
from services.notifications.tests.unit.test_send_message import LINE, Provider, Sender

NOW = local("2026-11-23 10:00")
SENT = a_line(state=State.SENT, due_at=None, attempts=1)
FAILURES = {
    Report.UNDELIVERED: Reason.UNDELIVERED,
    Report.EXPIRED: Reason.EXPIRED,
    Report.REJECTED: Reason.REJECTED_BY_OPERATOR,
    Report.BAD_ADDRESS: Reason.REJECTED_ADDRESS,
}


def told(report, key=SENT.id, **changes):
    return replace(Told(key=key, provider_id="p1", report=report, at=NOW - timedelta(seconds=3)), **changes)


def taken(line, *reports, provider_id="p1"):
    receipts = Receipts({line.id: (line, provider_id)})
    changed = TakeReports(receipts.open, HandClock(NOW))(reports)
    return receipts, changed


def test_a_sent_message_is_delivered_at_the_time_that_the_provider_says():
    receipts, changed = taken(SENT, told(Report.DELIVERED))
    assert changed == 1
    assert receipts.line(SENT.id).state is State.DELIVERED
    assert receipts.at[SENT.id] == NOW - timedelta(seconds=3)


@pytest.mark.parametrize("report", FAILURES)
def test_a_sent_message_that_did_not_arrive_failed_and_says_why(report):
    receipts, _ = taken(SENT, told(report))
    line = receipts.line(SENT.id)
    assert (line.state, line.reason, line.due_at) == (State.FAILED, FAILURES[report], None)


def test_a_report_without_a_time_or_from_a_clock_ahead_of_ours_counts_from_now():
    for at in (None, NOW + timedelta(hours=1)):
        receipts, _ = taken(SENT, told(Report.DELIVERED, at=at))
        assert receipts.at[SENT.id] == NOW


def test_a_report_that_says_nothing_final_changes_nothing():
    receipts, changed = taken(SENT, told(Report.UNKNOWN))
    assert (changed, receipts.line(SENT.id)) == (0, SENT)


def test_a_report_finds_its_message_by_the_providers_id_alone():
    receipts, changed = taken(SENT, told(Report.DELIVERED, key=None))
    assert changed == 1
    assert receipts.line(SENT.id).state is State.DELIVERED


def test_a_report_about_another_handing_over_of_the_line_is_not_about_this_one():
    """Sent again under a new key, the first attempt's late report must not settle the second."""
    receipts, changed = taken(SENT, told(Report.UNDELIVERED, key=UUID(int=0x99)))
    assert (changed, receipts.line(SENT.id)) == (0, SENT)


def test_the_same_report_twice_in_one_call_counts_once():
    _, changed = taken(SENT, told(Report.DELIVERED), told(Report.DELIVERED))
    assert changed == 1


@given(st.lists(st.sampled_from(list(Report)), min_size=1, max_size=6))
def test_the_first_final_report_stays_whatever_comes_after_it(reports):
    line = SENT
    for report in reports:
        line = reported(line, report) or line
    final = [report for report in reports if report is not Report.UNKNOWN]
    expected = reported(SENT, final[0]) if final else SENT
    assert line == expected


@pytest.mark.parametrize(
    "state", [State.SENDING, State.PLANNED, State.QUEUED, State.CANCELLED, State.SKIPPED, State.FAILED]
)
@pytest.mark.parametrize("report", [Report.DELIVERED, Report.EXPIRED])
def test_a_report_settles_a_message_whose_answer_was_lost(state, report):
    reason = Reason.OUTCOME_UNKNOWN if state is State.FAILED else None
    line = a_line(state=state, reason=reason, attempts=1, maybe_accepted=True)
    after = reported(line, report)
    assert after is not None
    assert after.state is (State.DELIVERED if report is Report.DELIVERED else State.FAILED)
    assert not after.maybe_accepted


@pytest.mark.parametrize("state", [State.PLANNED, State.QUEUED, State.CANCELLED, State.FAILED])
def test_a_report_about_what_was_never_handed_over_changes_nothing(state):
    reason = Reason.INVALID_PHONE if state is State.FAILED else None
    assert reported(a_line(state=state, reason=reason), Report.DELIVERED) is None


class Overtaken(Provider):
    """Its report is there before its answer is."""

    def __init__(self, report):
        super().__init__()
        self.report = report

    def deliver(self, letter, key):
        answer = super().deliver(letter, key)
        after = reported(self.sender.line, self.report)
        assert after is not None
        self.sender.memory.ledger[LINE.id] = after
        return answer


@pytest.mark.parametrize("report", [Report.DELIVERED, Report.UNDELIVERED])
def test_a_report_that_overtakes_the_senders_own_record_is_not_lost(report):
    provider = Overtaken(report)
    provider.sender = sender = Sender(provider)
    assert sender() is Outcome.NOT_OURS
    assert sender.line.state is (State.DELIVERED if report is Report.DELIVERED else State.FAILED)
    assert sender() is Outcome.NOT_OURS
    assert len(provider.accepted) == 1


@pytest.mark.parametrize("order", list(permutations(["answer", "report", "again"])))
def test_answer_report_and_repetition_end_the_same_in_any_order(order):
    """``sent`` by the provider's answer, then reported; or reported first; or reported twice."""
    line = a_line(state=State.SENDING, attempts=1, maybe_accepted=True)
    for step in order:
        if step == "answer":
            if line.state is State.SENDING:
                line = replace(line, state=State.SENT, due_at=None, maybe_accepted=False)
        else:
            line = reported(line, Report.DELIVERED) or line
    assert line.state is State.DELIVERED
