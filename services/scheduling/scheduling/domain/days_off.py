"""Dates that differ from the week: days off, other hours on a date, public holidays."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from scheduling.domain.checks import Checks, optional_line
from scheduling.domain.public_holidays import HolidayNames, holiday_on
from scheduling.domain.trail import FieldChange
from scheduling.domain.visit import HORIZON
from scheduling.domain.working_time import Hours, check_hours, on_grid, told_hours

LONGEST_DAYS = 366
"""Of one day off, such as a long leave."""
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class DayException:
    """One date on which other hours hold, or none."""

    id: UUID
    practice_id: UUID
    calendar_id: UUID | None
    """None: the whole practice. A calendar's own goes before the practice's."""
    date: date
    hours: Hours | None
    """None: closed."""
    break_: Hours | None = None
    name: str | None = None
    """Why, for the calendar to show."""


@dataclass(frozen=True, slots=True)
class Holiday:
    """A public holiday, and whether the practice keeps it."""

    date: date
    names: HolidayNames
    closed: bool


@dataclass(frozen=True, slots=True)
class DayOff:
    """What a calendar shows of a date that differs: the holiday's names or the exception's, and whether it closes."""

    names: HolidayNames | None
    name: str | None
    closed: bool


@dataclass(frozen=True, slots=True)
class DaysOff:
    """All that differs on some dates of one practice."""

    dates: frozenset[date]
    """Those that it knows about; of others it cannot tell."""
    exceptions: Iterable[DayException] = ()
    worked: frozenset[date] = frozenset()
    """Public holidays on which the practice chose to work."""
    _by_place: dict[tuple[UUID | None, date], DayException] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_place = {(exception.calendar_id, exception.date): exception for exception in self.exceptions}
        object.__setattr__(self, "_by_place", by_place)

    def exception_for(self, calendar_id: UUID, day: date) -> DayException | None:
        """The calendar's own, else the practice's. Raises LookupError for a date that is not among ``dates``."""
        self._require(day)
        return self._by_place.get((calendar_id, day)) or self._by_place.get((None, day))

    def holiday_on(self, day: date) -> Holiday | None:
        """Raises LookupError for a date that is not among ``dates``."""
        self._require(day)
        names = holiday_on(day)
        return Holiday(day, names, day not in self.worked) if names else None

    def _require(self, day: date) -> None:
        if day not in self.dates:
            message = f"nobody asked about {day}"
            raise LookupError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedException:
    """What somebody asks to be written down: the same for every date from ``first`` to ``until`` inclusive."""

    calendar_id: UUID | None = None
    first: date
    until: date | None = None
    open: bool = False
    from_: time | None = None
    to: time | None = None
    break_: Hours | None = None
    name: str | None = None


def exceptions_asked(
    asked: AskedException, today: date, practice_id: UUID, new_id: Callable[[], UUID]
) -> list[DayException]:
    """One exception a date, by date; ``today`` is the practice's. Raises ValidationFailed.

    Hours given with a closed day mean nothing, as with a weekday that is closed.
    """
    checks = Checks()
    until = asked.until or asked.first
    _check_dates(checks, asked.first, until, today)
    name = checks.take("name", optional_line(LONGEST_NAME), asked.name)
    hours = _checked_hours(checks, asked) if asked.open else None
    checks.finish()
    return [
        DayException(new_id(), practice_id, asked.calendar_id, day, hours, asked.break_ if hours else None, name)
        for day in days_between(asked.first, until + timedelta(days=1))
    ]


def exception_changes(before: DayException | None, after: DayException | None) -> list[FieldChange]:
    """For the audit trail: what was written down on a date, and what is."""
    was, is_ = _told(before), _told(after)
    names = is_ or was
    return [(name, was.get(name), is_.get(name)) for name in names if was.get(name) != is_.get(name)]


def days_between(from_: date, to: date) -> list[date]:
    """The dates from one up to, and without, another."""
    return [from_ + timedelta(days=number) for number in range((to - from_).days)]


def _told(exception: DayException | None) -> dict[str, Any]:
    if exception is None:
        return {}
    return {
        "calendar_id": exception.calendar_id,
        "date": exception.date,
        "open": exception.hours is not None,
        "hours": told_hours(exception.hours),
        "break": told_hours(exception.break_),
        "name": exception.name,
    }


def _check_dates(checks: Checks, first: date, last: date, today: date) -> None:
    if first < today:
        checks.wrong("date", "in_the_past")
    elif first > today + HORIZON:
        checks.wrong("date", "out_of_range", max=(today + HORIZON).isoformat())
    if last < first:
        checks.wrong("until", "to_before_from")
    elif (last - first).days >= LONGEST_DAYS:
        checks.wrong("until", "out_of_range", max_days=LONGEST_DAYS)


def _checked_hours(checks: Checks, asked: AskedException) -> Hours | None:
    if asked.from_ is None or asked.to is None:
        checks.take("from", on_grid, asked.from_)
        checks.take("to", on_grid, asked.to)
        return None
    hours = Hours(asked.from_, asked.to)
    check_hours(checks, "", hours, asked.break_)
    return hours
