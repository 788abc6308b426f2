"""Both clock changes of 2026 in Warsaw: 29 March has 23 hours, 25 October has 25."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scheduling.domain.local_time import day_of, day_span, require_offset, start_of_day, wall_spans, zone_named
from scheduling.domain.refusals import LocalTimeMissing, ValidationFailed
from scheduling.domain.span import Span

from services.scheduling.tests.builders import WARSAW, utc

SPRING = date(2026, 3, 29)
AUTUMN = date(2026, 10, 25)
ORDINARY = date(2026, 11, 24)
ZONES = [WARSAW, ZoneInfo("UTC"), ZoneInfo("America/New_York"), ZoneInfo("Asia/Kathmandu"), ZoneInfo("Africa/Cairo")]
quarters = st.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))


@pytest.mark.parametrize(("day", "length"), [(SPRING, 23), (AUTUMN, 25), (ORDINARY, 24)])
def test_a_day_has_as_many_hours_as_its_clock_change_leaves(day, length):
    assert day_span(day, WARSAW).minutes == length * 60


def test_a_day_begins_at_local_midnight():
    assert start_of_day(ORDINARY, WARSAW) == utc("2026-11-23 23:00")
    assert day_of(utc("2026-11-23 23:00"), WARSAW) == ORDINARY
    assert day_of(utc("2026-11-23 22:59"), WARSAW) == date(2026, 11, 23)


def test_a_day_whose_midnight_is_skipped_begins_at_its_first_instant():
    cairo = ZoneInfo("Africa/Cairo")
    begin = start_of_day(date(2026, 4, 24), cairo)
    assert begin.astimezone(cairo).time() == time(1)
    assert day_of(begin - timedelta(seconds=1), cairo) == date(2026, 4, 23)


def test_hours_of_an_ordinary_day_are_one_span():
    assert wall_spans(ORDINARY, time(8), time(16), WARSAW) == [Span(utc("2026-11-24 07:00"), utc("2026-11-24 15:00"))]


def test_hours_over_the_skipped_hour_are_an_hour_shorter():
    assert wall_spans(SPRING, time(1), time(4), WARSAW) == [Span(utc("2026-03-29 00:00"), utc("2026-03-29 02:00"))]


def test_hours_within_the_skipped_hour_are_none():
    assert wall_spans(SPRING, time(2), time(3), WARSAW) == []


def test_hours_over_the_repeated_hour_are_an_hour_longer():
    assert wall_spans(AUTUMN, time(1), time(4), WARSAW) == [Span(utc("2026-10-24 23:00"), utc("2026-10-25 03:00"))]


def test_hours_within_the_repeated_hour_come_twice():
    assert wall_spans(AUTUMN, time(2, 15), time(2, 45), WARSAW) == [
        Span(utc("2026-10-25 00:15"), utc("2026-10-25 00:45")),
        Span(utc("2026-10-25 01:15"), utc("2026-10-25 01:45")),
    ]


@given(
    day=st.dates(date(2020, 1, 1), date(2035, 12, 31)) | st.sampled_from([SPRING, AUTUMN]),
    from_=quarters,
    to=quarters,
    zone=st.sampled_from(ZONES),
    minute=st.integers(0, 25 * 60),
)
def test_an_instant_is_in_the_hours_exactly_when_the_wall_clock_says_so(day, from_, to, zone, minute):
    instant = day_span(day, zone).starts_at + timedelta(minutes=minute)
    wall = instant.astimezone(zone)
    inside = any(span.starts_at <= instant < span.ends_at for span in wall_spans(day, from_, to, zone))
    assert inside == (wall.date() == day and from_ <= wall.time() < to)


@pytest.mark.parametrize("text", ["2026-03-29T02:30+01:00", "2026-03-29T02:30+02:00", "2026-03-29T02:00+01:00"])
def test_a_wall_time_that_the_clock_change_leaves_out_is_refused(text):
    with pytest.raises(LocalTimeMissing) as refused:
        require_offset("starts_at", datetime.fromisoformat(text), WARSAW)
    assert refused.value.data == {"local_time": text[:16]}


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-29T03:00+02:00",
        "2026-03-29T01:45+01:00",
        "2026-10-25T02:30+02:00",
        "2026-10-25T02:30+01:00",
        "2026-07-01T08:00+00:00",
        "2026-03-29T02:30+00:00",
    ],
)
def test_an_offset_that_the_zone_has_then_is_taken_and_so_is_utc(text):
    require_offset("starts_at", datetime.fromisoformat(text), WARSAW)


def test_the_winter_offset_in_summer_is_refused():
    with pytest.raises(ValidationFailed) as refused:
        require_offset("starts_at", datetime(2026, 7, 1, 10, tzinfo=timezone(timedelta(hours=1))), WARSAW)
    assert [(error.field, error.code) for error in refused.value.errors] == [("starts_at", "invalid")]


def test_a_zone_goes_by_its_iana_name():
    assert zone_named("Europe/Warsaw") is not None
    assert datetime(2026, 1, 1, tzinfo=UTC).astimezone(zone_named("Europe/London")).utcoffset() == timedelta()
