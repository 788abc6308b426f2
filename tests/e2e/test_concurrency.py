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


def test_of_fifty_clients_that_hold_or_book_one_quarter_at_once_one_has_it_and_may_confirm_it(stack):
    practice = Practice(stack.url)
    calendar = practice.calendar()
    patient = practice.add_patient("+48501700100", "pacjent@example.com")
    slot = {"calendar_id": calendar["id"], "starts_at": "2026-11-25T11:00:00+01:00", "minutes": 15}
    together = threading.Barrier(CLIENTS)

    def take(number):
        together.wait(timeout=30)
        if number % 2:
            return practice.post("holds", **slot)
        return practice.post("visits", patient_id=patient["id"], **slot)

    with concurrent.futures.ThreadPoolExecutor(CLIENTS) as clients:
        answers = list(clients.map(take, range(CLIENTS)))
    assert collections.Counter((answer.status_code, answer.json().get("code")) for answer in answers) == {
        (201, None): 1,
        (409, "slot_taken"): CLIENTS - 1,
    }
    (winner,) = [answer.json() for answer in answers if answer.status_code == 201]
    if "held_until" in winner:
        assert practice.get("holds", **{"from": "2026-11-25", "to": "2026-11-26"}).json()["items"] == [winner]
        confirmed = practice.post(f"holds/{winner['id']}/confirm", patient_id=patient["id"])
        assert (confirmed.status_code, confirmed.json()["id"]) == (201, winner["id"])
    assert [visit["id"] for visit in practice.get("visits").json()["items"]] == [winner["id"]]


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
