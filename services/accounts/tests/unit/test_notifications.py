"""The practice's switches and hours."""

from datetime import UTC, time
from typing import Any

import pytest
from accounts.domain.checks import Checks
from accounts.domain.notifications import Notifications
from hypothesis import assume, given, settings
from hypothesis import strategies as st

USUAL = Notifications()


def changed(before: Notifications = USUAL, **typed: Any) -> Notifications:
    checks = Checks()
    after = before.changed(checks, typed)
    checks.finish()
    return after


def wrong(**typed: Any) -> list[tuple[str, str]]:
    checks = Checks()
    USUAL.changed(checks, typed)
    return [(field, code) for field, code, _ in checks.wrong]


def test_what_is_not_typed_keeps_its_value() -> None:
    first = changed(sms=False)
    assert changed(first, online_booking=True) == Notifications(sms=False, online_booking=True)


@pytest.mark.parametrize("hour", [time(9), time(9, 15), time(9, 30), time(9, 45), time(20, 45)])
def test_any_full_quarter_is_an_hour(hour: time) -> None:
    assert changed(reminder_hour=hour).reminder_hour == hour


@pytest.mark.parametrize("hour", [time(9, 1), time(9, 14), time(9, 0, 1), time(9, 0, 0, 1)])
@pytest.mark.parametrize(
    ("name", "path"),
    [("reminder_hour", "reminder_hour"), ("quiet_from", "quiet_hours.from"), ("quiet_to", "quiet_hours.to")],
)
def test_anything_else_is_refused_by_its_field(name: str, path: str, hour: time) -> None:
    assert wrong(**{name: hour}) == [(path, "not_on_grid")]


def test_an_hour_is_on_the_practices_clock_and_has_no_zone() -> None:
    assert wrong(reminder_hour=time(9, tzinfo=UTC)) == [("reminder_hour", "invalid")]


@pytest.mark.parametrize("hour", [time(21), time(23, 45), time(0), time(7, 45)])
def test_no_reminder_in_the_quiet_hours(hour: time) -> None:
    assert wrong(reminder_hour=hour) == [("reminder_hour", "out_of_range")]


def test_quiet_hours_end_when_they_say() -> None:
    assert changed(reminder_hour=time(8)).reminder_hour == time(8)
    assert changed(reminder_hour=time(20, 45)).reminder_hour == time(20, 45)


def test_quiet_hours_cannot_be_laid_over_the_reminder_hour() -> None:
    assert wrong(quiet_from=time(9), quiet_to=time(11)) == [("reminder_hour", "out_of_range")]
    moved = changed(quiet_from=time(9), quiet_to=time(11), reminder_hour=time(11))
    assert (moved.quiet_from, moved.quiet_to) == (time(9), time(11))


def test_from_and_to_at_the_same_hour_is_no_quiet_at_all() -> None:
    assert changed(quiet_from=time(10), quiet_to=time(10)).reminder_hour == time(10)


quarters = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))


@settings(deadline=None)
@given(start=quarters, end=quarters, hour=quarters)
def test_a_reminder_hour_is_taken_just_when_it_is_not_quiet(start: time, end: time, hour: time) -> None:
    """Walking round the clock from the start of the quiet hours, one meets their end before the reminder."""

    def after_start(value: time) -> int:
        return ((value.hour - start.hour) * 60 + value.minute - start.minute) % (24 * 60)

    quiet = after_start(hour) < after_start(end)
    assert wrong(quiet_from=start, quiet_to=end, reminder_hour=hour) == (
        [("reminder_hour", "out_of_range")] if quiet else []
    )


@settings(deadline=None)
@given(start=quarters, end=quarters)
def test_most_of_the_day_may_be_quiet_but_the_reminder_hour(start: time, end: time) -> None:
    assume(start != end)
    settings = changed(quiet_from=start, quiet_to=end, reminder_hour=end)
    assert settings.quiet_at(start)
    assert not settings.quiet_at(end)
