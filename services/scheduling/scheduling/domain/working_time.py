"""Working time: the hours and the break of each weekday, on the wall clock and the 15-minute grid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time

from scheduling.domain.checks import Checks, Wrong

GRID_MINUTES = 15
_DAYS_OF_A_WEEK = 7
_SATURDAY = 6


@dataclass(frozen=True, slots=True)
class Hours:
    """A part of a day on the wall clock, ``to`` not included."""

    from_: time
    to: time


@dataclass(frozen=True, slots=True)
class WorkingDay:
    """The hours of one weekday; those of a day that is not open are kept for the day it will be."""

    weekday: int
    """1 is Monday, 7 Sunday."""
    open: bool
    hours: Hours
    break_: Hours | None = None


@dataclass(frozen=True, slots=True)
class WorkingWeek:
    """Seven working days, Monday first."""

    days: tuple[WorkingDay, ...]

    def __post_init__(self) -> None:
        if [day.weekday for day in self.days] != list(range(1, _DAYS_OF_A_WEEK + 1)):
            message = "a week has the days 1 to 7 in order"
            raise ValueError(message)

    def on(self, weekday: int) -> WorkingDay:
        return self.days[weekday - 1]

    def changed(self, days: Sequence[WorkingDay]) -> WorkingWeek:
        """The week with these days put in; days that are not among them stay. Raises ValidationFailed."""
        _check(days)
        new: Mapping[int, WorkingDay] = {day.weekday: day for day in days}
        return replace(self, days=tuple(new.get(day.weekday, day) for day in self.days))


def default_week() -> WorkingWeek:
    """What a new practice begins with: Monday to Friday, 8 to 16, no break."""
    hours = Hours(time(8), time(16))
    return WorkingWeek(tuple(WorkingDay(weekday, weekday < _SATURDAY, hours) for weekday in range(1, 8)))


def _check(days: Sequence[WorkingDay]) -> None:
    checks = Checks()
    seen: set[int] = set()
    for index, day in enumerate(days):
        at = f"days.{index}"
        if not 1 <= day.weekday <= _DAYS_OF_A_WEEK:
            checks.wrong(f"{at}.weekday", "out_of_range", min=1, max=_DAYS_OF_A_WEEK)
        elif day.weekday in seen:
            checks.wrong(f"{at}.weekday", "invalid")
        seen.add(day.weekday)
        _check_hours(checks, at, day.hours, ordered=day.open)
        if day.break_ is not None:
            _check_hours(checks, f"{at}.break", day.break_, ordered=day.open)
            if day.open and not day.hours.from_ <= day.break_.from_ < day.break_.to <= day.hours.to:
                checks.wrong(f"{at}.break", "break_outside_hours")
    checks.finish()


def _check_hours(checks: Checks, at: str, hours: Hours, *, ordered: bool) -> None:
    checks.take(f"{at}.from", _on_grid, hours.from_)
    checks.take(f"{at}.to", _on_grid, hours.to)
    if ordered and hours.from_ >= hours.to:
        checks.wrong(f"{at}.to", "to_before_from")


def _on_grid(value: time) -> time:
    if value.tzinfo is not None:
        raise Wrong("invalid")
    if value.minute % GRID_MINUTES or value.second or value.microsecond:
        raise Wrong("not_on_grid", minutes=GRID_MINUTES)
    return value
