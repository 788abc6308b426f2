"""Several workers, many who wait, and everybody who answers at the same moment."""

from __future__ import annotations

import collections
import itertools
from datetime import timedelta
from uuid import UUID

import pytest
from scheduling.domain.refusals import SlotTaken
from scheduling.domain.time_offer import OfferExpired

from services.scheduling.tests.builders import at
from services.scheduling.tests.crowd import all_at_once
from services.scheduling.tests.online import Stranger
from services.scheduling.tests.waiting import Waiting, one_round, work_on_waiting_list

SLOT, OTHER = "2026-11-24 10:00", "2026-11-24 12:00"


@pytest.fixture
def waiting(practice):
    return Waiting.at(practice)


def cancelled(practice, *times, chairs=1):
    """Visits at these times are cancelled at once; each on a chair of its own, if there are so many."""
    ids = [practice.calendar.id, *(practice.ask("add_calendar", name="Obok")["id"] for _ in range(chairs - 1))]
    visits = [
        practice.book(when, calendar_id=UUID(str(chair))).visit
        for when, chair in zip(times, itertools.cycle(ids), strict=False)
    ]
    cancelling = [practice.asking("cancel_visit", visit_id=visit.id) for visit in visits]
    assert all_at_once(cancelling) == {None: len(times)}


def working(practice, workers):
    return [lambda: work_on_waiting_list(practice)] * workers


def offers(practice):
    listed = practice.ask("list_waiting", state=None, limit=100)["items"]
    return [each for entry in listed for each in practice.ask("list_offers", entry_id=entry["id"])["items"]]


def test_two_freed_times_among_many_go_to_the_first_two_one_each(practice, waiting):
    ids = [waiting.add(waiting.somebody())["id"] for _ in range(12)]
    cancelled(practice, SLOT, OTHER, chairs=2)
    assert all_at_once(working(practice, 6)) == {None: 6}
    made = offers(practice)
    assert sorted(each["entry_id"] for each in made) == sorted(ids[:2])
    assert len({each["starts_at"] for each in made}) == len({each["calendar_id"] for each in made}) == 2
    assert [each.type for each in practice.announced()].count("time_offered.v1") == 2


def test_workers_and_the_reception_never_give_one_time_twice_nor_ask_one_patient_twice(practice, waiting):
    for _ in range(5):
        waiting.add(waiting.somebody())
    times = [f"2026-11-24 {hour:02}:00" for hour in range(8, 16)]
    cancelled(practice, *times)
    calendar_id, patient_id = practice.calendar.id, practice.add_patient().id
    booking = [
        practice.asking("book_visit", calendar_id=calendar_id, patient_id=patient_id, starts_at=at(when), minutes=30)
        for when in times[::2]
    ]
    came = all_at_once([*working(practice, 5), *booking])
    work_on_waiting_list(practice)
    made = offers(practice)
    assert set(came) <= {None, SlotTaken}
    assert max(collections.Counter(each["entry_id"] for each in made).values()) == 1
    given = [each["starts_at"] for each in made]
    booked = [each["starts_at"] for each in practice.ask("list_visits")["items"] if each["status"] == "planned"]
    assert len(booked) == came[None] - 5
    assert len(set(given + booked)) == len(given + booked)


def test_accepting_ten_times_at_once_makes_one_visit(practice, waiting):
    waiting.add(waiting.somebody())
    waiting.free(SLOT)
    accepting = Stranger(practice).asking("accept_linked_offer", token=waiting.tokens()[0])
    assert all_at_once([accepting] * 10) == {None: 10}
    assert [each.type for each in practice.announced()].count("visit_booked.v1") == 2  # and the one that was cancelled


@pytest.mark.parametrize("answers", [("accept", "refuse"), ("accept", "withdraw"), ("refuse", "withdraw")])
def test_of_two_answers_at_once_one_holds(practice, waiting, answers):
    entry = waiting.add(waiting.somebody())
    second = waiting.add(waiting.somebody())
    waiting.free(SLOT)
    (token,) = waiting.tokens()
    stranger = Stranger(practice)
    ways = {
        "accept": stranger.asking("accept_linked_offer", token=token),
        "refuse": stranger.asking("refuse_linked_offer", token=token),
        "withdraw": practice.asking("withdraw_waiting", entry_id=entry["id"]),
    }
    came = all_at_once([ways[each] for each in answers] * 3)
    assert set(came) <= {None, OfferExpired}
    work_on_waiting_list(practice)
    states = [each["state"] for each in practice.ask("list_offers", entry_id=entry["id"])["items"]]
    assert states in (["accepted"], ["refused"], ["withdrawn"])
    live = [each for each in practice.ask("list_visits")["items"] if each["status"] != "cancelled"]
    passed_on = practice.ask("list_offers", entry_id=second["id"])["items"]
    assert (len(live), len(passed_on)) == ((1, 0) if states == ["accepted"] else (0, 1))


def test_a_late_yes_while_the_worker_passes_the_time_on_gives_it_to_one_of_them(practice, waiting):
    entry, second = (waiting.add(waiting.somebody()) for _ in range(2))
    waiting.free(SLOT)
    practice.now += timedelta(hours=1)
    late = Stranger(practice).asking("accept_linked_offer", token=waiting.tokens()[0])
    came = all_at_once([late, *[lambda: one_round(practice)] * 3])
    work_on_waiting_list(practice)
    (state,) = [each["state"] for each in practice.ask("list_offers", entry_id=entry["id"])["items"]]
    passed_on = practice.ask("list_offers", entry_id=second["id"])["items"]
    if came[OfferExpired]:
        assert (state, [each["state"] for each in passed_on]) == ("expired", ["sent"])
    else:
        assert (state, passed_on) == ("accepted", [])


def test_two_freed_times_for_one_patient_with_two_wishes_are_offered_one_after_the_other(practice, waiting):
    patient_id = waiting.somebody()
    waiting.add(patient_id)
    waiting.add(patient_id, service_id=None, minutes=30)
    cancelled(practice, SLOT, OTHER, chairs=2)
    assert all_at_once(working(practice, 4)) == {None: 4}
    assert [each["state"] for each in offers(practice)] == ["sent"]
    Stranger(practice).ask("accept_linked_offer", token=waiting.tokens()[0])
    work_on_waiting_list(practice)
    assert sorted(each["state"] for each in offers(practice)) == ["accepted", "sent"]
