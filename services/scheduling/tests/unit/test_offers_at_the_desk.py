"""A freed time finds the next who waits, at a desk in memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from scheduling.application.change_booking_settings import change_booking_settings
from scheduling.application.change_holiday import change_holiday
from scheduling.application.change_working_time import change_working_time
from scheduling.application.hold_time import hold_time
from scheduling.application.remove_exception import remove_exception
from scheduling.domain.consent import Consents
from scheduling.domain.facts import TimeOffered
from scheduling.domain.practice import Channels
from scheduling.domain.quiet_hours import QuietHours
from scheduling.domain.refusals import SlotTaken

from services.scheduling.tests.at_the_desk import CHRISTMAS, TUESDAY, chair, change, move, off, own_hours
from services.scheduling.tests.builders import NOW, WARSAW, at, every_day, lasting, working_day
from services.scheduling.tests.on_the_list import (
    HOUR,
    SLOT,
    cancel,
    free,
    later,
    listed,
    offers,
    shown,
    somebody,
    state,
    told,
    visit,
    waits,
    work,
)


@pytest.fixture
def desk():
    return listed()


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


@pytest.mark.parametrize("how", ["cancelled", "moved"])
def test_who_left_a_time_is_not_offered_it(desk, how):
    theirs, next_one = waits(desk), waits(desk)
    booked = visit(desk, patient_id=theirs.patient_id)
    if how == "cancelled":
        cancel(desk, booked)
    else:
        move(desk, booked, starts_at=at("2026-11-26 10:00"))
    work(desk)
    assert [each.entry_id for each in offers(desk)] == [next_one.id]


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


def reopened(desk):
    change(desk, 1, active=False)
    return lambda: change(desk, 1, active=True)


def worked_on_christmas(desk):
    return lambda: change_holiday(desk, day=CHRISTMAS, closed=False)


def an_exception_with_hours(desk):
    off(desk)
    return lambda: off(desk, hours="9:00-10:00")


def hours_for_all(desk):
    own_hours(desk, 1, *(working_day(day, open_=False) for day in range(1, 8)))
    return lambda: change_working_time(desk, days=[], apply_to_all=True, expected_version=None)


@pytest.mark.parametrize(
    ("closed", "first"),
    [
        (reopened, "2026-11-24 08:00"),
        (worked_on_christmas, "2026-12-25 08:00"),
        (an_exception_with_hours, "2026-11-24 09:00"),
        (hours_for_all, "2026-11-24 08:00"),
    ],
)
def test_whatever_opens_hours_offers_them(closed, first):
    desk = listed(chairs=2)
    opens = closed(desk)
    entry = waits(desk, weekdays=[2, 5], from_date=at(first).date())
    work(desk)
    assert offers(desk) == []
    opens()
    work(desk)
    assert [(each.entry_id, each.starts_at) for each in offers(desk)] == [(entry.id, at(first))]
