"""What the processes do around the use cases."""

from __future__ import annotations

import json
import threading

import pytest
from chassis.worker import ACK, DEAD, Delivery, RetryLater
from notifications.application.dispatch_due import Dispatched
from notifications.application.send_message import Outcome
from notifications.domain.channel import Lane
from notifications.entrypoints import dispatcher
from notifications.entrypoints.sender import handler, run_together
from sqlalchemy.exc import OperationalError

from services.notifications.tests.factories import TRACE, HandClock, a_line

ID = a_line().id


def delivery(body):
    return Delivery(body, {"trace_id": TRACE}, None, 0, redelivered=False)


class Door:
    """Opens as often as it is told to; counts who came back with nothing given."""

    def __init__(self, opens=True):
        self.opens = opens
        self.given_back = 0

    def enter(self, _stop, _patience):
        return self.opens

    def give_back(self):
        self.given_back += 1


def handle(send, lane=Lane.SMS, door=None):
    return handler(send, lane, door or Door(), threading.Event())


def an_id():
    return delivery(json.dumps({"message_id": str(ID)}).encode())


@pytest.mark.parametrize("outcome", list(Outcome))
def test_whatever_became_of_a_message_its_id_is_acked(outcome):
    asked = []
    assert handle(lambda one: asked.append(one) or outcome)(an_id()) == ACK
    assert asked == [ID]


def test_while_the_provider_does_not_work_the_id_comes_again_and_its_line_is_left_alone():
    def never(_):
        raise AssertionError

    assert isinstance(handle(never, door=Door(opens=False))(an_id()), RetryLater)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_a_place_in_the_pace_is_used_only_by_what_went_to_the_provider(outcome):
    door = Door()
    handle(lambda _: outcome, door=door)(an_id())
    assert door.given_back == (outcome in {Outcome.NOT_OURS, Outcome.WITHHELD})


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b'"x"', b'{"message_id": 7}', b'{"message_id": "x"}', b"\xff"])
def test_what_is_no_id_goes_to_the_dead_letters(body):
    def never(_):
        raise AssertionError

    assert handle(never)(delivery(body)) == DEAD


def test_while_the_database_is_away_the_id_comes_again():
    def away(_):
        raise OperationalError("", {}, Exception())

    assert isinstance(handle(away, Lane.EMAIL)(an_id()), RetryLater)


def test_a_fault_of_ours_is_left_to_the_workers_retries():
    def broken(_):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        handle(broken, Lane.EMAIL)(an_id())


def test_workers_of_one_process_stop_together():
    stop, stopped = threading.Event(), []

    def patient(stop):
        stop.wait(10)
        stopped.append(stop.is_set())

    def broken(_):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run_together([patient, broken, patient], stop)
    assert stopped == [True, True]


def test_the_pace_fills_up_with_time_and_holds_one_second_at_most():
    now = [100.0]
    pace = dispatcher.Pace(50, lambda: now[0])
    assert pace.allowance() == 50
    pace.spend(50)
    assert pace.allowance() == 0
    now[0] += 0.5
    assert pace.allowance() == 25
    now[0] += 3600
    assert pace.allowance() == 50


class Rounds:
    """Answers each round with what it is told; then the process is to stop."""

    def __init__(self, *done):
        self.left, self.waits, self.stop = list(done), [], threading.Event()

    def __call__(self, _at_most):
        done = self.left.pop(0)
        if not self.left:
            self.stop.set()
        return done

    def wait(self, seconds, _stop):
        self.waits.append(seconds)


def test_a_dispatcher_rests_only_after_a_round_that_found_nothing():
    """Closing what is too late after an outage is work too: hundreds of thousands of lines must not take hours."""
    sent, closed, nothing = (Dispatched(*counts, None) for counts in ((5, 0), (0, 200), (0, 0)))
    told = Rounds(sent, closed, nothing, sent)
    dispatcher.rounds(told, told, dispatcher.Pace(1000), HandClock(), told.stop)
    assert told.waits == [dispatcher.AT_MOST]
