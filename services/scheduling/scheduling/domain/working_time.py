"""Working time: the hours and the break of each weekday, on the wall clock and the 15-minute grid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time
from typing import Any

from scheduling.domain.checks import Checks, Wrong
from scheduling.domain.trail import FieldChange

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


def week_changes(before: WorkingWeek, after: WorkingWeek) -> list[FieldChange]:
    """For the audit trail: the weekdays whose hours are others."""
    days = zip(before.days, after.days, strict=True)
    return [(f"days.{was.weekday}", _told(was), _told(is_)) for was, is_ in days if was != is_]


def told_hours(hours: Hours | None) -> dict[str, str] | None:
    """As the audit trail shows them: ``{"from": "08:00", "to": "16:00"}``."""
    return {"from": f"{hours.from_:%H:%M}", "to": f"{hours.to:%H:%M}"} if hours else None


def _told(day: WorkingDay) -> dict[str, Any]:
    return {"open": day.open, **(told_hours(day.hours) or {}), "break": told_hours(day.break_)}


def _check(days: Sequence[WorkingDay]) -> None:
    checks = Checks()
    seen: set[int] = set()
    for index, day in enumerate(days):
        at = f"days.{index}."
        if not 1 <= day.weekday <= _DAYS_OF_A_WEEK:
            checks.wrong(f"{at}weekday", "out_of_range", min=1, max=_DAYS_OF_A_WEEK)
        elif day.weekday in seen:
            checks.wrong(f"{at}weekday", "invalid")
        seen.add(day.weekday)
        check_hours(checks, at, day.hours, day.break_, ordered=day.open)
    checks.finish()


def check_hours(checks: Checks, at: str, hours: Hours, break_: Hours | None, *, ordered: bool = True) -> None:
    """On the grid, the break inside; without ``ordered`` they may be empty. ``at`` goes before the fields' names."""
    times = [hours.from_, hours.to, *([break_.from_, break_.to] if break_ else [])]
    ordered = ordered and not any(each.tzinfo for each in times)  # else they cannot be compared
    _check_span(checks, at, hours, ordered=ordered)
    if break_ is not None:
        _check_span(checks, f"{at}break.", break_, ordered=ordered)
        if ordered and not hours.from_ <= break_.from_ < break_.to <= hours.to:
            checks.wrong(f"{at}break", "break_outside_hours")


def _check_span(checks: Checks, at: str, hours: Hours, *, ordered: bool) -> None:
    checks.take(f"{at}from", on_grid, hours.from_)
    checks.take(f"{at}to", on_grid, hours.to)
    if ordered and hours.from_ >= hours.to:
        checks.wrong(f"{at}to", "to_before_from")


def on_grid(value: time | None) -> time:
    """A rule for a wall time that must be there."""
    if value is None:
        raise Wrong("required")
    if value.tzinfo is not None:
        raise Wrong("invalid")
    if value.minute % GRID_MINUTES or value.second or value.microsecond:
        raise Wrong("not_on_grid", minutes=GRID_MINUTES)
    return value
