"""What may be sent again by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from notifications.domain.case import WrittenCase
from notifications.domain.channel import Channel
from notifications.domain.message import Letter, Reason, State, Written
from notifications.domain.refusals import MessageNotResendable
from notifications.domain.resending import can_resend, resent
from notifications.domain.visit import VisitStatus
from notifications.domain.words import Words

from services.notifications.tests.factories import (
    NOW,
    PATIENT,
    PRACTICE,
    STARTS,
    TRACE,
    a_case,
    a_line,
    a_patient,
    a_practice,
    a_visit,
    local,
)

KEY = UUID(int=0xABC)
SENT_TO = Letter(to="+48501700100", subject=None, text="Jutro")


def failed(reason=Reason.PROVIDER_UNAVAILABLE, **changes):
    line = a_line(state=State.FAILED, reason=reason, due_at=None, attempts=3, maybe_accepted=True)
    return a_case(**{"line": line, "letter": SENT_TO} | changes)


def written(state, reason=None, **changes):
    line = Written(
        id=UUID(int=0xF2),
        practice_id=PRACTICE,
        channel=Channel.SMS,
        patient_id=PATIENT,
        state=state,
        reason=reason,
        send_at=NOW,
        due_at=None,
        trace_id=TRACE,
        batch_id=UUID(int=0xBA),
        expires_at=NOW,
    )
    case = WrittenCase(line, a_practice(), a_patient(), Words(text="Zapraszamy"))
    return replace(case, **changes)


def test_a_failed_reminder_goes_again_as_if_it_never_had_but_for_its_key():
    line = resent(failed(), NOW, key=KEY, trace_id="1" * 32)
    assert (line.state, line.reason, line.send_at, line.due_at) == (State.PLANNED, None, NOW, NOW)
    assert (line.attempts, line.maybe_accepted, line.claimed_at) == (0, False, None)
    assert (line.key, line.id, line.trace_id) == (KEY, a_line().id, "1" * 32)


def test_at_night_it_waits_for_the_morning():
    assert resent(failed(), local("2026-11-20 23:00"), key=KEY, trace_id=TRACE).due_at == local("2026-11-21 08:00")


@pytest.mark.parametrize("state", [each for each in State if each is not State.FAILED])
def test_a_reminder_in_any_other_state_is_left_to_the_plan(state):
    assert not can_resend(a_case(line=a_line(state=state)), NOW)
    with pytest.raises(MessageNotResendable):
        resent(a_case(line=a_line(state=state)), NOW, key=KEY, trace_id=TRACE)


@pytest.mark.parametrize("reason", [Reason.INVALID_PHONE, Reason.REJECTED_ADDRESS])
def test_an_address_that_was_wrong_must_be_another_by_now(reason):
    assert not can_resend(failed(reason), NOW)
    assert can_resend(failed(reason, patient=a_patient(phone="+48600600600")), NOW)


@pytest.mark.parametrize(
    "changes",
    [
        {"visit": a_visit(status=VisitStatus.CANCELLED)},
        {"visit": a_visit(status=VisitStatus.WAITING)},
        {"visit": a_visit(STARTS + timedelta(days=1))},
        {"practice": a_practice(sms=False)},
        {"patient": a_patient(sms_consent=False)},
        {"patient": a_patient(phone=None)},
        {"patient": a_patient(erased=True)},
    ],
)
def test_a_reminder_that_would_be_withheld_again_stays(changes):
    assert not can_resend(failed(**changes), NOW)


def test_a_reminder_is_not_sent_again_when_its_visit_is_too_near_or_over():
    assert can_resend(failed(), STARTS - timedelta(hours=2))
    assert not can_resend(failed(), STARTS - timedelta(hours=2) + timedelta(seconds=1))
    assert not can_resend(failed(), STARTS + timedelta(days=1))


@pytest.mark.parametrize(
    ("state", "reason", "can"),
    [
        (State.FAILED, Reason.PROVIDER_UNAVAILABLE, True),
        (State.FAILED, Reason.OUTCOME_UNKNOWN, True),
        (State.SKIPPED, Reason.NO_CONSENT, True),
        (State.SKIPPED, Reason.TOO_LATE, True),
        (State.CANCELLED, Reason.CHANNEL_OFF, True),
        (State.CANCELLED, Reason.STOPPED, True),
        (State.CANCELLED, Reason.PATIENT_MERGED, False),
        (State.CANCELLED, Reason.PATIENT_ERASED, False),
        (State.PLANNED, None, False),
        (State.QUEUED, None, False),
        (State.SENDING, None, False),
        (State.SENT, None, False),
        (State.DELIVERED, None, False),
    ],
)
def test_what_was_written_by_hand_waits_for_a_hand(state, reason, can):
    assert can_resend(written(state, reason), NOW) is can


@pytest.mark.parametrize(
    "changes",
    [
        {"patient": a_patient(sms_consent=False)},
        {"patient": a_patient(phone=None)},
        {"patient": a_patient(erased=True)},
        {"practice": a_practice(sms=False)},
    ],
)
def test_while_the_reason_lasts_it_cannot_be_sent_again(changes):
    assert not can_resend(written(State.SKIPPED, Reason.NO_CONSENT, **changes), NOW)
