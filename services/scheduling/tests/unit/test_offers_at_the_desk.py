"""A freed time finds the next who waits, at a desk in memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from scheduling.application.change_booking_settings import change_booking_settings
from scheduling.application.erase_patient import erase_patient
from scheduling.application.hold_time import hold_time
from scheduling.application.linked_offer import accept_linked_offer, read_linked_offer, refuse_linked_offer
from scheduling.application.list_waiting import list_offers, list_waiting
from scheduling.application.merge_patients import merge_patients
from scheduling.application.release_hold import release_hold
from scheduling.application.remove_exception import remove_exception
from scheduling.application.withdraw_waiting import withdraw_waiting
from scheduling.domain.consent import Consents
from scheduling.domain.facts import TimeOffered, TimeOfferEnded, VisitBooked
from scheduling.domain.practice import Channels
from scheduling.domain.quiet_hours import QuietHours
from scheduling.domain.refusals import NotFound, SlotTaken
from scheduling.domain.refusals_online import LinkNotValid
from scheduling.domain.time_offer import OfferExpired
from scheduling.domain.waiting import AlreadyWaiting

from services.scheduling.tests.at_the_desk import TUESDAY, chair, move, off, own_hours
from services.scheduling.tests.builders import NOW, WARSAW, at, every_day, lasting, working_day
from services.scheduling.tests.on_the_list import (
    SLOT,
    cancel,
    free,
    listed,
    offers,
    somebody,
    state,
    visit,
    waits,
    work,
)

HOUR = timedelta(hours=1)


@pytest.fixture
def desk():
    return listed()


def accept(desk, offer):
    return accept_linked_offer(desk, offer_id=offer.id)


def refuse(desk, offer):
    return refuse_linked_offer(desk, offer_id=offer.id)


def later(desk, by=HOUR):
    desk.now += by
    work(desk)


def shown(desk, entry):
    page = list_waiting(desk, state=None, patient_id=entry.patient_id, limit=9, cursor=None).page
    return next(each for each in page.items if each.entry.id == entry.id)


def told(desk, kind):
    return [fact for fact in desk.facts if isinstance(fact, kind)]


# Offering


def test_a_cancelled_visits_time_is_held_for_the_first_who_waits_and_they_are_told(desk):
    first, second = waits(desk), waits(desk)
    free(desk)
    (offer,) = offers(desk)
    assert (offer.entry_id, offer.during, offer.expires_at) == (first.id, lasting(SLOT), NOW + HOUR)
    (fact,) = told(desk, TimeOffered)
    assert (fact.offer, fact.service_name) == (offer, "Przegląd")
    assert (shown(desk, first).state, shown(desk, first).position) == ("offered", None)
    assert (shown(desk, second).state, shown(desk, second).position) == ("waiting", 1)
    with pytest.raises(SlotTaken):
        visit(desk)


def test_without_anybody_who_waits_nothing_is_noted(desk):
    free(desk)
    assert desk.freed_times.kept == {}


def test_a_visit_that_moves_away_or_is_made_shorter_frees_what_it_leaves(desk):
    first, second = waits(desk), waits(desk)
    moved, long = visit(desk), visit(desk, "2026-11-24 12:00", 60)
    move(desk, moved, starts_at=at("2026-11-25 10:00"))
    move(desk, long, minutes=30)
    work(desk)
    assert [(each.entry_id, each.during) for each in offers(desk)] == [
        (first.id, lasting(SLOT)),
        (second.id, lasting("2026-11-24 12:30")),
    ]


def test_a_time_longer_than_what_became_free_is_found_in_what_is_really_free(desk):
    entry = waits(desk, minutes=60)
    off(desk, TUESDAY, hours="10:00-12:00")
    left, right = visit(desk, "2026-11-24 10:30"), visit(desk, "2026-11-24 11:00")
    visit(desk, "2026-11-24 11:30")
    cancel(desk, visit(desk, SLOT))
    cancel(desk, left)
    cancel(desk, right)
    work(desk)
    assert [(each.entry_id, each.during.minutes) for each in offers(desk)] == [(entry.id, 60)]


def test_one_freed_time_may_be_enough_for_two(desk):
    first, second, third = (waits(desk) for _ in range(3))
    off(desk, TUESDAY, hours="10:00-11:00")
    free(desk, SLOT, 60)
    assert [(each.entry_id, each.during) for each in offers(desk)] == [
        (first.id, lasting(SLOT)),
        (second.id, lasting("2026-11-24 10:30")),
    ]
    assert desk.freed_times.kept == {}
    assert state(desk, third) == "waiting"


def test_who_came_online_is_offered_what_is_on_offer_there(desk):
    desk = listed(chairs=2)
    entry = waits(desk)
    desk.waiting.save(replace(entry, source="online"))
    change_booking_settings(desk, fields={"calendar_ids": [chair(desk, 2)]}, expected_version=None)
    free(desk, place=1)
    assert offers(desk) == []
    free(desk, place=2)
    assert [each.calendar_id for each in offers(desk)] == [chair(desk, 2)]


def test_at_night_it_waits_for_the_morning(desk):
    waits(desk)
    booked = visit(desk, "2026-11-24 15:00")
    desk.now = at("2026-11-23 22:00")
    cancel(desk, booked)
    work(desk)
    assert offers(desk) == []
    desk.now = at("2026-11-24 08:00")
    work(desk)
    assert [each.offered_at for each in offers(desk)] == [at("2026-11-24 08:00")]


def test_what_would_be_too_late_in_the_morning_is_not_offered_at_all(desk):
    waits(desk)
    booked = visit(desk, "2026-11-24 08:30")
    desk.now = at("2026-11-23 22:00")
    cancel(desk, booked)
    work(desk)
    assert (offers(desk), desk.freed_times.kept) == ([], {})


def test_too_late_to_come_is_not_offered(desk):
    waits(desk)
    free(desk, "2026-11-23 12:00")  # it is 10:05, and two hours are the notice
    assert (offers(desk), desk.freed_times.kept) == ([], {})


def test_who_cannot_be_reached_is_passed_over_and_the_practice_sees_it(desk):
    unasked = waits(desk, somebody(desk, consents=Consents(sms=False, email=True)))
    first = waits(desk)
    free(desk)
    assert [each.entry_id for each in offers(desk)] == [first.id]
    known = shown(desk, unasked)
    assert (known.reachable, known.entry.passed_over.reason) == (False, "no_contact")


def test_with_all_messages_off_nobody_is_offered_anything(desk):
    entry = waits(desk)
    desk.practices.follow("Gabinet", WARSAW, 2, channels=Channels(sms=False, email=False))
    free(desk)
    assert (offers(desk), shown(desk, entry).entry.passed_over.reason) == ([], "no_contact")


def test_who_has_a_visit_for_the_service_is_offered_earlier_times_alone(desk):
    entry = waits(desk)
    visit(desk, "2026-11-25 10:00", patient_id=entry.patient_id, service_id=entry.service_id)
    free(desk, "2026-11-26 10:00")
    assert offers(desk) == []
    known = shown(desk, entry)
    assert (known.next_visit_at, known.entry.passed_over.reason) == (at("2026-11-25 10:00"), "has_visit")
    free(desk)
    assert [each.entry_id for each in offers(desk)] == [entry.id]


def test_what_somebody_holds_is_looked_at_again_when_it_runs_out(desk):
    waits(desk)
    cancel(desk, visit(desk))
    hold_time(desk, calendar_id=chair(desk), starts_at=at(SLOT), minutes=30, service_id=None, hold_minutes=10)
    work(desk)
    assert offers(desk) == []
    later(desk, timedelta(minutes=10))
    assert len(offers(desk)) == 1


def test_hours_that_open_are_offered_too(desk):
    off(desk, TUESDAY)
    (exception,) = desk.days_off.kept.values()
    entry = waits(desk)
    remove_exception(desk, exception_id=exception.id)
    work(desk)
    assert [(each.entry_id, each.during.starts_at) for each in offers(desk)] == [(entry.id, at("2026-11-24 08:00"))]


def test_of_new_hours_only_what_is_new_is_offered(desk):
    entry = waits(desk, until_date=date(2026, 11, 24))
    own_hours(desk, 1, working_day(2, "8:00-18:00"))
    work(desk)
    assert [(each.entry_id, each.during) for each in offers(desk)] == [(entry.id, lasting("2026-11-24 16:00"))]


@pytest.mark.parametrize(("day", "hour"), [("2026-10-25", "03:30"), ("2026-03-29", "03:00")])
def test_on_a_day_of_a_clock_change_hours_are_those_of_the_wall(desk, day, hour):
    desk.now = at(day) - timedelta(days=2)
    desk.practice = replace(desk.practice, week=every_day("1:00-6:00"), quiet_hours=QuietHours(time(0), time(0)))
    early = waits(desk, from_hour=time(1), to_hour=time(2))
    entry = waits(desk, from_hour=time(3), to_hour=time(4))
    free(desk, f"{day} {hour}")
    assert [(each.entry_id, each.during) for each in offers(desk)] == [(entry.id, lasting(f"{day} {hour}"))]
    assert state(desk, early) == "waiting"


# Answers


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
