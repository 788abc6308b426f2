"""Visits that changed hours, days off and closed chairs leave outside."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scheduling.application import visits_outside
from scheduling.application.change_holiday import change_holiday
from scheduling.application.change_working_time import change_working_time
from scheduling.application.list_holidays import list_holidays
from scheduling.application.read_visit import read_visit
from scheduling.domain.refusals import CalendarClosed, OutsideWorkingTime, Refusal

from services.scheduling.tests.at_the_desk import (
    CHRISTMAS,
    SLOT,
    TUESDAY,
    book,
    chair,
    change,
    days,
    ids,
    listed,
    move,
    off,
    opened,
    outside,
    own_hours,
)
from services.scheduling.tests.builders import WARSAW, at, every_day, working_day


@pytest.fixture
def desk():
    return opened()


def test_a_visit_that_new_hours_leave_outside_is_marked_and_listed(desk):
    early, late = book(desk, "2026-11-24 08:00"), book(desk, "2026-11-24 15:00", 60)
    assert ids(outside(desk)) == []
    change_working_time(desk, days=[working_day(2, "9:00-15:45")], apply_to_all=False, expected_version=None)
    assert ids(outside(desk)) == [early.id, late.id]
    assert all(shown.outside for shown in listed(desk))
    assert read_visit(desk, visit_id=early.id).outside
    assert desk.visits.kept == {early.id: early, late.id: late}


@pytest.mark.parametrize("why", ["day off", "own day off", "own hours", "break", "closed", "holiday"])
def test_a_visit_is_outside_for_whatever_reason(desk, why):
    day = "2026-12-25" if why == "holiday" else "2026-11-24"
    change_holiday(desk, day=CHRISTMAS, closed=False)
    visit, other = book(desk, f"{day} 10:00"), book(desk, "2026-11-25 10:00", place=2)
    {
        "day off": lambda: off(desk),
        "own day off": lambda: off(desk, place=1),
        "own hours": lambda: own_hours(desk, 1, working_day(2, "12:00-20:00")),
        "break": lambda: own_hours(desk, 1, working_day(2, rest="10:15-10:30")),
        "closed": lambda: change(desk, 1, active=False),
        "holiday": lambda: change_holiday(desk, day=CHRISTMAS, closed=True),
    }[why]()
    assert ids(outside(desk)) == [visit.id]
    assert {shown.visit.id: shown.outside for shown in listed(desk)} == {visit.id: True, other.id: False}


@pytest.mark.parametrize(
    ("status", "marked"),
    [("planned", True), ("confirmed", True), ("waiting", True), ("in_chair", False), ("finished", False), ("no_show", False), ("cancelled", False)],
)  # fmt: skip
def test_only_visits_that_are_still_expected_are_outside(desk, status, marked):
    visit = book(desk)
    off(desk)
    shown = move(desk, visit, status=status) if status != "planned" else read_visit(desk, visit_id=visit.id)
    assert shown.outside == marked
    assert ids(outside(desk)) == ([visit.id] if marked else [])
    assert listed(desk)[0].outside == marked


def test_what_has_begun_is_no_longer_outside(desk):
    visit = book(desk)
    off(desk)
    desk.now = at(SLOT).astimezone(UTC)
    assert ids(outside(desk)) == [visit.id]
    desk.now += timedelta(seconds=1)
    assert ids(outside(desk)) == []
    assert not listed(desk)[0].outside


def test_a_visit_outside_can_be_marked_and_moved_inside_but_not_lengthened(desk):
    visit = book(desk)
    off(desk)
    assert move(desk, visit, status="confirmed").outside
    for parts in ({"minutes": 45}, {"minutes": 15}, {"starts_at": at("2026-11-24 11:00")}):
        with pytest.raises(OutsideWorkingTime):
            move(desk, visit, **parts)
    moved = move(desk, visit, starts_at=at("2026-11-25 10:00"))
    assert not moved.outside
    assert ids(outside(desk)) == []


def test_from_a_closed_chair_a_visit_moves_to_an_open_one(desk):
    visit = book(desk)
    change(desk, 1, active=False)
    with pytest.raises(CalendarClosed):
        move(desk, visit, starts_at=at("2026-11-24 11:00"))
    assert not move(desk, visit, calendar_id=chair(desk, 2)).outside


def test_pages_of_visits_outside_follow_each_other_without_gap_or_repeat(desk, monkeypatch):
    monkeypatch.setattr(visits_outside, "AT_A_TIME", 3)
    booked = [book(desk, f"2026-11-24 {hour:02}:{minute:02}", 15) for hour in range(8, 12) for minute in (0, 30)]
    change_working_time(desk, days=[working_day(2, "9:00-11:00")], apply_to_all=False, expected_version=None)
    expected = [visit.id for visit in booked if not 9 <= visit.during.starts_at.astimezone(WARSAW).hour < 11]
    for limit in (1, 2, 3, 4, 100):
        seen, cursor, pages = [], None, 0
        while pages == 0 or cursor:
            page = outside(desk, limit, cursor)
            seen, cursor, pages = seen + ids(page), page.next_cursor, pages + 1
            assert len(page.items) <= limit
        assert seen == expected
        assert pages == max(-(-len(expected) // limit), 1)


SPANS = st.tuples(st.integers(0, 94), st.integers(1, 95)).filter(lambda pair: pair[0] < pair[1])
DATES = [TUESDAY, date(2026, 11, 29), CHRISTMAS, date(2027, 3, 28), date(2027, 10, 31)]


def quarter(number):
    return time(number // 4, number % 4 * 15)


@settings(max_examples=150, deadline=None)
@given(
    day=st.sampled_from(DATES),
    week=st.none() | SPANS,
    own=st.none() | st.just("off") | SPANS,
    whole=st.none() | st.just("off") | SPANS,
    worked=st.booleans(),
    start=st.integers(-4, 104),
    length=st.integers(1, 48),
)
def test_a_visit_is_bookable_exactly_when_it_lies_in_an_open_span_of_the_listed_days(
    *, day, week, own, whole, worked, start, length
):
    desk = opened(1)
    if week:
        begin, end = (quarter(number) for number in week)
        desk.practices.save_week(every_day(f"{begin:%H:%M}-{end:%H:%M}"), 2)
    for place, said in ((1, own), (None, whole)):
        if said is not None:
            hours = None if said == "off" else "-".join(f"{quarter(number):%H:%M}" for number in said)
            off(desk, day, place=place, hours=hours)
    if worked and list_holidays(desk, from_=day, to=day + timedelta(days=1)):
        change_holiday(desk, day=day, closed=False)

    starts_at = datetime.combine(day, time(), WARSAW).astimezone(UTC) + timedelta(minutes=15 * start)
    local = starts_at.astimezone(WARSAW).date()
    spans = [span for _, opening in days(desk, local) for span in opening.open]
    try:
        visit = book(desk, starts_at, 15 * length)
    except Refusal:
        visit = None
    ends_at = starts_at + timedelta(minutes=15 * length)
    assert (visit is not None) == any(span.starts_at <= starts_at and ends_at <= span.ends_at for span in spans)
    if visit is not None:
        assert not read_visit(desk, visit_id=visit.id).outside
        off(desk, local, place=1)
        assert ids(outside(desk)) == [visit.id]
