"""Wall clock times become instants, on the days of both clock changes as well."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notifications.domain.practice import QuietHours
from notifications.domain.wall_clock import end_of_quiet, instant, quiet_at, start_of_quiet

from services.notifications.tests.factories import WARSAW, local

NIGHT = QuietHours(time(21), time(8))
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


def test_an_ordinary_hour_is_that_hour():
    assert instant(date(2026, 11, 23), time(10), WARSAW) == datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_an_hour_left_out_in_spring_comes_after_the_gap():
    assert instant(SPRING, time(2, 30), WARSAW) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert instant(SPRING, time(2, 30), WARSAW).astimezone(WARSAW).time() == time(3, 30)


def test_an_hour_that_comes_twice_in_autumn_is_its_first_coming():
    assert instant(AUTUMN, time(2, 30), WARSAW) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wall_clock", "quiet"), [("20:59", False), ("21:00", True), ("00:00", True), ("07:59", True), ("08:00", False)]
)
def test_quiet_hours_cross_midnight_and_end_is_not_quiet(wall_clock, quiet):
    assert quiet_at(local(f"2026-11-23 {wall_clock}"), NIGHT, WARSAW) is quiet


def test_quiet_hours_within_one_day():
    siesta = QuietHours(time(13), time(15))
    assert quiet_at(local("2026-11-23 14:00"), siesta, WARSAW)
    assert not quiet_at(local("2026-11-23 15:00"), siesta, WARSAW)


def test_equal_ends_mean_no_quiet_hours():
    assert not quiet_at(local("2026-11-23 03:00"), QuietHours(time(3), time(3)), WARSAW)


def test_the_end_of_quiet_is_next_morning_before_midnight_and_this_morning_after_it():
    assert end_of_quiet(local("2026-11-23 22:00"), NIGHT, WARSAW) == local("2026-11-24 08:00")
    assert end_of_quiet(local("2026-11-24 06:00"), NIGHT, WARSAW) == local("2026-11-24 08:00")
    assert end_of_quiet(local("2026-11-24 09:00"), NIGHT, WARSAW) == local("2026-11-24 09:00")


@pytest.mark.parametrize("before", ["2026-03-28 23:00", "2026-10-24 23:00"])
def test_the_end_of_quiet_is_eight_o_clock_on_the_night_of_a_clock_change(before):
    assert end_of_quiet(local(before), NIGHT, WARSAW).astimezone(WARSAW).time() == time(8)


def test_quiet_that_ends_in_the_repeated_hour_ends_after_it_began_again():
    until_half_past_two = QuietHours(time(22), time(2, 30))
    second_ten_past_two = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)
    assert end_of_quiet(second_ten_past_two, until_half_past_two, WARSAW) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_the_start_of_quiet_is_the_evening_before_for_a_moment_after_midnight():
    assert start_of_quiet(local("2026-11-24 03:00"), NIGHT, WARSAW) == local("2026-11-23 21:00")
    assert start_of_quiet(local("2026-11-23 23:00"), NIGHT, WARSAW) == local("2026-11-23 21:00")


HALF_HOURS = st.builds(time, st.integers(0, 23), st.sampled_from([0, 30]))
DAYS = datetime(2026, 1, 1), datetime(2027, 12, 31)  # noqa: DTZ001 - hypothesis adds the zone
MOMENTS = st.datetimes(*DAYS, timezones=st.just(UTC)) | st.builds(
    lambda change, minutes: change + timedelta(minutes=minutes),
    st.sampled_from([datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)]),
    st.integers(-600, 600),
)


@given(MOMENTS, HALF_HOURS, HALF_HOURS)
def test_the_end_of_quiet_is_the_first_moment_that_is_not_quiet(moment, start, end):
    hours = QuietHours(start, end)
    after = end_of_quiet(moment, hours, WARSAW)
    assert moment <= after
    assert not quiet_at(after, hours, WARSAW)
    # Quiet begins and ends at full and half hours: one look into each half hour before is enough.
    look = moment
    while look < after:
        assert quiet_at(look, hours, WARSAW)
        look += timedelta(minutes=30)


def test_quiet_that_ends_in_the_hour_left_out_in_spring_ends_when_it_is_jumped_over():
    at_half_past_one = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    for end in (time(2, 0), time(2, 17), time(2, 30)):
        assert end_of_quiet(at_half_past_one, QuietHours(time(0, 0), end), WARSAW) == datetime(
            2026, 3, 29, 1, tzinfo=UTC
        )


def test_who_is_awake_only_in_the_hour_left_out_in_spring_is_quiet_for_one_day_more():
    hours = QuietHours(time(2, 30), time(2, 0))
    night_before = datetime(2026, 3, 28, 22, 59, tzinfo=UTC)
    assert end_of_quiet(night_before, hours, WARSAW) == datetime(2026, 3, 30, 0, 0, tzinfo=UTC)
