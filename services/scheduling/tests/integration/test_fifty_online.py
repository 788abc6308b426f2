"""Many strangers at once, each with a connection of their own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from scheduling.domain.refusals import SlotTaken
from scheduling.domain.refusals_online import WrongCode

from services.scheduling.tests.builders import at
from services.scheduling.tests.crowd import CLIENTS, all_at_once
from services.scheduling.tests.online import WHO, Stranger, open_online

START = at("2026-11-24 10:00")
DATES = {"from": "2026-11-24", "to": "2026-11-25"}


@pytest.mark.parametrize("chairs", [1, 3])
def test_fifty_strangers_on_one_time_get_one_hold_a_chair(practice, chairs):
    service_id = open_online(practice, chairs).service_id
    attempts = [
        Stranger(practice, f"203.0.113.{number}").asking("hold_public_time", service_id=service_id, starts_at=START)
        for number in range(CLIENTS)
    ]
    assert all_at_once(attempts) == {None: chairs, SlotTaken: CLIENTS - chairs}
    held = practice.ask("list_holds", **DATES)["items"]
    assert len({hold["calendar_id"] for hold in held}) == len(held) == chairs


def test_strangers_and_the_reception_never_get_one_time_twice(practice):
    stranger = open_online(practice)
    service_id, patient_id = stranger.service_id, practice.add_patient().id
    booking = {"calendar_id": practice.calendar.id, "patient_id": patient_id, "starts_at": START, "minutes": 30}
    attempts = [stranger.asking("hold_public_time", service_id=service_id, starts_at=START) for _ in range(15)]
    attempts += [practice.asking("book_visit", **booking) for _ in range(15)]
    assert all_at_once(attempts) == {None: 1, SlotTaken: 29}


def test_a_code_that_is_tried_many_times_at_once_is_used_once_and_missed_five_times(practice):
    stranger = open_online(practice)
    held = stranger.hold()
    code = stranger.send_code(held)
    known = {"hold_id": held["id"], "token": held["token"]}
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    assert all_at_once([stranger.asking("confirm_public_hold", **known, code=wrong)] * 3) == {WrongCode: 3}
    right = stranger.asking("confirm_public_hold", **known, code=code)
    with ThreadPoolExecutor(10) as clients:
        answers = list(clients.map(lambda _: right(), range(10)))
    assert all(answer == answers[0] for answer in answers)
    assert len(practice.ask("list_visits")["items"]) == 1
    assert [event.type for event in practice.announced()].count("visit_booked.v1") == 1


def test_one_new_patient_who_confirms_two_times_at_once_gets_one_card(practice):
    stranger = open_online(practice)
    holds = [stranger.hold(when) for when in ("2026-11-24 10:00", "2026-11-24 11:00")]
    who = WHO | {"phone": stranger.phone}
    confirming = []
    for held in holds:
        code = stranger.send_code(held, **who)
        confirming.append(stranger.asking("confirm_public_hold", hold_id=held["id"], token=held["token"], code=code))
    assert all_at_once(confirming) == {None: 2}
    visits = practice.ask("list_visits")["items"]
    assert len({visit["patient_id"] for visit in visits}) == 1
