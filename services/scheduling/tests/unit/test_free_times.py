from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scheduling.domain.free_times import free_starts
from scheduling.domain.span import Span

from services.scheduling.tests.builders import ORDINARY, a_timetable, every_day, lasting, utc

MIDNIGHT = utc("2026-11-24 00:00")


def starts(open_spans, taken=(), minutes=30, not_before=MIDNIGHT):
    return list(free_starts(open_spans, taken, minutes=minutes, not_before=not_before))


def quarters(first, count):
    return [first + timedelta(minutes=15 * n) for n in range(count)]


def test_a_whole_morning_is_offered_in_quarters_up_to_the_last_that_fits():
    morning = lasting("2026-11-24 08:00", 120)
    assert starts([morning]) == quarters(morning.starts_at, 7)


def test_a_visit_takes_the_starts_that_would_run_into_it():
    morning = lasting("2026-11-24 08:00", 120)
    booked = lasting("2026-11-24 08:45", 30)
    assert starts([morning], [booked]) == [
        morning.starts_at,
        morning.starts_at + timedelta(minutes=15),
        *quarters(booked.ends_at, 2),
    ]


def test_the_gap_between_two_visits_is_offered_when_it_is_just_long_enough():
    booked = [lasting("2026-11-24 08:00", 30), lasting("2026-11-24 09:00", 60)]
    assert starts([lasting("2026-11-24 08:00", 120)], booked) == [utc("2026-11-24 07:30")]
    assert starts([lasting("2026-11-24 08:00", 120)], booked, minutes=45) == []


def test_nothing_is_offered_before_now_and_now_is_rounded_up_to_the_quarter():
    morning = lasting("2026-11-24 08:00", 60)
    assert starts([morning], not_before=utc("2026-11-24 07:01")) == quarters(utc("2026-11-24 07:15"), 2)
    assert starts([morning], not_before=utc("2026-11-24 07:15")) == quarters(utc("2026-11-24 07:15"), 2)
    assert starts([morning], not_before=utc("2026-11-24 07:15").replace(microsecond=1)) == [utc("2026-11-24 07:30")]


def test_a_long_visit_that_began_the_day_before_blocks_with_what_is_left_of_it():
    night = Span(utc("2026-11-23 20:00"), utc("2026-11-24 07:20"))
    assert starts([lasting("2026-11-24 08:00", 60)], [night]) == [utc("2026-11-24 07:30")]


def test_overlapping_visits_block_together():
    booked = [lasting("2026-11-24 08:00", 90), lasting("2026-11-24 08:15", 15)]
    assert starts([lasting("2026-11-24 08:00", 120)], booked) == [utc("2026-11-24 08:30")]


@pytest.mark.parametrize(("day", "count"), [(date(2026, 3, 29), 11), (date(2026, 10, 25), 19), (date(2026, 3, 28), 15)])
def test_days_of_a_clock_change_offer_the_hours_they_have(day, count):
    opening = a_timetable(every_day("1:00-5:00")).on(day, ORDINARY)
    found = starts(opening.open, not_before=utc("2026-01-01 00:00"))
    assert len(found) == count
    assert len(set(found)) == count


@given(
    hours=st.lists(st.tuples(st.integers(0, 90), st.integers(1, 20)), max_size=4),
    booked=st.lists(st.tuples(st.integers(0, 95), st.integers(1, 12)), max_size=12),
    length=st.integers(1, 12),
    now=st.integers(0, 95 * 15),
)
def test_it_offers_exactly_what_could_be_booked(hours, booked, length, now):
    def spans(pairs):
        return sorted(Span(at(start), at(start + quarters)) for start, quarters in pairs)

    def at(quarter):
        return MIDNIGHT + timedelta(minutes=15 * quarter)

    open_spans = []
    for span in spans(hours):
        if not open_spans or open_spans[-1].ends_at < span.starts_at:
            open_spans.append(span)
    taken = spans(booked)
    not_before: datetime = MIDNIGHT + timedelta(minutes=now)
    possible = [
        at(quarter)
        for quarter in range(130)
        if at(quarter) >= not_before
        and any(span.contains(Span(at(quarter), at(quarter + length))) for span in open_spans)
        and not any(span.overlaps(Span(at(quarter), at(quarter + length))) for span in taken)
    ]
    assert starts(open_spans, taken, minutes=15 * length, not_before=not_before) == possible
