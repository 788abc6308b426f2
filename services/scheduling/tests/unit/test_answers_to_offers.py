"""What one who waits answers to an offer, and how the list is kept, at a desk in memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from scheduling.application.erase_patient import erase_patient
from scheduling.application.linked_offer import read_linked_offer
from scheduling.application.list_waiting import list_offers
from scheduling.application.merge_patients import merge_patients
from scheduling.application.release_hold import release_hold
from scheduling.application.withdraw_waiting import withdraw_waiting
from scheduling.domain.facts import TimeOfferEnded, VisitBooked
from scheduling.domain.refusals import NotFound
from scheduling.domain.refusals_online import LinkNotValid
from scheduling.domain.time_offer import OfferExpired
from scheduling.domain.waiting import AlreadyWaiting

from services.scheduling.tests.at_the_desk import chair
from services.scheduling.tests.builders import NOW, at, lasting
from services.scheduling.tests.on_the_list import (
    HOUR,
    SLOT,
    accept,
    free,
    later,
    listed,
    offers,
    refuse,
    shown,
    state,
    told,
    visit,
    waits,
    work,
)


@pytest.fixture
def desk():
    return listed()


def test_who_accepts_has_the_visit_and_waits_no_more(desk):
    entry = waits(desk)
    free(desk)
    (offer,) = offers(desk)
    taken = accept(desk, offer)
    booked = desk.visits.read(offer.id).visit
    assert (booked.patient_id, booked.during, booked.source) == (entry.patient_id, lasting(SLOT), "waiting_list")
    assert (taken.state, taken.visit_link) == ("accepted", f"visit {offer.id} {booked.starts_at.isoformat()}")
    assert (state(desk, entry), desk.waiting.read(entry.id).visit_id) == ("booked", offer.id)
    assert [type(fact) for fact in desk.facts if isinstance(fact, (VisitBooked, TimeOfferEnded))][-2:] == [
        VisitBooked,
        TimeOfferEnded,
    ]
    before = list(desk.facts)
    assert accept(desk, offer) == taken
    assert desk.facts == before


def test_who_refuses_goes_on_waiting_and_the_next_is_asked(desk):
    first, second = waits(desk), waits(desk)
    free(desk)
    assert refuse(desk, offers(desk)[0]).state == "refused"
    work(desk)
    assert [each.entry_id for each in offers(desk)] == [first.id, second.id]
    assert shown(desk, first).state == "waiting"
    assert refuse(desk, offers(desk)[0]).state == "refused"
    with pytest.raises(OfferExpired):
        accept(desk, offers(desk)[0])


def test_who_does_not_answer_loses_the_time_to_the_next(desk):
    first, second = waits(desk), waits(desk)
    free(desk)
    later(desk)
    late, now = offers(desk)
    assert (late.entry_id, late.state, now.entry_id) == (first.id, "expired", second.id)
    assert told(desk, TimeOfferEnded)[0].offer.id == late.id
    with pytest.raises(OfferExpired):
        accept(desk, late)
    assert accept(desk, now).state == "accepted"


def test_a_time_that_nobody_else_wants_may_still_be_accepted_late(desk):
    entry = waits(desk)
    free(desk)
    later(desk)
    assert [each.state for each in offers(desk)] == ["expired"]
    assert accept(desk, offers(desk)[0]).state == "accepted"
    assert state(desk, entry) == "booked"


def test_late_is_not_so_late_that_the_practice_does_not_expect_anybody(desk):
    waits(desk)
    free(desk)
    desk.now = at("2026-11-24 08:01")
    with pytest.raises(OfferExpired):
        accept(desk, offers(desk)[0])


def test_after_the_practice_took_the_time_it_is_too_late(desk):
    waits(desk)
    free(desk)
    desk.now += HOUR
    visit(desk)
    with pytest.raises(OfferExpired):
        accept(desk, offers(desk)[0])
    work(desk)
    assert read_linked_offer(desk, offer_id=offers(desk)[0].id).state == "expired"


def test_two_freed_times_reach_one_who_waits_one_after_the_other(desk):
    entry = waits(desk)
    free(desk)
    free(desk, "2026-11-25 10:00")
    assert len(offers(desk)) == 1
    assert shown(desk, entry).entry.passed_over.reason == "deciding"
    refuse(desk, offers(desk)[0])
    work(desk)
    assert [each.during for each in offers(desk)] == [lasting(SLOT), lasting("2026-11-25 10:00")]


def test_a_late_yes_to_one_time_takes_back_the_other_that_is_on_offer(desk):
    entry = waits(desk)
    free(desk)
    later(desk)
    free(desk, "2026-11-25 10:00")
    old, new = offers(desk)
    second = waits(desk)
    accept(desk, old)
    work(desk)
    assert [each.state for each in offers(desk, entry)] == ["accepted", "withdrawn"]
    assert [each.during for each in offers(desk, second)] == [new.during]


def test_what_was_never_offered_is_no_link(desk):
    with pytest.raises(LinkNotValid):
        read_linked_offer(desk, offer_id=chair(desk))


# The list


def test_one_waits_once_for_one_service(desk):
    entry = waits(desk)
    with pytest.raises(AlreadyWaiting):
        waits(desk, entry.patient_id)
    waits(desk, entry.patient_id, service_id=None, minutes=30)
    with pytest.raises(AlreadyWaiting):
        waits(desk, entry.patient_id, service_id=None, minutes=45)


def test_who_waited_in_vain_until_their_date_may_wait_again(desk):
    entry = waits(desk, until_date=date(2026, 11, 23))
    desk.now += timedelta(days=1)
    assert shown(desk, entry).state == "expired"
    again = waits(desk, entry.patient_id)
    assert (state(desk, entry), shown(desk, again).position) == ("expired", 1)


def test_only_chairs_of_the_practice_can_be_wished_for(desk):
    with pytest.raises(NotFound):
        waits(desk, calendar_ids=[desk.practice_id])


def test_who_is_taken_off_the_list_leaves_what_is_on_offer_to_the_next(desk):
    first, second = waits(desk), waits(desk)
    free(desk)
    assert withdraw_waiting(desk, entry_id=first.id).listed.state == "withdrawn"
    work(desk)
    assert [(each.entry_id, each.state) for each in offers(desk)] == [(first.id, "withdrawn"), (second.id, "sent")]
    with pytest.raises(OfferExpired):
        accept(desk, offers(desk)[0])
    accept(desk, offers(desk)[1])
    assert withdraw_waiting(desk, entry_id=second.id).listed.state == "booked"
    assert [each.state for each in list_offers(desk, entry_id=second.id).items] == ["accepted"]


def test_a_time_that_the_practice_takes_back_is_offered_to_nobody_else(desk):
    waits(desk)
    waits(desk)
    free(desk)
    (offer,) = offers(desk)
    release_hold(desk, hold_id=offer.id)
    work(desk)
    assert [each.state for each in offers(desk)] == ["withdrawn"]
    visit(desk)


def test_of_an_erased_patient_nothing_waits_and_the_time_goes_on(desk):
    first, second = waits(desk, note="dzwonić po 12"), waits(desk)
    free(desk)
    (offer,) = offers(desk)
    erase_patient(desk, patient_id=first.patient_id, expected_version=None)
    work(desk)
    assert first.id not in desk.waiting.kept
    assert [each.entry_id for each in desk.offers.kept.values()] == [second.id]
    assert offer.id in {fact.offer.id for fact in told(desk, TimeOfferEnded)}
    with pytest.raises(LinkNotValid):
        read_linked_offer(desk, offer_id=offer.id)


def merge(desk, into, gone):
    return merge_patients(
        desk, patient_id=into, merged_id=gone, take=(), expected_version=None, merged_expected_version=None
    )


def test_of_two_cards_that_were_one_person_the_older_place_goes_on(desk):
    older, newer = waits(desk), waits(desk)
    desk.waiting.save(replace(newer, created_at=NOW + HOUR))
    merge(desk, newer.patient_id, older.patient_id)
    assert (state(desk, older), state(desk, newer)) == ("waiting", "withdrawn")
    assert desk.waiting.read(older.id).patient_id == newer.patient_id


def test_two_cards_with_an_offer_each_keep_one(desk):
    first = waits(desk)
    other = waits(desk, service_id=None, minutes=30)
    free(desk)
    free(desk, "2026-11-25 10:00")
    assert len(offers(desk)) == 2
    merge(desk, first.patient_id, other.patient_id)
    assert sorted(each.state for each in offers(desk)) == ["sent", "withdrawn"]
    assert {each.patient_id for each in offers(desk)} == {first.patient_id}
    assert accept(desk, next(each for each in offers(desk) if each.open)).state == "accepted"
