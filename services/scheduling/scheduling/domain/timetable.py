"""When a calendar takes visits, as instants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from scheduling.domain.calendar import Calendar
from scheduling.domain.days_off import DayException, DayOff, DaysOff, Holiday
from scheduling.domain.local_time import day_of, wall_spans
from scheduling.domain.refusals import CalendarClosed, InBreak, OutsideWorkingTime
from scheduling.domain.span import Span
from scheduling.domain.working_time import Hours, WorkingWeek


@dataclass(frozen=True, slots=True)
class Opening:
    """One date: the hours as instants, the breaks in them, and why it differs from the week."""

    day: date
    hours: list[Span]
    breaks: list[Span]
    day_off: DayOff | None = None

    @property
    def open(self) -> list[Span]:
        """The hours without the breaks."""
        return [left for hours in self.hours for left in hours.without(self.breaks)]

    def takes(self, during: Span) -> bool:
        """Whether a visit may take place then."""
        return self._within_hours(during) and not any(rest.overlaps(during) for rest in self.breaks)

    def require(self, calendar_id: UUID, during: Span) -> None:
        """Raises OutsideWorkingTime or InBreak unless a visit may take place then."""
        if not self.takes(during):
            raise (InBreak if self._within_hours(during) else OutsideWorkingTime)(calendar_id, during)

    def _within_hours(self, during: Span) -> bool:
        return any(hours.contains(during) for hours in self.hours)


@dataclass(frozen=True, slots=True)
class Timetable:
    """One calendar with the week that holds for it and the practice's zone."""

    calendar: Calendar
    week: WorkingWeek
    zone: ZoneInfo

    def on(self, day: date, days_off: DaysOff) -> Opening:
        """A date's exception goes before its public holiday, and that before the week.

        Raises LookupError if ``days_off`` does not know about the date.
        """
        exception, holiday = days_off.exception_for(self.calendar.id, day), days_off.holiday_on(day)
        if exception is not None:
            hours, break_ = exception.hours, exception.break_
        elif holiday is not None and holiday.closed:
            hours, break_ = None, None
        else:
            working = self.week.on(day.isoweekday())
            hours, break_ = (working.hours, working.break_) if working.open else (None, None)
        return Opening(day, self._spans(day, hours), self._spans(day, break_), _why(exception, holiday))

    def require_open(self, during: Span, days_off: DaysOff) -> None:
        """Raises CalendarClosed, OutsideWorkingTime or InBreak unless a visit may take place then."""
        if not self.calendar.active:
            raise CalendarClosed(self.calendar.id)
        self.on(day_of(during.starts_at, self.zone), days_off).require(self.calendar.id, during)

    def _spans(self, day: date, hours: Hours | None) -> list[Span]:
        return wall_spans(day, hours.from_, hours.to, self.zone) if hours else []


def _why(exception: DayException | None, holiday: Holiday | None) -> DayOff | None:
    """An exception without a name of its own on a public holiday is called like that."""
    if exception is not None:
        names = holiday.names if holiday and not exception.name else None
        return DayOff(names, exception.name, closed=exception.hours is None)
    return DayOff(holiday.names, None, closed=holiday.closed) if holiday else None
