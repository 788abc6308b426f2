from datetime import UTC, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scheduling.adapters.weeks import week_as, week_from
from scheduling.domain.refusals import ValidationFailed
from scheduling.domain.working_time import Hours, WorkingDay, WorkingWeek, default_week, week_changes

from services.scheduling.tests.builders import hours, working_day


def refused(*days: WorkingDay) -> list[tuple[str, str]]:
    with pytest.raises(ValidationFailed) as caught:
        default_week().changed(days)
    return [(error.field, error.code) for error in caught.value.errors]


def test_a_new_practice_works_monday_to_friday_from_8_to_16():
    week = default_week()
    assert [day.open for day in week.days] == [True] * 5 + [False] * 2
    assert {day.hours for day in week.days} == {hours("8:00-16:00")}
    assert all(day.break_ is None for day in week.days)


def test_days_that_are_not_named_keep_their_hours():
    week = default_week().changed([working_day(3, "10:00-18:00", "13:00-13:30")])
    assert week.on(3) == working_day(3, "10:00-18:00", "13:00-13:30")
    assert [day for day in week.days if day.weekday != 3] == [day for day in default_week().days if day.weekday != 3]


def test_hours_off_the_grid_are_refused_field_by_field():
    assert refused(working_day(1, "8:10-16:00", "12:00-12:20")) == [
        ("days.0.from", "not_on_grid"),
        ("days.0.break.to", "not_on_grid"),
    ]
    assert refused(WorkingDay(1, True, Hours(time(8), time(16, 0, 30)))) == [("days.0.to", "not_on_grid")]


def test_a_time_with_a_zone_is_no_wall_time():
    assert refused(WorkingDay(1, True, Hours(time(8, tzinfo=UTC), time(16, tzinfo=UTC)))) == [
        ("days.0.from", "invalid"),
        ("days.0.to", "invalid"),
    ]


def test_a_time_with_a_zone_beside_one_without_is_refused_and_not_compared():
    assert refused(WorkingDay(1, True, Hours(time(8, tzinfo=UTC), time(16)), hours("12:00-13:00"))) == [
        ("days.0.from", "invalid")
    ]
    assert refused(WorkingDay(1, True, hours("8:00-16:00"), Hours(time(12), time(13, tzinfo=UTC)))) == [
        ("days.0.break.to", "invalid")
    ]


def test_hours_that_end_before_they_begin_are_refused():
    assert refused(working_day(1), working_day(2, "16:00-8:00")) == [("days.1.to", "to_before_from")]
    assert refused(working_day(2, "8:00-8:00")) == [("days.0.to", "to_before_from")]


@pytest.mark.parametrize("rest", ["7:45-8:15", "15:45-16:15", "6:00-7:00"])
def test_a_break_must_lie_within_the_hours(rest):
    assert refused(working_day(1, "8:00-16:00", rest)) == [("days.0.break", "break_outside_hours")]


def test_a_break_may_touch_the_hours_ends():
    week = default_week().changed(
        [working_day(1, "8:00-16:00", "8:00-9:00"), working_day(2, "8:00-16:00", "15:00-16:00")]
    )
    assert week.on(1).break_ == hours("8:00-9:00")


def test_a_break_that_ends_before_it_begins_is_refused():
    assert ("days.0.break.to", "to_before_from") in refused(working_day(1, "8:00-16:00", "13:00-12:00"))


def test_a_closed_day_may_have_empty_hours():
    week = default_week().changed([working_day(6, "0:00-0:00", open_=False)])
    assert not week.on(6).open


@pytest.mark.parametrize(("weekday", "code"), [(0, "out_of_range"), (8, "out_of_range")])
def test_there_are_seven_weekdays(weekday, code):
    assert refused(working_day(weekday)) == [("days.0.weekday", code)]


def test_a_weekday_comes_once():
    assert refused(working_day(1), working_day(1)) == [("days.1.weekday", "invalid")]


def test_a_week_is_whole():
    with pytest.raises(ValueError, match="days 1 to 7"):
        WorkingWeek((working_day(1),))


quarters = st.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))
spans = st.builds(Hours, quarters, quarters)
some_days = st.lists(
    st.builds(WorkingDay, st.integers(1, 7), st.booleans(), spans, st.none() | spans),
    unique_by=lambda day: day.weekday,
    max_size=7,
)


def makes_sense(day: WorkingDay) -> bool:
    bounds = [day.hours.from_, *([day.break_.from_, day.break_.to] if day.break_ else []), day.hours.to]
    begins_before_it_ends = day.hours.from_ < day.hours.to and (day.break_ is None or day.break_.from_ < day.break_.to)
    return not day.open or (begins_before_it_ends and bounds == sorted(bounds))


@given(days=some_days)
def test_a_week_takes_exactly_the_days_that_make_sense_and_keeps_the_rest(days):
    week = default_week()
    try:
        changed = week.changed(days)
    except ValidationFailed as refusal:
        wrong = {int(error.field.split(".")[1]) for error in refusal.errors}
        assert wrong == {index for index, day in enumerate(days) if not makes_sense(day)} != set()
        return
    assert all(makes_sense(day) for day in days)
    new = {day.weekday: day for day in days}
    assert list(changed.days) == [new.get(day.weekday, day) for day in week.days]
    assert changed.changed(days) == changed
    assert week_from(week_as(changed)) == changed
    assert [name for name, _, _ in week_changes(week, changed)] == [
        f"days.{weekday}" for weekday in range(1, 8) if week.on(weekday) != changed.on(weekday)
    ]
