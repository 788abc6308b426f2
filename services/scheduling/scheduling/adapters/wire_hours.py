"""Contracts <-> domain: calendars' changes, working time, days off, and when calendars take visits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from contracts.scheduling import rpc as messages

from scheduling.application.list_calendar_days import CalendarDays
from scheduling.domain.calendar import CalendarChange
from scheduling.domain.days_off import AskedException, DayException, DayOff, Holiday
from scheduling.domain.practice import Practice
from scheduling.domain.public_holidays import HolidayNames
from scheduling.domain.span import Span
from scheduling.domain.timetable import Timetable
from scheduling.domain.working_time import Hours, WorkingDay, WorkingWeek

# Requests


def working_days(request: messages.ChangeWorkingTime | messages.ChangeCalendarWorkingTime) -> list[WorkingDay]:
    return [WorkingDay(day.weekday, day.open, Hours(day.from_, day.to), _break_in(day.break_)) for day in request.days]


def calendar_change(request: messages.ChangeCalendar) -> CalendarChange:
    return CalendarChange(name=request.name, color=request.color, position=request.position, active=request.active)


def asked_exception(request: messages.AddExceptions) -> AskedException:
    return AskedException(
        calendar_id=request.calendar_id,
        first=request.date,
        until=request.until,
        open=request.open,
        from_=request.from_,
        to=request.to,
        break_=_break_in(request.break_),
        name=request.name,
    )


def _break_in(span: messages.WallSpan | None) -> Hours | None:
    return Hours(span.from_, span.to) if span else None


# Responses


def working_time(practice: Practice) -> messages.WorkingTime:
    return messages.WorkingTime(days=_days(practice.week), version=practice.week_version)


def calendar_working_time(known: Timetable) -> messages.CalendarWorkingTime:
    return messages.CalendarWorkingTime(
        inherits=not known.calendar.own_hours, days=_days(known.week), version=known.calendar.version
    )


def day_exceptions(known: Iterable[DayException]) -> messages.DayExceptions:
    return messages.DayExceptions(
        items=[
            messages.DayException(
                id=each.id,
                calendar_id=each.calendar_id,
                date=each.date,
                open=each.hours is not None,
                from_=each.hours and each.hours.from_,
                to=each.hours and each.hours.to,
                break_=_wall_span(each.break_),
                name=each.name,
            )
            for each in known
        ]
    )


def holiday(known: Holiday) -> messages.Holiday:
    return messages.Holiday(date=known.date, names=_names(known.names), closed=known.closed)


def holidays(known: Iterable[Holiday]) -> messages.Holidays:
    return messages.Holidays(items=[holiday(each) for each in known])


def calendar_days(known: CalendarDays) -> messages.CalendarDays:
    zone = known.zone
    return messages.CalendarDays(
        time_zone=zone.key,
        items=[
            messages.CalendarDay(
                calendar_id=calendar_id,
                date=opening.day,
                open=_spans(opening.open, zone),
                breaks=_spans(opening.breaks, zone),
                day_off=_day_off(opening.day_off) if opening.day_off else None,
            )
            for calendar_id, opening in known.items
        ],
    )


def _days(week: WorkingWeek) -> list[messages.WorkingDay]:
    return [
        messages.WorkingDay(
            weekday=day.weekday,
            open=day.open,
            from_=day.hours.from_,
            to=day.hours.to,
            break_=_wall_span(day.break_),
        )
        for day in week.days
    ]


def _wall_span(hours: Hours | None) -> messages.WallSpan | None:
    return messages.WallSpan(from_=hours.from_, to=hours.to) if hours else None


def _spans(spans: Sequence[Span], zone: ZoneInfo) -> list[messages.Span]:
    return [
        messages.Span(starts_at=span.starts_at.astimezone(zone), ends_at=span.ends_at.astimezone(zone))
        for span in spans
    ]


def _day_off(known: DayOff) -> messages.DayOff:
    return messages.DayOff(names=_names(known.names) if known.names else None, name=known.name, closed=known.closed)


def _names(known: HolidayNames) -> messages.HolidayNames:
    return messages.HolidayNames(pl=known.pl, en=known.en)
