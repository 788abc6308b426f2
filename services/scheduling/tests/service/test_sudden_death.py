"""A process is killed after its commit and before its ack: the work is delivered again and happens once."""

from __future__ import annotations

import signal
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from services.scheduling.tests.builders import NOW
from services.scheduling.tests.practice import Practice
from services.scheduling.tests.service.conftest import Reception, Scheduling, eventually, monday_ahead, registration
from services.scheduling.tests.waiting import Waiting

DYING = "services.scheduling.tests.service.dying"
REGISTRATIONS = "scheduling.consumer.practice_registered.v1"


@pytest.fixture
def scheduling(scheduling, start):
    """Processes that end with the test."""
    return Scheduling(start, scheduling.env)


@pytest.fixture
def mark(tmp_path):
    """Exists once a process has died."""
    return tmp_path / "died"


def test_a_registration_whose_consumer_dies_makes_one_calendar(scheduling, broker, reception, mark):
    scheduling.start("rpc")
    dying = scheduling.start("consumer", module=DYING, MARK=str(mark))
    broker.announce(registration(reception.id))
    assert dying.wait() == -signal.SIGKILL
    assert len(reception.call("list_calendars")["items"]) == 1

    scheduling.start("consumer")
    later = Reception(reception.client, uuid4())
    broker.announce(registration(later.id))
    later.first_calendar()
    eventually(lambda: not broker.waiting(REGISTRATIONS), "all news taken")
    assert len(reception.call("list_calendars")["items"]) == 1
    assert broker.waiting(f"dead.{REGISTRATIONS}") == 0


def test_a_booking_whose_process_dies_is_answered_by_the_next_and_made_once(scheduling, broker, reception, mark):
    scheduling.start("relay")
    scheduling.start("consumer")
    first = scheduling.start("rpc")
    broker.announce(registration(reception.id))
    calendar = reception.first_calendar()
    patient = reception.call("add_patient", first_name="Jan", last_name="Żuk")
    request = {
        "calendar_id": calendar["id"],
        "patient_id": patient["id"],
        "starts_at": monday_ahead().isoformat(),
        "minutes": 30,
    }
    assert first.terminate() == 0

    dying = scheduling.start("rpc", module=DYING, MARK=str(mark))
    with ThreadPoolExecutor(1) as caller:
        answer = caller.submit(reception.call, "book_visit", key="key", **request)
        assert dying.wait() == -signal.SIGKILL
        scheduling.start("rpc")
        booked = answer.result()
    assert reception.call("book_visit", key="key", **request) == booked
    assert reception.call("list_visits")["items"] == [booked]
    told = eventually(lambda: (found := broker.announced(reception.id))[1:] and found, "the visit's event")
    assert [event["type"] for event in told] == ["patient_added.v1", "visit_booked.v1"]


def test_a_file_whose_worker_dies_between_two_batches_is_taken_over_once(scheduling, pool, mark):
    practice = Practice.registered(pool)
    lines = "".join(f"Osoba{number};Żuk\n" for number in range(450))
    import_id = practice.ask("prepare_import", file_name="pacjenci.csv", text=f"Imię;Nazwisko\n{lines}")["id"]

    def state():
        return practice.ask("read_import", import_id=import_id)["state"]

    first = scheduling.start("worker")
    eventually(lambda: state() == "checked", "a file that is looked through")
    assert first.terminate() == 0
    practice.ask("start_import", import_id=import_id)
    dying = scheduling.start("worker", module=DYING, MARK=str(mark), wait=False)
    assert dying.wait() == -signal.SIGKILL
    assert practice.ask("read_import", import_id=import_id)["added"] == 200
    scheduling.start("worker")
    eventually(lambda: state() == "finished", "a file that is taken over")
    assert practice.ask("read_import", import_id=import_id)["added"] == 450
    people = practice.ask("find_patients", q="żuk", limit=500)["items"]
    assert {person["first_name"] for person in people} == {f"Osoba{number}" for number in range(450)}
    assert len(people) == 450


def test_a_freed_time_whose_worker_dies_is_offered_once(scheduling, pool, mark):
    practice = Practice.registered(pool)
    waiting = Waiting.at(practice)
    for _ in range(2):
        waiting.add(waiting.somebody())
    visit = practice.book("2026-11-24 10:00").visit
    practice.ask("cancel_visit", visit_id=visit.id)
    clock = {"CLOCK_OFFSET_SECONDS": str((NOW - datetime.now(UTC)).total_seconds())}
    dying = scheduling.start("worker", module=DYING, MARK=str(mark), wait=False, **clock)
    assert dying.wait() == -signal.SIGKILL
    assert len(waiting.tokens()) == 1

    scheduling.start("worker", **clock)
    other = practice.book("2026-11-25 10:00").visit
    practice.ask("cancel_visit", visit_id=other.id)
    eventually(lambda: len(waiting.tokens()) == 2, "the next time on offer")
    assert [each["state"] for each in practice.ask("list_waiting", state=None)["items"]] == ["offered", "offered"]
