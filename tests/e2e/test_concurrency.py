"""Fifty clients at one quarter of an hour."""

import collections
import concurrent.futures
import threading
import uuid

from tests.support.practice import Practice

CLIENTS = 50


def test_of_fifty_clients_that_book_the_same_quarter_at_once_exactly_one_succeeds(stack):
    practice = Practice(stack.url)
    calendar = practice.calendar()
    patient = practice.add_patient("+48501700100", "pacjent@example.com")
    together = threading.Barrier(CLIENTS)

    def book(_):
        together.wait(timeout=30)
        answer = practice.book(patient, calendar, "2026-11-25T10:00:00+01:00")
        return answer.status_code, answer.json().get("code")

    with concurrent.futures.ThreadPoolExecutor(CLIENTS) as clients:
        answers = collections.Counter(clients.map(book, range(CLIENTS)))
    assert answers == {(201, None): 1, (409, "slot_taken"): CLIENTS - 1}


def test_of_fifty_repeats_of_one_booking_each_gets_the_same_visit(stack):
    practice = Practice(stack.url)
    body = {
        "calendar_id": practice.calendar()["id"],
        "patient_id": practice.add_patient("+48501700100", "pacjent@example.com")["id"],
        "starts_at": "2026-11-25T10:00:00+01:00",
        "minutes": 15,
    }
    key = str(uuid.uuid4())
    with concurrent.futures.ThreadPoolExecutor(CLIENTS) as clients:
        answers = list(clients.map(lambda _: practice.post("visits", key=key, **body), range(CLIENTS)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
