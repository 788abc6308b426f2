"""When a calendar takes visits, as instants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from scheduling.domain.calendar import Calendar
from scheduling.domain.local_time import day_of, wall_spans
from scheduling.domain.refusals import CalendarClosed, InBreak, OutsideWorkingTime
from scheduling.domain.span import Span
from scheduling.domain.working_time import WorkingWeek


@dataclass(frozen=True, slots=True)
class Opening:
    """One date: the hours as instants, and the breaks in them."""

    day: date
    hours: list[Span]
    breaks: list[Span]

    @property
    def open(self) -> list[Span]:
        """The hours without the breaks."""
        return [left for hours in self.hours for left in hours.without(self.breaks)]


@dataclass(frozen=True, slots=True)
class Timetable:
    """One calendar with the week that holds for it and the practice's zone."""

    calendar: Calendar
    week: WorkingWeek
    zone: ZoneInfo

    def on(self, day: date) -> Opening:
        working = self.week.on(day.isoweekday())
        if not working.open:
            return Opening(day, [], [])
        hours = wall_spans(day, working.hours.from_, working.hours.to, self.zone)
        breaks = wall_spans(day, working.break_.from_, working.break_.to, self.zone) if working.break_ else []
        return Opening(day, hours, breaks)

    def require_open(self, during: Span) -> None:
        """Raises CalendarClosed, OutsideWorkingTime or InBreak unless a visit may take place then."""
        if not self.calendar.active:
            raise CalendarClosed(self.calendar.id)
        opening = self.on(day_of(during.starts_at, self.zone))
        if not any(hours.contains(during) for hours in opening.hours):
            raise OutsideWorkingTime(self.calendar.id, during)
        if any(rest.overlaps(during) for rest in opening.breaks):
            raise InBreak(self.calendar.id, during)
