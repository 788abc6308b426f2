"""The last look at a message that was written by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from notifications.domain.message import Reason, State

from services.notifications.tests.factories import NOW, a_patient, a_practice, local
from services.notifications.tests.unit.test_resending import written

REMEMBERS = timedelta(hours=20)


def queued(**changes):
    case = written(State.QUEUED)
    line = replace(case.line, due_at=NOW, expires_at=NOW + timedelta(days=1))
    return replace(case, line=line, **changes)


def looked_at(case, now=NOW):
    return case.last_look(now, REMEMBERS)


def test_it_goes_out_if_nothing_speaks_against_it():
    assert looked_at(queued()) is None


@pytest.mark.parametrize(
    ("changes", "state", "reason"),
    [
        ({"patient": a_patient(sms_consent=False)}, State.SKIPPED, Reason.NO_CONSENT),
        ({"patient": a_patient(phone=None)}, State.SKIPPED, Reason.NO_PHONE),
        ({"patient": a_patient(erased=True, phone=None)}, State.CANCELLED, Reason.PATIENT_ERASED),
        ({"practice": a_practice(sms=False)}, State.CANCELLED, Reason.CHANNEL_OFF),
    ],
)
def test_what_changed_since_it_was_written_counts(changes, state, reason):
    line = looked_at(queued(**changes))
    assert (line.state, line.reason, line.due_at) == (state, reason, None)


def test_at_night_it_waits_and_keeps_its_end():
    case = queued()
    line = looked_at(case, local("2026-11-20 22:00"))
    assert (line.state, line.due_at) == (State.PLANNED, local("2026-11-21 08:00"))
    assert line.last_moment == case.line.last_moment


def test_what_could_not_go_out_within_a_day_is_not_sent_any_more():
    late = looked_at(queued(), NOW + timedelta(days=1, minutes=1))
    assert (late.state, late.reason) == (State.SKIPPED, Reason.TOO_LATE)
    night = replace(queued(), line=replace(queued().line, expires_at=local("2026-11-20 23:00")))
    assert looked_at(night, local("2026-11-20 22:00")).reason is Reason.TOO_LATE


def test_a_question_that_the_provider_cannot_answer_any_more_stays_open():
    case = queued()
    asked = replace(
        case, line=replace(case.line, maybe_accepted=True, claimed_at=NOW - timedelta(hours=21), attempts=1)
    )
    assert (looked_at(asked).state, looked_at(asked).reason) == (State.FAILED, Reason.OUTCOME_UNKNOWN)
