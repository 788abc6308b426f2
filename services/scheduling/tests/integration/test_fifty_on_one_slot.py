"""Fifty clients want one slot at once, on every path that there is to a time: one has it, the others are told so."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations
from uuid import UUID

import pytest
from scheduling.domain.refusals import HoldExpired, SlotTaken
from sqlalchemy import text

from services.scheduling.tests.builders import NOW, at
from services.scheduling.tests.crowd import CLIENTS, all_at_once

SLOT = "2026-11-24 10:00"
ONE_WINS = {None: 1, SlotTaken: CLIENTS - 1}


@pytest.fixture
def patient_id(practice):
    return practice.add_patient().id


@pytest.fixture
def calendar_id(practice):
    return practice.calendar.id


def elsewhere(number):
    """One of many quarters of other days."""
    return f"2026-11-{25 + number // 25} {8 + number % 25 // 4:02}:{number % 4 * 15:02}"


def booked(practice, calendar_id, patient_id, whens, minutes=15):
    return [practice.book(when, minutes, calendar_id=calendar_id, patient_id=patient_id).visit for when in whens]


def cancelled(practice, calendar_id, patient_id, count):
    """Visits that all had the slot once."""
    visits = []
    for _ in range(count):
        visits += booked(practice, calendar_id, patient_id, [SLOT], 30)
        practice.ask("cancel_visit", visit_id=visits[-1].id)
    return visits


def run_out(practice, calendar_id, count):
    """Holds that all had the slot once, one after the other."""
    holds = []
    for number in range(count):
        practice.now = NOW - timedelta(minutes=2 * (count - number))
        holds.append(practice.hold(SLOT, calendar_id=calendar_id, hold_minutes=1))
    practice.now = NOW
    return holds


def live(practice):
    """Every visit and hold that is not cancelled: its calendar, its time, and whether it is marked as overbooked."""
    query = "SELECT id, calendar_id, starts_at, ends_at, overbooked FROM visits WHERE status <> 'cancelled'"
    return practice.do(lambda desk: desk.session.execute(text(query)).all())


def unmarked_overlaps(practice):
    return [
        (one, other)
        for one, other in combinations(live(practice), 2)
        if one.calendar_id == other.calendar_id
        and one.starts_at < other.ends_at
        and other.starts_at < one.ends_at
        and not one.overbooked
        and not other.overbooked
    ]


def on_the_slot(practice):
    return [row for row in live(practice) if row.starts_at == at(SLOT)]


@pytest.fixture(autouse=True)
def nothing_overlaps_in_the_end(practice):
    yield
    assert unmarked_overlaps(practice) == []


def test_booking(practice, calendar_id, patient_id):
    request = {"calendar_id": calendar_id, "patient_id": patient_id, "starts_at": at(SLOT), "minutes": 30}
    assert all_at_once([practice.asking("book_visit", **request)] * CLIENTS) == ONE_WINS
    assert len(on_the_slot(practice)) == len(practice.announced()) == 1


def test_moving(practice, calendar_id, patient_id):
    visits = booked(practice, calendar_id, patient_id, map(elsewhere, range(CLIENTS)))
    attempts = [practice.asking("change_visit", visit_id=each.id, starts_at=at(SLOT), minutes=30) for each in visits]
    assert all_at_once(attempts) == ONE_WINS
    assert len(on_the_slot(practice)) == 1
    assert len(practice.announced()) == CLIENTS + 1


def test_moving_from_other_calendars(practice, calendar_id, patient_id):
    calendars = [UUID(practice.ask("add_calendar", name=f"Fotel {number}")["id"]) for number in range(CLIENTS)]
    visits = [booked(practice, each, patient_id, [SLOT])[0] for each in calendars]
    attempts = [practice.asking("change_visit", visit_id=each.id, calendar_id=calendar_id) for each in visits]
    assert all_at_once(attempts) == ONE_WINS


def test_lengthening(practice, calendar_id, patient_id):
    """A visit before the slot, one after it is lengthened by moving it forward, and many would book in between."""
    before, after = booked(practice, calendar_id, patient_id, ["2026-11-24 09:45", "2026-11-24 10:30"])
    longer = practice.asking("change_visit", visit_id=before.id, minutes=45)
    sooner = practice.asking("change_visit", visit_id=after.id, starts_at=at(SLOT), minutes=45)
    request = {"calendar_id": calendar_id, "patient_id": patient_id, "starts_at": at(SLOT), "minutes": 30}
    rest = [practice.asking("book_visit", **request)] * (CLIENTS - 2)
    assert all_at_once([longer, sooner, *rest]) == ONE_WINS


def test_restoring(practice, calendar_id, patient_id):
    visits = cancelled(practice, calendar_id, patient_id, CLIENTS)
    told = len(practice.announced())
    assert all_at_once([practice.asking("restore_visit", visit_id=each.id) for each in visits]) == ONE_WINS
    assert len(on_the_slot(practice)) == 1
    assert len(practice.announced()) == told + 1


def test_holding(practice, calendar_id):
    request = {"calendar_id": calendar_id, "starts_at": at(SLOT), "minutes": 30}
    told = len(practice.timetable_changes())
    assert all_at_once([practice.asking("hold_time", **request)] * CLIENTS) == ONE_WINS
    assert len(on_the_slot(practice)) == 1
    assert len(practice.timetable_changes()) == told + 1


def test_confirming_one_hold_for_one_patient_is_one_visit_for_all(practice, patient_id):
    held = practice.hold(SLOT)
    confirming = practice.asking("confirm_hold", hold_id=held["id"], patient_id=patient_id)
    assert all_at_once([confirming] * CLIENTS) == {None: CLIENTS}
    assert [envelope.type for envelope in practice.announced()] == ["visit_booked.v1"]


def test_confirming_one_hold_for_many_patients(practice):
    held = practice.hold(SLOT)
    patients = [practice.add_patient().id for _ in range(CLIENTS)]
    attempts = [practice.asking("confirm_hold", hold_id=held["id"], patient_id=each) for each in patients]
    assert all_at_once(attempts) == {None: 1, HoldExpired: CLIENTS - 1}
    assert len(practice.announced()) == 1


def test_confirming_while_everybody_else_wants_the_time(practice, calendar_id, patient_id):
    held = practice.hold(SLOT)
    booking = {"calendar_id": calendar_id, "patient_id": patient_id, "starts_at": at(SLOT), "minutes": 30}
    rest = [practice.asking("book_visit", **booking)] * (CLIENTS - 1)
    confirming = practice.asking("confirm_hold", hold_id=held["id"], patient_id=patient_id)
    assert all_at_once([confirming, *rest]) == ONE_WINS
    assert [row.id for row in on_the_slot(practice)] == [UUID(held["id"])]


def test_confirming_holds_that_have_run_out(practice, calendar_id, patient_id):
    holds = run_out(practice, calendar_id, CLIENTS)
    attempts = [practice.asking("confirm_hold", hold_id=each["id"], patient_id=patient_id) for each in holds]
    assert all_at_once(attempts) == {None: 1, HoldExpired: CLIENTS - 1}
    assert len(on_the_slot(practice)) == len(practice.announced()) == 1


def test_the_time_of_a_hold_that_has_run_out(practice, calendar_id, patient_id):
    (held,) = run_out(practice, calendar_id, 1)
    booking = {"calendar_id": calendar_id, "patient_id": patient_id, "starts_at": at(SLOT), "minutes": 30}
    holding = {"calendar_id": calendar_id, "starts_at": at(SLOT), "minutes": 30}
    outcome = all_at_once(
        [
            *[practice.asking("book_visit", **booking)] * 25,
            *[practice.asking("hold_time", **holding)] * 24,
            practice.asking("confirm_hold", hold_id=held["id"], patient_id=patient_id),
        ]
    )
    assert set(outcome) <= {None, SlotTaken, HoldExpired}
    assert outcome[None] == 1
    assert len(on_the_slot(practice)) == 1


def test_releasing_while_everybody_wants_the_time(practice, calendar_id, patient_id):
    """Whoever comes before the release is refused, of those after it one has the time."""
    held = practice.hold(SLOT)
    booking = {"calendar_id": calendar_id, "patient_id": patient_id, "starts_at": at(SLOT), "minutes": 30}
    rest = [practice.asking("book_visit", **booking)] * (CLIENTS - 1)
    outcome = all_at_once([practice.asking("release_hold", hold_id=held["id"]), *rest])
    assert set(outcome) <= {None, SlotTaken}
    assert 1 <= outcome[None] == 1 + len(on_the_slot(practice)) <= 2


def a_series(calendar_id, patient_id, **parts):
    usual = {"starts_at": at(SLOT), "minutes": 30, "every_weeks": 1, "count": 2}
    return {"calendar_id": calendar_id, "patient_id": patient_id} | usual | parts


def test_booking_a_series(practice, calendar_id, patient_id):
    request = a_series(calendar_id, patient_id)
    assert all_at_once([practice.asking("book_series", **request)] * CLIENTS) == ONE_WINS
    assert len(live(practice)) == len(practice.announced()) == 2


def test_series_that_meet_on_one_day_leave_out_what_is_taken(practice, calendar_id, patient_id):
    request = a_series(calendar_id, patient_id, skip_refused=True)
    assert all_at_once([practice.asking("book_series", **request)] * CLIENTS) == {None: CLIENTS}
    assert len(live(practice)) == len(practice.announced()) == 2


def test_every_path_at_once(practice, calendar_id, patient_id):
    moved = booked(practice, calendar_id, patient_id, map(elsewhere, range(10)))
    before = booked(practice, calendar_id, patient_id, ["2026-11-24 09:45"])[0]
    restored = cancelled(practice, calendar_id, patient_id, 10)
    holds = run_out(practice, calendar_id, 5)
    booking = {"calendar_id": calendar_id, "patient_id": patient_id, "starts_at": at(SLOT), "minutes": 30}
    attempts = [
        *(practice.asking("change_visit", visit_id=each.id, starts_at=at(SLOT)) for each in moved),
        *(practice.asking("restore_visit", visit_id=each.id) for each in restored),
        practice.asking("change_visit", visit_id=before.id, minutes=30),
        *(practice.asking("confirm_hold", hold_id=each["id"], patient_id=patient_id) for each in holds),
        *[practice.asking("hold_time", calendar_id=calendar_id, starts_at=at(SLOT), minutes=30)] * 7,
        *[practice.asking("book_series", **a_series(calendar_id, patient_id))] * 7,
        *[practice.asking("book_visit", **booking)] * 10,
    ]
    assert len(attempts) == CLIENTS
    outcome = all_at_once(attempts)
    assert set(outcome) <= {None, SlotTaken, HoldExpired}
    assert outcome[None] == 1


def test_those_who_overbook_all_get_the_slot_and_those_who_do_not_at_most_once(practice, calendar_id, patient_id):
    request = {"calendar_id": calendar_id, "patient_id": patient_id, "starts_at": at(SLOT), "minutes": 30}
    meant = [practice.asking("book_visit", overbook=True, **request)] * 10
    outcome = all_at_once([*meant, *[practice.asking("book_visit", **request)] * (CLIENTS - 10)])
    assert set(outcome) <= {None, SlotTaken}
    assert outcome[None] in (10, 11)
    rows = on_the_slot(practice)
    assert len(rows) == outcome[None]
    assert [row.overbooked for row in rows].count(False) == 1


def test_where_only_an_overbooked_visit_is_left_nobody_gets_the_slot_by_accident(practice, calendar_id, patient_id):
    under = booked(practice, calendar_id, patient_id, [SLOT], 30)[0]
    request = {"calendar_id": calendar_id, "patient_id": patient_id, "starts_at": at(SLOT), "minutes": 30}
    practice.ask("book_visit", overbook=True, **request)
    practice.ask("cancel_visit", visit_id=under.id)
    assert all_at_once([practice.asking("book_visit", **request)] * CLIENTS) == {SlotTaken: CLIENTS}
