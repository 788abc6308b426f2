from datetime import UTC, date, datetime, timedelta
from itertools import combinations, pairwise
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dev.demo.practice import WEEK, working_time
from dev.demo.week import plan_week, status_of

WARSAW = ZoneInfo("Europe/Warsaw")
weeks = st.builds(
    lambda today, seed: plan_week(today, WARSAW, 3, 60, Random(seed)),
    st.dates(date(2026, 1, 1), date(2030, 12, 31)),
    st.integers(0, 10**6),
)


@settings(max_examples=40, deadline=None)
@given(weeks)
def test_every_visit_lies_on_the_grid_inside_open_hours_and_outside_the_break(week):
    assert week
    for visit in week:
        hours = WEEK[visit.starts_at.isoweekday()]
        begins, ends = visit.starts_at.time(), visit.ends_at.time()
        assert visit.starts_at.minute % 15 == 0
        assert visit.minutes % 15 == 0
        assert hours.opens <= begins < ends <= hours.closes
        if hours.lunch:
            assert ends <= hours.lunch[0] or begins >= hours.lunch[1]


@settings(max_examples=40, deadline=None)
@given(weeks)
def test_no_two_visits_overlap_on_one_calendar(week):
    for calendar in range(3):
        own = [visit for visit in week if visit.calendar == calendar]
        assert all(earlier.ends_at <= later.starts_at for earlier, later in pairwise(own))


@settings(max_examples=40, deadline=None)
@given(weeks)
def test_nobody_comes_twice_on_one_day(week):
    for one, other in combinations(week, 2):
        assert one.patient != other.patient or one.starts_at.date() != other.starts_at.date()


def test_the_chairs_are_well_filled_and_the_week_begins_today():
    monday = date(2026, 11, 23)
    week = plan_week(monday, WARSAW, 3, 60, Random(2026))
    assert {visit.starts_at.date() for visit in week} == {monday + timedelta(days=n) for n in range(6)}
    assert 100 < len(week) < 250


@pytest.mark.parametrize(
    ("now", "possible"),
    [
        ("2026-11-23T07:00", {"confirmed", None}),
        ("2026-11-23T11:50", {"waiting"}),
        ("2026-11-23T12:00", {"in_chair"}),
        ("2026-11-23T18:00", {"finished", "no_show"}),
        ("2026-11-16T12:00", {"confirmed", None}),
    ],
)
def test_a_visit_is_marked_as_a_reception_would_have_by_then(now, possible):
    week = plan_week(date(2026, 11, 23), WARSAW, 1, 60, Random(1))
    visit = next(visit for visit in week if visit.starts_at.hour == 12)
    at = datetime.fromisoformat(now).replace(tzinfo=WARSAW).astimezone(UTC)
    at += visit.starts_at - visit.starts_at.replace(minute=0)
    assert {status_of(visit, at, Random(seed)) for seed in range(100)} == possible


def test_the_hours_are_said_as_the_api_takes_them():
    days = working_time()["days"]
    assert [day["weekday"] for day in days] == [1, 2, 3, 4, 5, 6, 7]
    assert days[0] == {
        "weekday": 1,
        "open": True,
        "from": "08:00",
        "to": "18:00",
        "break": {"from": "13:00", "to": "13:30"},
    }
    assert not days[6]["open"]
