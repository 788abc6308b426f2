from __future__ import annotations

from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scheduling.domain.quiet_hours import QuietHours

from services.scheduling.tests.builders import WARSAW, at, utc

NIGHT = QuietHours()


@pytest.mark.parametrize(
    ("now", "awake"),
    [
        ("2026-11-23 10:05", "2026-11-23 10:05"),
        ("2026-11-23 20:54", "2026-11-23 20:54"),
        ("2026-11-23 20:55", "2026-11-24 08:00"),  # what is said now would go out in the quiet
        ("2026-11-23 21:00", "2026-11-24 08:00"),
        ("2026-11-24 03:00", "2026-11-24 08:00"),
        ("2026-11-24 07:59", "2026-11-24 08:00"),
        ("2026-11-24 08:00", "2026-11-24 08:00"),
        ("2026-10-24 22:00", "2026-10-25 08:00"),  # a night of ten hours and one of twelve
        ("2026-03-28 22:00", "2026-03-29 08:00"),
    ],
)
def test_nobody_is_written_to_between_nine_in_the_evening_and_eight(now, awake):
    assert NIGHT.next_awake(at(now), WARSAW) == at(awake)


def test_quiet_hours_may_lie_within_a_day_or_not_be_at_all():
    noon = QuietHours(time(12), time(14))
    assert noon.next_awake(at("2026-11-23 13:00"), WARSAW) == at("2026-11-23 14:00")
    assert noon.next_awake(at("2026-11-23 03:00"), WARSAW) == at("2026-11-23 03:00")
    assert QuietHours(time(8), time(8)).next_awake(at("2026-11-23 03:00"), WARSAW) == at("2026-11-23 03:00")


def test_quiet_until_the_clock_skips_its_end_ends_when_it_has():
    early = QuietHours(time(21), time(2, 30))
    assert early.next_awake(at("2026-03-28 22:00"), WARSAW) == utc("2026-03-29 01:00")  # 03:00 follows 01:59


@given(st.integers(0, 365 * 24 * 60), st.integers(0, 95), st.integers(0, 95))
def test_whenever_it_is_the_wall_shows_no_quiet_hour_at_the_next_moment_awake(minute, from_, to):
    now = utc("2026-01-01 00:00") + timedelta(minutes=minute)
    begin, end = (time(number // 4, number % 4 * 15) for number in (from_, to))
    awake = QuietHours(begin, end).next_awake(now, WARSAW)
    hour = awake.astimezone(WARSAW).time()
    assert awake >= now
    assert not (begin <= hour < end if from_ <= to else not end <= hour < begin)
