"""A time is held for a while: nobody else has it meanwhile, and nothing has to be done for it to be free again."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from scheduling.application.add_service import add_service
from scheduling.application.cancel_visit import cancel_visit
from scheduling.application.confirm_hold import confirm_hold
from scheduling.application.hold_time import hold_time
from scheduling.application.list_free_times import list_free_times
from scheduling.application.list_holds import list_holds
from scheduling.application.release_hold import release_hold
from scheduling.application.restore_visit import restore_visit
from scheduling.domain.facts import TimetableChanged, VisitBooked
from scheduling.domain.refusals import (
    CalendarClosed,
    HoldExpired,
    NotFound,
    OutsideWorkingTime,
    SlotTaken,
    ValidationFailed,
)

from services.scheduling.tests.at_the_desk import SLOT, TUESDAY, book, chair, change, listed, move, off, opened
from services.scheduling.tests.builders import NOW, a_patient, at, utc

TEN_MINUTES = timedelta(minutes=10)


@pytest.fixture
def desk():
    return opened()


def hold(desk, when=SLOT, minutes=30, hold_minutes=10, place=1, **parts):
    known = {"calendar_id": chair(desk, place), "starts_at": at(when), "minutes": minutes, "service_id": None}
    return hold_time(desk, hold_minutes=hold_minutes, **known | parts).hold


def confirm(desk, held, patient_id=None, note=None):
    first, *_ = desk.patients.kept
    return confirm_hold(desk, hold_id=held.id, patient_id=patient_id or first, note=note).visit


def release(desk, held):
    return release_hold(desk, hold_id=held.id).hold


def holds(desk, day=TUESDAY):
    return list_holds(desk, from_=day, to=day + timedelta(days=1)).items


def free(desk):
    asked = {"from_": TUESDAY, "to": TUESDAY + timedelta(days=1), "minutes": 30, "service_id": None}
    times = list_free_times(desk, calendar_ids=[chair(desk)], limit=1000, **asked)
    return {start for _, start in times.items}


def test_a_held_time_is_nobody_elses_until_it_runs_out(desk):
    held = hold(desk)
    assert (held.held_until, held.minutes) == (NOW + TEN_MINUTES, 30)
    for attempt in (book, hold, lambda desk: book(desk, "2026-11-24 09:45", 30)):
        with pytest.raises(SlotTaken):
            attempt(desk)
    assert utc("2026-11-24 09:00") not in free(desk)
    desk.now += TEN_MINUTES
    assert utc("2026-11-24 09:00") in free(desk)
    assert book(desk).starts_at == held.starts_at


def test_a_hold_that_has_run_out_gives_its_time_to_the_next_hold_too(desk):
    hold(desk)
    desk.now += TEN_MINUTES
    assert hold(desk, "2026-11-24 10:15").starts_at == utc("2026-11-24 09:15")


def test_visits_that_move_or_come_back_are_refused_by_a_hold_and_not_by_one_that_has_run_out(desk):
    cancelled = book(desk)
    cancel_visit(desk, visit_id=cancelled.id, reason=None, expected_version=None)
    visit = book(desk, "2026-11-24 12:00")
    hold(desk)

    def restored():
        return restore_visit(desk, visit_id=cancelled.id, overbook=False, expected_version=None)

    for attempt in (restored, lambda: move(desk, visit, starts_at=at(SLOT))):
        with pytest.raises(SlotTaken):
            attempt()
    desk.now += TEN_MINUTES
    assert restored().visit.status == "planned"


def test_a_hold_is_held_to_the_rules_of_a_booking(desk):
    for when, refusal in (("2026-11-24 16:00", OutsideWorkingTime), ("2026-11-24 10:05", ValidationFailed)):
        with pytest.raises(refusal):
            hold(desk, when)
    with pytest.raises(ValidationFailed):
        hold(desk, minutes=None)
    with pytest.raises(NotFound):
        hold(desk, calendar_id=uuid4())
    change(desk, 1, active=False)
    with pytest.raises(CalendarClosed):
        hold(desk)
    assert desk.holds.kept == {}


@pytest.mark.parametrize("minutes", [0, 61, -5])
def test_a_hold_lasts_a_minute_to_an_hour(desk, minutes):
    with pytest.raises(ValidationFailed) as refused:
        hold(desk, hold_minutes=minutes)
    assert refused.value.errors == [("hold_minutes", "out_of_range", {"min": 1, "max": 60})]


def test_a_service_says_how_long_the_time_is_and_what_the_visit_is_for(desk):
    service = add_service(desk, fields={"name": "Przegląd", "minutes": 45})
    held = hold(desk, minutes=None, service_id=service.id)
    assert held.minutes == 45
    assert confirm(desk, held).service_id == service.id


def test_nobody_holds_a_time_over_an_overbooked_visit(desk):
    under = book(desk)
    book(desk, overbook=True)
    cancel_visit(desk, visit_id=under.id, reason=None, expected_version=None)
    with pytest.raises(SlotTaken):
        hold(desk)


def test_a_confirmed_hold_is_the_patients_visit_like_any_other(desk):
    held = hold(desk)
    desk.facts.clear()
    desk.changes.noted.clear()
    visit = confirm(desk, held, note=" boli ")
    assert (visit.id, visit.status, visit.version, visit.note) == (held.id, "planned", 1, "boli")
    assert desk.facts == [VisitBooked(visit), TimetableChanged(desk.practice_id, desk.timetable_version)]
    assert desk.changes.noted == [("visit", visit.id, [("status", "held", "planned"), ("note", None, None)])]
    assert [shown.visit for shown in listed(desk)] == [visit]
    assert holds(desk) == []
    desk.now += TEN_MINUTES
    with pytest.raises(SlotTaken):
        book(desk)
    assert move(desk, visit, starts_at=at("2026-11-24 12:00")).visit.version == 2


def test_confirming_twice_is_answered_with_the_visit_as_it_is_by_then(desk):
    held = hold(desk)
    first = confirm(desk, held)
    told = len(desk.facts)
    assert confirm(desk, held) == first
    cancelled = cancel_visit(desk, visit_id=held.id, reason="chory", expected_version=None).visit
    assert confirm(desk, held) == cancelled
    assert len(desk.facts) == told + 1


def test_what_one_patient_has_confirmed_no_other_has(desk):
    held = hold(desk)
    confirm(desk, held)
    other = a_patient("Jan", "Żuk")
    desk.patients.add(other)
    with pytest.raises(HoldExpired):
        confirm(desk, held, other.id)


def test_a_hold_that_lasts_keeps_its_word_whatever_becomes_of_the_hours(desk):
    held = hold(desk)
    off(desk)
    assert confirm(desk, held).status == "planned"


def test_a_late_confirmation_takes_the_time_anew_if_it_is_still_free(desk):
    held = hold(desk)
    desk.now += TEN_MINUTES
    assert confirm(desk, held).status == "planned"


def test_a_late_confirmation_is_told_that_somebody_else_has_the_time(desk):
    held = hold(desk)
    desk.now += TEN_MINUTES
    book(desk, "2026-11-24 10:15")
    with pytest.raises(HoldExpired):
        confirm(desk, held)
    assert len(listed(desk)) == 1


def test_a_late_confirmation_is_held_to_what_the_rules_are_by_then(desk):
    held = hold(desk)
    desk.now += TEN_MINUTES
    off(desk)
    with pytest.raises(OutsideWorkingTime):
        confirm(desk, held)
    desk.now += timedelta(days=2)
    with pytest.raises(ValidationFailed):
        confirm(desk, held)


def test_a_time_that_was_booked_over_a_hold_on_purpose_is_lost_once_the_hold_has_run_out(desk):
    held = hold(desk)
    over = book(desk, overbook=True)
    assert over.overbooked
    desk.now += TEN_MINUTES
    with pytest.raises(HoldExpired):
        confirm(desk, held)


def test_a_released_time_is_free_at_once_and_releasing_again_changes_nothing(desk):
    held = hold(desk)
    desk.now += timedelta(minutes=2)
    released = release(desk, held)
    assert released.held_until == desk.now
    assert desk.changes.noted[-1][2] == [("status", "held", "cancelled"), ("held_until", held.held_until, desk.now)]
    told = len(desk.facts)
    desk.now += timedelta(minutes=1)
    assert release(desk, held) == released
    assert len(desk.facts) == told
    assert holds(desk) == []
    assert book(desk)


def test_a_hold_that_ran_out_is_answered_to_who_releases_it_and_stays_as_it_is(desk):
    held = hold(desk)
    desk.now += TEN_MINUTES
    assert release(desk, held) == held


def test_what_has_become_a_visit_cannot_be_released(desk):
    held = hold(desk)
    confirm(desk, held)
    with pytest.raises(NotFound):
        release(desk, held)
    assert listed(desk)[0].visit.status == "planned"


def test_a_visit_that_never_was_a_hold_and_an_unknown_patient_are_not_found(desk):
    visit, held = book(desk, "2026-11-24 12:00"), hold(desk)
    for attempt in (
        lambda: confirm(desk, visit),
        lambda: release(desk, visit),
        lambda: confirm(desk, held, uuid4()),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert holds(desk) == [held]


def test_holds_that_last_are_listed_by_day_and_are_no_visits(desk):
    second, first = hold(desk, "2026-11-24 12:00", hold_minutes=20), hold(desk)
    hold(desk, "2026-11-25 10:00")
    assert holds(desk) == [first, second]
    assert listed(desk) == []
    desk.now += TEN_MINUTES
    assert holds(desk) == [second]
    with pytest.raises(ValidationFailed):
        list_holds(desk, from_=date(2026, 1, 1), to=date(2026, 6, 1))


def test_what_is_held_and_released_is_announced_with_a_growing_version(desk):
    before = desk.timetable_version
    held = hold(desk)
    release(desk, held)
    with pytest.raises(SlotTaken):
        hold(desk, "2026-11-24 12:00") and hold(desk, "2026-11-24 12:00")
    assert desk.facts == [TimetableChanged(desk.practice_id, before + number) for number in (1, 2, 3)]
