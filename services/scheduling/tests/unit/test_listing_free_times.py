"""Free times at the desk: what could be booked, all of it and nothing else."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scheduling.application.add_service import add_service
from scheduling.application.cancel_visit import cancel_visit
from scheduling.application.hold_time import hold_time
from scheduling.application.list_free_times import list_free_times
from scheduling.domain.local_time import day_span
from scheduling.domain.refusals import NotFound, Refusal, ValidationFailed

from services.scheduling.tests.at_the_desk import CHRISTMAS, TUESDAY, book, chair, change, off, opened, own_hours
from services.scheduling.tests.builders import NOW, WARSAW, at, every_day, utc, working_day

MONDAY, WEDNESDAY = TUESDAY - timedelta(days=1), TUESDAY + timedelta(days=1)


@pytest.fixture
def desk():
    return opened()


def free(desk, from_=TUESDAY, to=None, **asked):
    usual = {"minutes": 30, "service_id": None, "calendar_ids": [], "limit": 20_000}
    return list_free_times(desk, from_=from_, to=to or from_ + timedelta(days=1), **usual | asked)


def clocks(answer):
    return [start.astimezone(WARSAW).strftime("%H:%M") for _, start in answer.items]


def wrong(desk, **asked):
    with pytest.raises(ValidationFailed) as refused:
        free(desk, **asked)
    return [(error.field, error.code) for error in refused.value.errors]


def test_an_empty_day_is_offered_on_every_open_calendar_from_left_to_right(desk):
    answer = free(desk)
    assert answer.items[:3] == [
        (chair(desk, 1), utc("2026-11-24 07:00")),
        (chair(desk, 2), utc("2026-11-24 07:00")),
        (chair(desk, 1), utc("2026-11-24 07:15")),
    ]
    assert (len(answer.items), answer.items[-1][1], answer.complete) == (62, utc("2026-11-24 14:30"), True)


def test_calendars_may_be_chosen_and_a_closed_one_has_no_times(desk):
    change(desk, 2, active=False)
    assert {calendar_id for calendar_id, _ in free(desk).items} == {chair(desk, 1)}
    assert free(desk, calendar_ids=[chair(desk, 2)]).items == []
    assert len(free(desk, calendar_ids=[chair(desk, 1), chair(desk, 1)]).items) == 31


def test_an_unknown_calendar_or_service_is_not_found(desk):
    for asked in ({"calendar_ids": [chair(desk), uuid4()]}, {"service_id": uuid4()}):
        with pytest.raises(NotFound):
            free(desk, **asked)


def test_visits_take_their_time_overbooked_ones_too_and_cancelled_ones_do_not(desk):
    one = [chair(desk, 1)]
    before = free(desk, calendar_ids=one)
    under, over = book(desk, "2026-11-24 08:00", 60), book(desk, "2026-11-24 08:30", 60, overbook=True)
    assert clocks(free(desk, calendar_ids=one))[0] == "09:30"
    cancel_visit(desk, visit_id=under.id, reason=None, expected_version=None)
    assert clocks(free(desk, calendar_ids=one))[:2] == ["08:00", "09:30"]
    cancel_visit(desk, visit_id=over.id, reason=None, expected_version=None)
    assert free(desk, calendar_ids=one) == before


def test_breaks_days_off_holidays_and_own_hours_are_honoured(desk):
    desk.practices.save_week(every_day("8:00-10:00", "8:30-9:30"), 2)
    assert clocks(free(desk, calendar_ids=[chair(desk, 1)])) == ["08:00", "09:30"]
    off(desk, TUESDAY, hours="12:00-13:00", place=2)
    own_hours(desk, 1, working_day(2, "18:00-18:45"))
    assert clocks(free(desk)) == ["12:00", "12:15", "12:30", "18:00", "18:15"]
    assert free(desk, CHRISTMAS).items == []
    off(desk, WEDNESDAY)
    assert free(desk, WEDNESDAY).items == []


def test_nothing_is_offered_before_now(desk):
    assert clocks(free(desk, MONDAY, calendar_ids=[chair(desk)]))[0] == "10:15"
    desk.now = at("2026-11-23 10:15")
    assert clocks(free(desk, MONDAY, calendar_ids=[chair(desk)]))[0] == "10:15"
    assert free(desk, MONDAY - timedelta(days=7), MONDAY).items == []
    assert len(free(desk, MONDAY - timedelta(days=7), WEDNESDAY, calendar_ids=[chair(desk)]).items) == 22 + 31


def test_what_is_too_soon_is_not_offered_across_days_and_clock_changes_too(desk):
    one = {"calendar_ids": [chair(desk)]}
    assert clocks(free(desk, MONDAY, notice_minutes=60, **one))[0] == "11:15"
    assert free(desk, MONDAY, notice_minutes=6 * 60, **one).items == []
    assert clocks(free(desk, MONDAY, WEDNESDAY, notice_minutes=24 * 60, **one))[0] == "10:15"
    desk.now = utc("2028-03-25 11:00")
    desk.practices.save_week(every_day("8:00-16:00"), 2)
    sunday = date(2028, 3, 26)
    assert clocks(free(desk, sunday, notice_minutes=24 * 60, **one))[0] == "13:00"


def test_a_service_says_how_long_unless_minutes_do(desk):
    service = add_service(desk, fields={"name": "Kanałowe", "minutes": 120})
    one = {"calendar_ids": [chair(desk)], "service_id": service.id}
    assert clocks(free(desk, minutes=None, **one))[-1] == "14:00"
    assert clocks(free(desk, minutes=15, **one))[-1] == "15:45"


def test_what_makes_no_question_is_refused(desk):
    service = add_service(desk, fields={"name": "Dawna", "minutes": 30})
    desk.services.save(replace(service, active=False))
    assert wrong(desk, minutes=None) == [("minutes", "required")]
    assert wrong(desk, minutes=20) == [("minutes", "not_on_grid")]
    assert wrong(desk, minutes=735) == [("minutes", "out_of_range")]
    assert wrong(desk, service_id=service.id) == [("service_id", "invalid")]
    assert wrong(desk, to=TUESDAY) == [("to", "to_before_from")]
    assert wrong(desk, to=TUESDAY + timedelta(days=91)) == [("to", "out_of_range")]
    assert wrong(desk, from_=date(1, 1, 1), to=date(1, 1, 2)) == [("from", "out_of_range")]
    assert free(desk, to=TUESDAY + timedelta(days=90)).complete


def test_more_than_the_limit_is_said_to_be_there(desk):
    everything = free(desk, to=TUESDAY + timedelta(days=14)).items
    assert free(desk, to=TUESDAY + timedelta(days=14), limit=100).items == everything[:100]
    assert not free(desk, to=TUESDAY + timedelta(days=14), limit=len(everything) - 1).complete
    assert free(desk, to=TUESDAY + timedelta(days=14), limit=len(everything)).complete


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2028, 3, 26), ["01:00", "01:30", "03:00", "03:30"]),
        (date(2027, 10, 31), ["01:00", "01:30", "02:00", "02:30", "02:00", "02:30", "03:00", "03:30"]),
    ],
)
def test_days_of_a_clock_change_have_the_times_that_the_wall_shows(desk, day, expected):
    desk.practices.save_week(every_day("1:00-4:00"), 2)
    found = free(desk, day, calendar_ids=[chair(desk)])
    assert [clock for clock in clocks(found) if clock[3:] in ("00", "30")] == [*expected]


DAYS = st.sampled_from([MONDAY, TUESDAY, date(2028, 3, 25), date(2027, 10, 30)])
QUARTERS = st.integers(0, 3 * 96)


def opened_at(hours, rest, first):
    desk = opened(1)
    desk.now = NOW if first <= TUESDAY else at(f"{first} 00:50")
    desk.practices.save_week(every_day(hours, rest), 2)
    return desk


def attempt(desk, start, minutes, **parts):
    """Whether it could be booked."""
    try:
        return book(desk, start, minutes, **parts)
    except Refusal:
        return None


def overbooking(desk, start, minutes):
    attempt(desk, start, minutes, overbook=True)


def holding(desk, start, minutes):
    asked = {"calendar_id": chair(desk), "starts_at": start, "minutes": minutes, "service_id": None}
    with suppress(Refusal):
        hold_time(desk, hold_minutes=15, **asked)


def held_once(desk, start, minutes):
    """A hold that has run out by now."""
    desk.now -= timedelta(minutes=15)
    holding(desk, start, minutes)
    desk.now += timedelta(minutes=15)


@settings(max_examples=60, deadline=None)
@given(
    first=DAYS,
    week=st.sampled_from([("0:00-23:45", None), ("1:00-4:00", "2:00-3:00"), ("8:00-16:00", "12:15-12:45")]),
    taken=st.lists(
        st.tuples(QUARTERS, st.integers(1, 12), st.sampled_from([attempt, overbooking, holding, held_once])), max_size=8
    ),
    day_off=st.sampled_from([None, "closed", "2:00-20:00"]),
    minutes=st.sampled_from([15, 30, 75]),
)
def test_every_free_time_can_be_booked_and_no_bookable_quarter_is_missing(first, week, taken, day_off, minutes):
    desk = opened_at(*week, first)
    if day_off:
        off(desk, first + timedelta(days=1), hours=None if day_off == "closed" else day_off)
    begin, end = day_span(first, WARSAW).starts_at, day_span(first + timedelta(days=2), WARSAW).ends_at
    for quarter, quarters, take in taken:
        take(desk, begin + timedelta(minutes=15 * quarter), 15 * quarters)
    kept, possible, start = dict(desk.visits.kept), [], max(begin, desk.now.replace(minute=0))
    while start < end:
        if attempt(desk, start, minutes) and start >= desk.now:
            possible.append(start)
        desk.visits.kept = dict(kept)
        start += timedelta(minutes=15)
    assert [start for _, start in free(desk, first, first + timedelta(days=3), minutes=minutes).items] == possible
