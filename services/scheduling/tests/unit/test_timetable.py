from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scheduling.domain.refusals import CalendarClosed, InBreak, OutsideWorkingTime, Refusal
from scheduling.domain.span import Span

from services.scheduling.tests.builders import ORDINARY, WARSAW, a_timetable, at, every_day, lasting, utc

TUESDAY = date(2026, 11, 24)


def test_open_spans_leave_the_break_out():
    opening = a_timetable(every_day("8:00-16:00", "12:00-12:30")).on(TUESDAY, ORDINARY)
    assert opening.open == [lasting("2026-11-24 08:00", 240), lasting("2026-11-24 12:30", 210)]
    assert opening.breaks == [lasting("2026-11-24 12:00", 30)]


def test_a_closed_day_has_neither_hours_nor_breaks():
    opening = a_timetable().on(date(2026, 11, 22), ORDINARY)
    assert (opening.open, opening.breaks) == ([], [])


@pytest.mark.parametrize(("start", "length"), [("08:00", 15), ("15:45", 15), ("08:00", 240), ("12:30", 210)])
def test_a_visit_may_fill_the_hours_to_their_ends(start, length):
    a_timetable(every_day("8:00-16:00", "12:00-12:30")).require_open(lasting(f"2026-11-24 {start}", length), ORDINARY)


@pytest.mark.parametrize(
    ("when", "length"),
    [
        ("2026-11-24 07:45", 15),
        ("2026-11-24 07:45", 30),
        ("2026-11-24 15:45", 30),
        ("2026-11-24 16:00", 15),
        ("2026-11-24 23:45", 30),
        ("2026-11-22 10:00", 30),
    ],
)
def test_a_visit_outside_the_hours_is_refused(when, length):
    with pytest.raises(OutsideWorkingTime):
        a_timetable().require_open(lasting(when, length), ORDINARY)


@pytest.mark.parametrize(("start", "length"), [("12:00", 15), ("11:45", 30), ("12:15", 30), ("10:00", 180)])
def test_a_visit_in_the_break_is_refused(start, length):
    with pytest.raises(InBreak):
        a_timetable(every_day("8:00-16:00", "12:00-12:30")).require_open(
            lasting(f"2026-11-24 {start}", length), ORDINARY
        )


def test_a_visit_that_is_outside_and_in_the_break_is_outside():
    with pytest.raises(OutsideWorkingTime):
        a_timetable(every_day("8:00-16:00", "15:00-16:00")).require_open(lasting("2026-11-24 15:30", 60), ORDINARY)


def test_a_closed_calendar_takes_none():
    with pytest.raises(CalendarClosed):
        a_timetable(active=False).require_open(lasting("2026-11-24 10:00"), ORDINARY)


def test_on_the_short_day_hours_keep_to_the_wall():
    timetable = a_timetable(every_day("8:00-16:00"))
    assert timetable.on(date(2026, 3, 29), ORDINARY).open == [Span(utc("2026-03-29 06:00"), utc("2026-03-29 14:00"))]
    timetable.require_open(Span.lasting(at("2026-03-29 08:00"), 15), ORDINARY)
    with pytest.raises(OutsideWorkingTime):
        timetable.require_open(Span.lasting(utc("2026-03-29 14:00"), 15), ORDINARY)


def test_on_the_long_day_hours_keep_to_the_wall():
    timetable = a_timetable(every_day("8:00-16:00"))
    assert timetable.on(date(2026, 10, 25), ORDINARY).open == [Span(utc("2026-10-25 07:00"), utc("2026-10-25 15:00"))]
    with pytest.raises(OutsideWorkingTime):
        timetable.require_open(Span.lasting(utc("2026-10-25 06:45"), 15), ORDINARY)


def test_night_hours_on_the_short_day_let_a_visit_run_over_the_gap():
    a_timetable(every_day("1:00-4:00")).require_open(Span.lasting(at("2026-03-29 01:30"), 60), ORDINARY)


def test_a_night_break_on_the_long_day_comes_twice():
    timetable = a_timetable(every_day("0:00-6:00", "2:15-2:45"))
    for moment in ("2026-10-25 00:15", "2026-10-25 01:15"):
        with pytest.raises(InBreak):
            timetable.require_open(Span.lasting(utc(moment), 15), ORDINARY)
    timetable.require_open(Span.lasting(utc("2026-10-25 00:45"), 30), ORDINARY)


@given(
    day=st.sampled_from([date(2026, 3, 29), date(2026, 10, 25), TUESDAY]),
    bounds=st.lists(st.integers(0, 23), min_size=4, max_size=4, unique=True).map(sorted),
    quarter=st.integers(0, 99),
    length=st.integers(1, 12),
)
def test_a_visit_is_taken_exactly_when_all_its_quarters_are_open_on_the_wall(day, bounds, quarter, length):
    begin, rest_begin, rest_end, end = bounds
    timetable = a_timetable(every_day(f"{begin}:00-{end}:00", f"{rest_begin}:00-{rest_end}:00"))
    start = at(f"{day} 00:00").astimezone(utc("2026-01-01 00:00").tzinfo) + timedelta(minutes=15 * quarter)
    during = Span.lasting(start, 15 * length)
    walls = [(start + timedelta(minutes=15 * step)).astimezone(WARSAW) for step in range(length)]
    first = walls[0].date()
    fits = all(
        wall.date() == first and begin <= wall.hour < end and not rest_begin <= wall.hour < rest_end for wall in walls
    )
    try:
        timetable.require_open(during, ORDINARY)
        taken = True
    except Refusal:
        taken = False
    assert taken == fits
