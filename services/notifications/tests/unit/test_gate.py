"""A provider that does not work is left alone, and asked now and then whether it does again."""

from __future__ import annotations

import threading
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notifications.adapters.gate import Gate, GuardedCourier
from notifications.domain.breaker import FAILURES, FIRST_PAUSE, LONGEST_PAUSE, Breaker
from notifications.domain.message import Letter, Reason
from notifications.domain.sending import Accepted, NotNow, Rejected

from services.notifications.tests.fakes import Provider

DOWN = NotNow(maybe_accepted=True, provider_down=True)
BUSY = NotNow(maybe_accepted=False)
SMS = Letter(to="+48501700100", subject=None, text="Jutro 12:00")


def opened(times=1, at=100.0):
    breaker = Breaker()
    for _ in range(FAILURES + times - 1):
        breaker = breaker.broke(at)
    return breaker


def test_some_failures_in_a_row_open_it_and_one_less_does_not():
    breaker = Breaker()
    for _ in range(FAILURES - 1):
        breaker = breaker.broke(100)
        assert breaker.wait(100) == 0
    assert breaker.broke(100).wait(100) == FIRST_PAUSE


def test_what_works_in_between_starts_the_count_anew():
    breaker = Breaker()
    for _ in range(3 * FAILURES):
        breaker = breaker.broke(100).worked()
    assert not breaker.is_open


def test_after_the_pause_one_may_try_and_the_others_wait_for_what_comes_of_it():
    breaker = opened(at=100)
    now = 100 + FIRST_PAUSE
    assert breaker.wait(now) == 0
    assert breaker.trying(now).wait(now) > 0


def test_a_try_that_works_closes_it_and_one_that_fails_waits_longer():
    breaker = opened(at=100)
    now = 100 + FIRST_PAUSE
    assert breaker.trying(now).worked().wait(now) == 0
    assert breaker.trying(now).broke(now).wait(now) == 2 * FIRST_PAUSE


@given(st.integers(min_value=1, max_value=200))
def test_however_long_it_lasts_somebody_tries_every_minute(times):
    assert FIRST_PAUSE <= opened(times, at=0).wait(0) <= LONGEST_PAUSE


class Places:
    def __init__(self):
        self.taken = self.given_back = 0

    def next_place(self):
        self.taken += 1
        return 0.0

    def give_back(self):
        self.given_back += 1


class Rehearsal:
    """A gate whose clock is moved by hand."""

    def __init__(self, *answers):
        self.now = 100.0
        self.places = Places()
        self.told = []
        self.gate = Gate("test", self.places, lambda: self.now, self.told.append)
        self.provider = Provider(*answers)
        self.courier = GuardedCourier(self.provider, self.gate)

    def send(self):
        return self.courier.deliver(SMS, uuid4())

    def enters(self, patience=0.0, stop=None):
        return self.gate.enter(stop or threading.Event(), patience)


def test_while_the_provider_is_down_nobody_enters_and_no_place_is_taken():
    rehearsal = Rehearsal(*[DOWN] * FAILURES)
    for _ in range(FAILURES):
        assert rehearsal.enters()
        rehearsal.send()
    taken = rehearsal.places.taken
    assert not rehearsal.enters()
    assert rehearsal.places.taken == taken


def test_whether_the_provider_works_is_told_and_a_single_failure_is_not():
    rehearsal = Rehearsal(*[DOWN] * (FAILURES - 1), BUSY, *[DOWN] * FAILURES)
    for _ in range(2 * FAILURES):
        rehearsal.send()
    assert rehearsal.told == [True, False]
    rehearsal.send()
    assert rehearsal.told[-1] is True


def test_it_goes_on_when_a_try_was_accepted():
    rehearsal = Rehearsal(*[DOWN] * FAILURES)
    for _ in range(FAILURES):
        rehearsal.send()
    rehearsal.now += FIRST_PAUSE
    assert rehearsal.enters()
    assert isinstance(rehearsal.send(), Accepted)
    assert rehearsal.enters()


@pytest.mark.parametrize("answer", [Rejected(Reason.INVALID_PHONE), BUSY, Accepted("p1")])
def test_an_answer_about_one_message_says_that_the_provider_works(answer):
    rehearsal = Rehearsal(*[DOWN] * (FAILURES - 1), answer, *[DOWN] * (FAILURES - 1))
    for _ in range(2 * FAILURES - 1):
        rehearsal.send()
    assert rehearsal.enters()


def test_who_waits_leaves_when_the_process_is_to_stop():
    rehearsal = Rehearsal(*[DOWN] * FAILURES)
    for _ in range(FAILURES):
        rehearsal.send()
    stop = threading.Event()
    stop.set()
    assert not rehearsal.enters(patience=60, stop=stop)


def test_the_provider_gets_what_it_is_given_under_the_same_key():
    rehearsal = Rehearsal()
    key = uuid4()
    rehearsal.courier.deliver(SMS, key)
    assert rehearsal.provider.accepted == {key: SMS}
    assert rehearsal.courier.remembers == rehearsal.provider.remembers
