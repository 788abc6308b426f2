"""Which day a patient is shown first, and where they can go from there."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from contracts.scheduling import rpc as scheduling
from flask import Flask
from flask_babel import Babel
from gateway.web import dates, public_times
from gateway.web.public_times import Times, Wanted
from hypothesis import given, settings
from hypothesis import strategies as st

FIRST = date(2026, 9, 20)
LAST = FIRST + timedelta(days=120)
"""The clocks go back on 25 October."""
ZONE = ZoneInfo("Europe/Warsaw")
CHAIR = UUID(int=1)
DAYS = st.dates(FIRST, LAST)
APP = Flask(__name__)
Babel(APP)


def seen(free: set[date], wanted: Wanted) -> Times:
    def ask(begin: date, end: date) -> scheduling.PublicTimes:
        assert begin < end
        assert (end - begin).days <= 62
        assert begin >= FIRST
        within = [day for day in sorted(free) if begin <= day < end]
        items = [
            scheduling.FreeTime(calendar_id=CHAIR, starts_at=datetime.combine(day, time(hour), ZONE))
            for day in within
            for hour in (8, 13)
        ]
        return scheduling.PublicTimes(items=items, next_free=min((day for day in free if day >= begin), default=None))

    with APP.test_request_context():
        dates.use_zone("Europe/Warsaw")
        return public_times.look(ask, FIRST, LAST, wanted)


@settings(max_examples=60, deadline=None)
@given(st.sets(DAYS, max_size=8))
def test_the_next_free_day_comes_first(free: set[date]) -> None:
    times = seen(free, Wanted())
    assert times.day == min(free, default=None)
    assert [len(part.times) for part in times.parts] == ([1, 1] if free else [])
    assert times.strip[:1] == ([min(free)] if free else [])


@settings(max_examples=60, deadline=None)
@given(st.sets(DAYS, max_size=8), st.dates(FIRST - timedelta(days=40), LAST + timedelta(days=40)))
def test_a_day_that_was_asked_for_is_shown_and_leads_on(free: set[date], day: date) -> None:
    times = seen(free, Wanted(day=day))
    assert times.day == min(max(day, FIRST), LAST)
    assert bool(times.parts) is (times.day in free)
    later = sorted(d for d in free if d > times.day)
    if not times.parts and later:
        assert times.next_free is None or times.next_free in later


@settings(max_examples=60, deadline=None)
@given(st.sets(DAYS, max_size=8), DAYS)
def test_months_are_leafed_through_within_what_can_be_booked(free: set[date], day: date) -> None:
    times = seen(free, Wanted(month=day.replace(day=1)))
    assert times.month == max(day.replace(day=1), FIRST.replace(day=1))
    assert (times.before is None) is (times.month == FIRST.replace(day=1))
    assert (times.after is None) is (times.month == LAST.replace(day=1))
    within = [d for d in sorted(free) if d.replace(day=1) == times.month]
    assert times.day == next(iter(within), None)
