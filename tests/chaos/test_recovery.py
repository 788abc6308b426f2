"""Parts of the system down or frozen: every request is answered in time, and all is well once they are back."""

import time
import uuid

import pytest
import requests

from tests.support.practice import Practice, Sandbox, eventually

DEADLINE = 5.0
MARGIN = 1.5
"""For the HTTP round trip and a busy machine."""


def timed(call):
    begun = time.monotonic()
    answer = call()
    return answer, time.monotonic() - begun


def test_registering_while_scheduling_is_down_ends_well_once_it_is_back(harmed_stack):
    for process in ("scheduling-rpc", "scheduling-consumer"):
        harmed_stack.stop(process)
    practice = Practice(harmed_stack.url)
    answer, seconds = timed(lambda: practice.get("calendars"))
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert "Retry-After" in answer.headers
    assert seconds < DEADLINE + MARGIN
    for process in ("scheduling-rpc", "scheduling-consumer"):
        harmed_stack.start(process)
    assert practice.calendar()["name"] == "STANOWISKO 1"


@pytest.mark.slow
@pytest.mark.parametrize(("take_away", "give_back"), [("stop", "start"), ("freeze", "thaw")])
def test_without_the_broker_every_request_ends_in_time_and_work_goes_on_after(harmed_stack, take_away, give_back):
    practice = Practice(harmed_stack.url)
    calendar = practice.calendar()
    patient = practice.add_patient(f"+48501{uuid.uuid4().int % 1_000_000:06d}", "pacjent@example.com")

    getattr(harmed_stack.broker, take_away)()
    for call in (
        lambda: practice.get("calendars"),
        lambda: practice.book(patient, calendar, "2026-11-24T12:00:00+01:00"),
    ):
        answer, seconds = timed(call)
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        assert seconds < DEADLINE + MARGIN

    getattr(harmed_stack.broker, give_back)()
    back = time.monotonic()
    eventually(lambda: practice.get("calendars").ok, within=DEADLINE + MARGIN, what="calls work again")
    assert time.monotonic() - back < DEADLINE + MARGIN

    answer = practice.book(patient, calendar, "2026-11-24T13:00:00+01:00")
    assert answer.status_code == requests.codes.created
    sandbox = Sandbox(harmed_stack.sandbox_url)
    eventually(lambda: len(sandbox.to(patient["phone"])) >= 1, within=60, what="the reminder after the outage")
