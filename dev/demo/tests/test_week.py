from datetime import UTC, date, datetime, timedelta
from itertools import combinations, pairwise
from random import Random
from zoneinfo import ZoneInfo

import pytest
from contracts import golden
from hypothesis import given, settings
from hypothesis import strategies as st

from dev.demo.practice import (
    AFTERNOONS,
    CHAIRS,
    SERVICES,
    WEEK,
    Chair,
    holiday_of_hygiene,
    own_hours,
    training_day,
    working_time,
)
from dev.demo.week import DAYS, KINDS, Opening, openings, plan_week, status_of

WARSAW = ZoneInfo("Europe/Warsaw")


def hours_of(chair: Chair, day: date) -> list[Opening]:
    """As the system would answer, without days off."""
    hours = (chair.week or WEEK).get(day.isoweekday())
    if hours is None:
        return []
    ends = [hours.opens, *(hours.lunch or ()), hours.closes]
    moments = [datetime.combine(day, end, WARSAW) for end in ends]
    return [Opening(CHAIRS.index(chair), *pair) for pair in zip(moments[::2], moments[1::2], strict=True)]


def open_time(today: date, days: int = DAYS) -> list[Opening]:
    dates = [today + timedelta(days=ahead) for ahead in range(days)]
    return [span for day in dates for chair in CHAIRS for span in hours_of(chair, day)]


weeks = st.builds(
    lambda today, seed: plan_week(open_time(today), 60, Random(seed)),
    st.dates(date(2026, 1, 1), date(2030, 12, 31)),
    st.integers(0, 10**6),
)


@settings(max_examples=40, deadline=None)
@given(weeks)
def test_every_visit_lies_on_the_grid_inside_the_hours_of_its_chair_and_outside_the_break(week):
    assert week
    for visit in week:
        assert visit.starts_at.minute % 15 == 0
        assert visit.minutes % 15 == 0
        spans = hours_of(CHAIRS[visit.calendar], visit.starts_at.date())
        assert any(span.begins <= visit.starts_at < visit.ends_at <= span.ends for span in spans)


@settings(max_examples=40, deadline=None)
@given(weeks)
def test_no_two_visits_overlap_on_one_calendar(week):
    for calendar in range(len(CHAIRS)):
        own = [visit for visit in week if visit.calendar == calendar]
        assert all(earlier.ends_at <= later.starts_at for earlier, later in pairwise(own))


@settings(max_examples=40, deadline=None)
@given(weeks)
def test_nobody_comes_twice_on_one_day(week):
    for one, other in combinations(week, 2):
        assert one.patient != other.patient or one.starts_at.date() != other.starts_at.date()


def test_the_chairs_are_well_filled_and_the_week_begins_today():
    monday = date(2026, 11, 23)
    week = plan_week(open_time(monday), 60, Random(2026))
    assert {visit.starts_at.date() for visit in week} == {monday + timedelta(days=n) for n in range(6)}
    assert {visit.calendar for visit in week} == {0, 1, 2, 3}
    assert 100 < len(week) < 250


def test_a_night_on_which_the_clocks_change_has_no_visit_in_the_hour_that_is_left_out():
    night = [Opening(0, *(datetime.fromisoformat(f"2026-03-29T0{hour}:00Z").astimezone(WARSAW) for hour in (0, 3)))]
    for seed in range(50):
        visits = plan_week(night, 60, Random(seed))
        assert all(visit.starts_at.hour != 2 for visit in visits)
        assert all(visit.starts_at.astimezone(UTC) < night[0].ends.astimezone(UTC) for visit in visits)


def test_open_time_is_understood_as_the_system_says_it():
    example = golden.response("scheduling.list_calendar_days")
    first, *_ = found = openings(example, [example["items"][0]["calendar_id"]])
    span = example["items"][0]["open"][0]
    assert len(found) == sum(len(day["open"]) for day in example["items"])
    assert (first.calendar, first.begins.isoformat(), first.ends.isoformat()) == (0, span["starts_at"], span["ends_at"])


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
    week = plan_week(open_time(date(2026, 11, 23)), 60, Random(1))
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


def test_four_chairs_have_four_colours_and_not_one_has_the_hours_of_another():
    assert len({chair.color for chair in CHAIRS}) == len({chair.name for chair in CHAIRS}) == 4
    weeks = [own_hours(chair.week or WEEK)["days"] for chair in CHAIRS]
    assert all(one != other for one, other in combinations(weeks, 2))


def test_what_is_done_most_is_what_is_on_offer():
    on_offer = {service["name"]: service["minutes"] for service in SERVICES}
    assert len(on_offer) == 6
    lengths = {name: minutes for name, minutes, _ in KINDS}
    assert on_offer.items() <= lengths.items()


@pytest.mark.parametrize("ahead", range(7))
def test_the_days_off_fall_on_days_that_would_be_worked(ahead):
    today = date(2026, 11, 23) + timedelta(days=ahead)
    holiday = date.fromisoformat(holiday_of_hygiene(today)["date"])
    assert holiday.isoweekday() in AFTERNOONS
    assert today < holiday < today + timedelta(days=DAYS)
    assert training_day(today)["date"] == "2026-12-04"
