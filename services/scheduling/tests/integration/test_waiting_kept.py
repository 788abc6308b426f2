"""The waiting list on a real database: from a wish to a visit, a page at a time, and when patients go."""

from __future__ import annotations

import threading
import time
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from contracts import golden
from scheduling.adapters.backlog import SqlBacklog
from scheduling.adapters.import_signal import ImportSignal
from scheduling.application.erase_patient import erase_patient
from scheduling.application.merge_patients import merge_patients
from scheduling.application.offer_time import offer_time
from scheduling.bootstrap import Worker
from scheduling.domain.consent import Consents
from scheduling.domain.refusals import NotFound
from scheduling.domain.refusals_online import LinkNotValid
from scheduling.domain.time_offer import OfferExpired
from scheduling.domain.waiting import AlreadyWaiting
from scheduling.entrypoints.worker import one_round
from sqlalchemy import text

from services.scheduling.tests.builders import at
from services.scheduling.tests.every_method import books
from services.scheduling.tests.online import Stranger, open_online, switch
from services.scheduling.tests.practice import Practice
from services.scheduling.tests.waiting import Waiting, work_on_waiting_list

SLOT = "2026-11-24 10:00"
DATES = {"from": "2026-11-24", "to": "2026-11-25"}


@pytest.fixture
def waiting(practice):
    return Waiting.at(practice)


def test_from_a_wish_to_a_visit(practice, waiting, pool):
    patient_id = practice.add_patient(phone="+48501700100").id
    entry = waiting.add(patient_id, note="Dzwonić po 12")
    assert set(entry) == set(golden.response("scheduling.add_to_waiting_list"))
    assert (entry["state"], entry["position"], entry["from_date"], entry["until_date"]) == (
        "waiting",
        1,
        "2026-11-23",
        "2027-02-21",
    )
    visit = practice.book(SLOT).visit
    practice.ask("cancel_visit", visit_id=visit.id)
    worker = Worker(practice.office, SqlBacklog(pool), ImportSignal(pool))
    assert one_round(worker, lambda: practice.now)
    (listed,) = practice.ask("list_waiting", state="offered")["items"]
    assert set(listed["last_offer"]) == set(golden.response("scheduling.list_offers")["items"][0])
    (hold,) = practice.ask("list_holds", **DATES)["items"]
    assert hold["id"] == listed["last_offer"]["id"]
    stranger, (token,) = Stranger(practice), waiting.tokens()
    before = books(practice)
    shown = stranger.ask("read_linked_offer", token=token)
    assert (shown["state"], shown["starts_at"], shown["practice_id"]) == (
        "sent",
        "2026-11-24T10:00:00+01:00",
        str(practice.id),
    )
    assert books(practice) == before, "programs that look at links change nothing"
    taken = stranger.ask("accept_linked_offer", token=token)
    assert stranger.ask("accept_linked_offer", token=token) == taken
    (visit,) = [each for each in practice.ask("list_visits")["items"] if each["status"] == "planned"]
    assert (visit["id"], visit["source"], visit["patient_id"]) == (hold["id"], "waiting_list", str(patient_id))
    assert stranger.ask("read_linked_visit", token=taken["visit_link"])["visit_id"] == hold["id"]
    (booked,) = practice.ask("list_waiting", state="booked")["items"]
    assert (booked["id"], booked["visit_id"], booked["position"]) == (entry["id"], hold["id"], None)
    assert [each.type for each in practice.announced()][-2:] == ["visit_booked.v1", "time_offer_ended.v1"]


def test_the_list_has_its_states_places_and_pages(practice, waiting):
    people = [practice.add_patient("Jan", f"Nowak {number}", phone="+48501700100") for number in range(5)]
    ids = [waiting.add(each.id)["id"] for each in people]
    over = waiting.add(practice.add_patient("Ewa", phone="+48501700100").id, until_date=date(2026, 11, 23))["id"]
    practice.ask("withdraw_waiting", entry_id=ids[3])
    waiting.free(SLOT)
    practice.now += timedelta(days=1)
    waiting.free("2026-11-26 10:00")

    def listed(**asked):
        return [each["id"] for each in practice.ask("list_waiting", **asked)["items"]]

    first = practice.ask("list_waiting", limit=2)
    assert [(each["id"], each["position"]) for each in first["items"]] == [(ids[1], 1), (ids[2], 2)]
    rest = practice.ask("list_waiting", limit=2, cursor=first["next_cursor"])
    assert ([each["position"] for each in rest["items"]], rest["next_cursor"]) == ([3], None)
    assert (listed(state="offered"), listed(state="withdrawn"), listed(state="expired")) == ([ids[0]], [ids[3]], [over])
    assert listed(state=None) == [*ids, over]
    assert listed(patient_id=people[4].id) == [ids[4]]
    practice.ask("withdraw_waiting", entry_id=ids[2])
    newest = practice.ask("list_waiting", state="withdrawn", limit=1)
    assert [each["id"] for each in newest["items"]] == [ids[3]]
    assert listed(state="withdrawn", cursor=newest["next_cursor"]) == [ids[2]]


def test_whom_a_time_suits_is_asked_of_the_database_as_of_the_rules(practice, waiting):
    other = UUID(practice.ask("add_calendar", name="Fotel 2")["id"])
    gone = practice.ask("add_service", name="Dawna", minutes=30)["id"]
    chosen = waiting.somebody()
    for wish in (
        {"calendar_ids": [other]},
        {"weekdays": [1, 3]},
        {"from_date": date(2026, 11, 25)},
        {"until_date": date(2026, 11, 23)},
        {"to_hour": "10:00"},
        {"service_id": gone},
    ):
        waiting.add(waiting.somebody(), **wish)
    practice.ask("change_service", service_id=gone, active=False)
    merged = waiting.somebody()
    waiting.add(merged)
    entry = waiting.add(chosen, calendar_ids=[practice.calendar.id], weekdays=[2], from_hour="10:00", to_hour="10:30")
    practice.do(
        lambda desk: desk.session.execute(text("UPDATE patients SET state = 'erased' WHERE id = :id"), {"id": merged})
    )
    waiting.free(SLOT)
    assert [each["id"] for each in practice.ask("list_waiting", state="offered")["items"]] == [entry["id"]]


def test_who_cancels_a_visit_is_not_offered_its_time(practice, waiting):
    patient_id = waiting.somebody()
    waiting.add(patient_id)
    second = waiting.add(waiting.somebody())
    visit = practice.book(SLOT, patient_id=patient_id).visit
    practice.ask("cancel_visit", visit_id=visit.id)
    work_on_waiting_list(practice)
    assert [each["id"] for each in practice.ask("list_waiting", state="offered")["items"]] == [second["id"]]


def test_who_was_passed_over_is_shown_with_the_reason(practice, waiting):
    mute = practice.add_patient(phone="+48501700100", consents=Consents(sms=False, email=True))
    silent = waiting.add(mute.id)
    busy = waiting.somebody()
    ahead = waiting.add(busy)
    booking = {"calendar_id": practice.calendar.id, "patient_id": busy, "service_id": waiting.service_id}
    practice.ask("book_visit", starts_at=at("2026-11-24 09:00"), **booking)
    waiting.free(SLOT)
    known = {each["id"]: each for each in practice.ask("list_waiting")["items"]}
    assert (known[silent["id"]]["reachable"], known[silent["id"]]["passed_over"]["reason"]) == (False, "no_contact")
    assert known[ahead["id"]]["next_visit_at"] == "2026-11-24T09:00:00+01:00"
    assert known[ahead["id"]]["passed_over"] == {
        "calendar_id": str(practice.calendar.id),
        "starts_at": "2026-11-24T10:00:00+01:00",
        "reason": "has_visit",
        "at": "2026-11-23T10:05:00+01:00",
    }


def test_one_service_is_waited_for_once(practice, waiting):
    patient_id = waiting.somebody()
    waiting.add(patient_id)
    with pytest.raises(AlreadyWaiting):
        waiting.add(patient_id)
    for _ in range(2):
        practice.now += timedelta(days=91)  # by then the wish is over
        waiting.add(patient_id)


def test_a_patient_joins_by_a_code_and_is_forgotten_with_what_they_typed_in_a_day(practice):
    stranger = open_online(practice)
    wish = {"service_id": stranger.service_id, "channel": "sms", "phone": stranger.phone, "weekdays": [2]}
    who = {"first_name": "Ewa", "last_name": "Śliwa"}
    asked = stranger.ask("ask_to_join_waiting_list", key="key", **wish, **who)
    assert stranger.ask("ask_to_join_waiting_list", key="key", **wish, **who) == asked
    (code,) = stranger.codes()
    joined = stranger.ask("confirm_joining", joining_id=asked["joining_id"], code=code)
    assert joined == stranger.ask("confirm_joining", joining_id=asked["joining_id"], code=code)
    (entry,) = practice.ask("list_waiting")["items"]
    assert (entry["source"], entry["weekdays"], entry["until_date"]) == ("online", [2], joined["until_date"])
    stranger.ask("ask_to_join_waiting_list", **wish | {"from_hour": "08:00"}, **who)
    assert "Śliwa" in "".join(books(practice)["joinings"])
    practice.now += timedelta(days=1, minutes=1)
    worker = Worker(practice.office, SqlBacklog(practice.pool), ImportSignal(practice.pool))
    one_round(worker, lambda: practice.now)
    assert books(practice)["joinings"] == []


def test_of_an_erased_patient_nothing_is_left_and_their_link_opens_nothing(practice, waiting):
    first, second = waiting.somebody(), waiting.somebody()
    waiting.add(first, note="boi się igieł")
    waiting.add(second)
    waiting.free(SLOT)
    practice.do(lambda desk: erase_patient(desk, patient_id=first, expected_version=None))
    work_on_waiting_list(practice)
    kept = books(practice)
    assert "igieł" not in "".join(kept["waiting_entries"])
    assert str(first) not in "".join(kept["waiting_entries"] + kept["time_offers"])
    theirs, next_one = waiting.tokens()
    with pytest.raises(LinkNotValid):
        Stranger(practice).ask("read_linked_offer", token=theirs)
    assert Stranger(practice).ask("accept_linked_offer", token=next_one)["state"] == "accepted"


def test_two_cards_of_one_person_wait_once_with_one_offer(practice, waiting):
    first, other = waiting.somebody(), waiting.somebody()
    kept, doubled = waiting.add(first), waiting.add(other)
    waiting.add(other, service_id=None, minutes=30)
    waiting.free(SLOT)
    waiting.free("2026-11-25 10:00")
    practice.do(
        lambda desk: merge_patients(
            desk, patient_id=other, merged_id=first, take=(), expected_version=None, merged_expected_version=None
        )
    )
    listed = {each["id"]: each for each in practice.ask("list_waiting", state=None)["items"]}
    assert {each["patient"]["id"] for each in listed.values()} == {str(other)}
    assert listed[doubled["id"]]["state"] == "withdrawn"
    assert len([each for each in listed.values() if each["state"] == "offered"]) == 1
    assert listed[kept["id"]]["state"] in {"waiting", "offered"}


def test_another_practices_link_is_answered_in_its_own_books(practice, waiting, pool):
    other = Waiting.at(Practice.registered(pool))
    for each in (waiting, other):
        each.add(each.somebody())
        each.free(SLOT)
    before = books(practice)
    shown = Stranger(practice).ask("refuse_linked_offer", token=other.tokens()[0])
    assert (shown["practice_id"], shown["state"]) == (str(other.practice.id), "refused")
    assert books(practice) == before
    (theirs,) = other.practice.ask("list_waiting", state=None)["items"]
    with pytest.raises(NotFound):
        practice.ask("list_offers", entry_id=theirs["id"])


def test_a_worker_that_dies_on_the_way_has_offered_nothing_and_the_next_does(practice, waiting):
    waiting.add(waiting.somebody())
    visit = practice.book(SLOT).visit
    practice.ask("cancel_visit", visit_id=visit.id)
    before = books(practice)
    (freed_id,) = practice.do(lambda desk: list(desk.session.scalars(text("SELECT id FROM freed_times"))))

    def dies(desk):
        assert offer_time(desk, freed_id=freed_id)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        practice.office.work(practice.id, "offer_time", dies)
    assert (books(practice), waiting.tokens()) == (before, [])
    work_on_waiting_list(practice)
    assert len(waiting.tokens()) == 1


def test_a_freed_time_wakes_the_worker_where_anybody_waits(practice, waiting, pool):
    signal, stop = ImportSignal(pool), threading.Event()
    signal.wait(0.01, stop)  # from here on it listens

    def woken(seconds):
        visit = practice.book(SLOT).visit
        practice.ask("cancel_visit", visit_id=visit.id)
        began = time.monotonic()
        signal.wait(seconds, stop)
        return time.monotonic() - began < seconds

    assert not woken(0.2)
    waiting.add(waiting.somebody())
    assert woken(20)
    signal.close()


def test_online_booking_may_be_off_for_who_answers_an_offer(practice, waiting):
    switch(practice, on=False)
    waiting.add(waiting.somebody())
    waiting.free(SLOT)
    assert Stranger(practice).ask("accept_linked_offer", token=waiting.tokens()[0])["state"] == "accepted"


def test_the_reception_takes_an_offered_time_back_and_books_it(practice, waiting):
    waiting.add(waiting.somebody())
    waiting.free(SLOT)
    (hold,) = practice.ask("list_holds", **DATES)["items"]
    practice.ask("release_hold", hold_id=hold["id"])
    practice.book(SLOT)
    work_on_waiting_list(practice)
    with pytest.raises(OfferExpired):
        Stranger(practice).ask("accept_linked_offer", token=waiting.tokens()[0])
    with pytest.raises(LinkNotValid):
        Stranger(practice).ask("read_linked_offer", token=f"{uuid4().hex}.{uuid4().hex}")
