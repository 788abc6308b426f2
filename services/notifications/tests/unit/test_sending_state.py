"""A practice is told whether its reminders go out on time, and if not, why."""

from __future__ import annotations

from datetime import timedelta

import pytest
from contracts import golden
from hypothesis import given
from hypothesis import strategies as st
from notifications.adapters import wire_messages
from notifications.application.read_sending_state import read_sending_state
from notifications.domain.channel import Channel
from notifications.domain.punctuality import (
    LATE_AFTER,
    NOTHING,
    STILL_DOWN,
    STILL_WORKS,
    UNHEARD_OF,
    Standing,
    Waiting,
    Why,
    judged,
)

from services.notifications.tests.factories import NOW, WARSAW, a_practice, local

MINUTE = timedelta(minutes=1)
LATE = Waiting(12, NOW - 20 * MINUTE)
WORKS = Standing(worked_at=NOW - timedelta(seconds=5))
DOWN = Standing(worked_at=NOW - 30 * MINUTE, down_since=NOW - 10 * MINUTE, down_at=NOW - timedelta(seconds=50))


def told(waiting, standing, *, on=True):
    return judged(Channel.SMS, waiting, standing, NOW, on=on)


def test_nothing_late_and_nothing_known_is_well():
    assert told(NOTHING, UNHEARD_OF).why is None


@pytest.mark.parametrize(
    ("standing", "why"),
    [(WORKS, Why.CATCHING_UP), (DOWN, Why.PROVIDER_UNAVAILABLE), (UNHEARD_OF, Why.STALLED)],
)
def test_what_is_late_has_a_reason(standing, why):
    state = told(LATE, standing)
    assert (state.waiting, state.why) == (LATE, why)
    assert state.since == (DOWN.down_since if why is Why.PROVIDER_UNAVAILABLE else None)


def test_a_provider_that_is_down_is_told_before_anything_is_late():
    assert told(NOTHING, DOWN).why is Why.PROVIDER_UNAVAILABLE


def test_that_a_provider_was_down_once_is_forgotten_when_nobody_says_it_again():
    old = Standing(down_since=NOW - 60 * MINUTE, down_at=NOW - STILL_DOWN)
    assert told(NOTHING, old).why is None
    assert told(LATE, old).why is Why.STALLED


def test_a_provider_that_worked_long_ago_is_no_sign_that_anything_goes_out():
    assert told(LATE, Standing(worked_at=NOW - STILL_WORKS)).why is Why.STALLED


@pytest.mark.parametrize("standing", [WORKS, DOWN, UNHEARD_OF])
def test_a_channel_that_is_switched_off_is_never_late(standing):
    state = told(LATE, standing, on=False)
    assert (state.waiting.count, state.why, state.since) == (0, None, None)


moments = st.none() | st.integers(min_value=0, max_value=600).map(lambda seconds: NOW - timedelta(seconds=seconds))


@given(count=st.integers(min_value=0, max_value=5), worked=moments, down=moments)
def test_whatever_is_known_late_reminders_have_a_reason_and_a_calm_channel_has_none(count, worked, down):
    standing = Standing(worked, down, down)
    state = told(Waiting(count, NOW if count else None), standing)
    assert state.why is not None or count == 0
    assert state.why in (None, Why.PROVIDER_UNAVAILABLE) or count > 0


def test_the_answer_on_the_wire_is_the_golden_example():
    now, since = local("2026-11-23 10:20"), local("2026-11-23 09:58")
    states = [
        judged(Channel.SMS, Waiting(12, local("2026-11-23 10:00")), Standing(None, since, now), now, on=True),
        judged(Channel.EMAIL, NOTHING, UNHEARD_OF, now, on=True),
    ]
    said = wire_messages.sending_state_to(states, now, WARSAW)
    assert said.model_dump(mode="json") == golden.response("notifications.read_sending_state")


class Desk:
    """Asked for what is late before a moment; remembers which."""

    def __init__(self, practice):
        self.now = NOW
        self.kept = practice
        self.asked = set()

    def practice(self):
        return self.kept

    def late_reminders(self, channel, before):
        self.asked.add(before)
        return LATE if channel is Channel.SMS else NOTHING

    def standing(self, channel):
        return WORKS if channel is Channel.SMS else DOWN


def test_every_channel_is_told_by_its_own_provider_and_switch():
    desk = Desk(a_practice(email=False))
    sms, email = read_sending_state(desk)
    assert (sms.channel, sms.on, sms.why, sms.waiting.count) == (Channel.SMS, True, Why.CATCHING_UP, 12)
    assert (email.channel, email.on, email.why) == (Channel.EMAIL, False, None)
    assert desk.asked == {NOW - LATE_AFTER}
