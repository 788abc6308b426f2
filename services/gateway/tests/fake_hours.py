"""When the calendars of the pages' fake take visits: weeks, days off, public holidays."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from contracts.scheduling import rpc as scheduling

from services.gateway.tests.fake_practice import WARSAW, FakePractice, found_in, refused, same_version

HOLIDAYS = {
    date(2026, 12, 24): ("Wigilia Bożego Narodzenia", "Christmas Eve"),
    date(2026, 12, 25): ("Boże Narodzenie (pierwszy dzień)", "Christmas Day"),
    date(2026, 12, 26): ("Boże Narodzenie (drugi dzień)", "Second Day of Christmas"),
    date(2027, 1, 1): ("Nowy Rok", "New Year's Day"),
    date(2027, 1, 6): ("Święto Trzech Króli", "Epiphany"),
    date(2027, 3, 28): ("Niedziela Wielkanocna", "Easter Sunday"),
    date(2027, 3, 29): ("Poniedziałek Wielkanocny", "Easter Monday"),
    date(2027, 5, 1): ("Święto Pracy", "Labor Day"),
    date(2027, 5, 3): ("Święto Konstytucji 3 Maja", "May 3rd Constitution Day"),
    date(2027, 5, 16): ("Zielone Świątki", "Pentecost"),
    date(2027, 5, 27): ("Boże Ciało", "Corpus Christi"),
    date(2027, 8, 15): ("Wniebowzięcie Najświętszej Marii Panny", "Assumption Day"),
    date(2027, 11, 1): ("Wszystkich Świętych", "All Saints' Day"),
    date(2027, 11, 11): ("Narodowe Święto Niepodległości", "National Independence Day"),
}
LIVE = {"planned", "confirmed", "waiting", "in_chair"}
LONGEST_DAYS = 366


class FakeHours:
    """Mixed into FakeSettings."""

    now: Callable[[], datetime]
    mine: Callable[[Any], FakePractice]

    # weeks

    def read_working_time(self, _: Any, context: Any) -> scheduling.WorkingTime:
        return self.mine(context).working

    def change_working_time(self, request: scheduling.ChangeWorkingTime, context: Any) -> scheduling.WorkingTime:
        kept = self.mine(context)
        same_version(request, kept.working)
        _require_week(request.days)
        if request.only_check:
            return kept.working
        days = _put_in(kept.working.days, request.days)
        if days != kept.working.days:
            kept.working = scheduling.WorkingTime(days=days, version=kept.working.version + 1)
        if request.apply_to_all:
            for calendar in [c for c in kept.calendars if c.own_hours]:
                kept.own_hours.pop(calendar.id)
                self.put(kept, calendar, own_hours=False)
        return kept.working

    def put(self, kept: FakePractice, calendar: scheduling.Calendar, **changed: Any) -> scheduling.Calendar:
        """The calendar with these fields new, and its next version."""
        new = calendar.model_copy(update={**changed, "version": calendar.version + 1})
        kept.calendars = [new if c.id == new.id else c for c in kept.calendars]
        return new

    def calendar_of(self, kept: FakePractice, calendar_id: uuid.UUID) -> scheduling.Calendar:
        return found_in({c.id: c for c in kept.calendars}, calendar_id, "calendar")

    def _week(self, kept: FakePractice, calendar: scheduling.Calendar) -> list[scheduling.WorkingDay]:
        return kept.own_hours[calendar.id] if calendar.own_hours else kept.working.days

    def read_calendar_working_time(
        self, request: scheduling.CalendarId, context: Any
    ) -> scheduling.CalendarWorkingTime:
        kept = self.mine(context)
        calendar = self.calendar_of(kept, request.calendar_id)
        return scheduling.CalendarWorkingTime(
            inherits=not calendar.own_hours, days=self._week(kept, calendar), version=calendar.version
        )

    def change_calendar_working_time(
        self, request: scheduling.ChangeCalendarWorkingTime, context: Any
    ) -> scheduling.CalendarWorkingTime:
        kept = self.mine(context)
        calendar = self.calendar_of(kept, request.calendar_id)
        same_version(request, calendar)
        if request.inherits:
            kept.own_hours.pop(calendar.id, None)
        else:
            _require_week(request.days)
            kept.own_hours[calendar.id] = _put_in(self._week(kept, calendar), request.days)
        self.put(kept, calendar, own_hours=not request.inherits)
        return self.read_calendar_working_time(scheduling.CalendarId(calendar_id=calendar.id), context)

    # dates

    def list_exceptions(self, request: scheduling.ListExceptions, context: Any) -> scheduling.DayExceptions:
        first = request.from_ or self.now().astimezone(WARSAW).date()
        to = request.to or first + timedelta(days=731)
        mine = [
            e for e in self.mine(context).exceptions if e.calendar_id == request.calendar_id and first <= e.date < to
        ]
        return scheduling.DayExceptions(items=sorted(mine, key=lambda e: e.date))

    def add_exceptions(self, request: scheduling.AddExceptions, context: Any) -> scheduling.DayExceptions:
        kept = self.mine(context)
        if request.calendar_id is not None:
            self.calendar_of(kept, request.calendar_id)
        until = request.until or request.date
        if until < request.date:
            raise refused("validation_failed", ("until", "to_before_from"))
        if (until - request.date).days >= LONGEST_DAYS:
            raise refused("validation_failed", ("until", "out_of_range"))
        if request.open:
            _require_hours("", request)
        dates = [request.date + timedelta(days=n) for n in range((until - request.date).days + 1)]
        kept.exceptions = [e for e in kept.exceptions if e.calendar_id != request.calendar_id or e.date not in dates]
        data = request.model_dump(exclude={"date", "until"})
        made = [scheduling.DayException(id=uuid.uuid4(), date=day, **data) for day in dates]
        kept.exceptions += made
        return scheduling.DayExceptions(items=made)

    def remove_exception(self, request: scheduling.ExceptionId, context: Any) -> Any:
        kept = self.mine(context)
        found_in({e.id: e for e in kept.exceptions}, request.exception_id, "exception")
        kept.exceptions = [e for e in kept.exceptions if e.id != request.exception_id]

    def list_holidays(self, request: scheduling.DaySpan, context: Any) -> scheduling.Holidays:
        kept = self.mine(context)
        return scheduling.Holidays(
            items=[_holiday(kept, day) for day in sorted(HOLIDAYS) if request.from_ <= day < request.to]
        )

    def change_holiday(self, request: scheduling.ChangeHoliday, context: Any) -> scheduling.Holiday:
        kept = self.mine(context)
        if request.date not in HOLIDAYS:
            raise refused("not_found", what="holiday")
        (kept.worked.discard if request.closed else kept.worked.add)(request.date)
        return _holiday(kept, request.date)

    # what the calendar shows

    def list_calendar_days(self, request: scheduling.DaySpan, context: Any) -> scheduling.CalendarDays:
        kept = self.mine(context)
        days = [request.from_ + timedelta(days=n) for n in range((request.to - request.from_).days)]
        items = [self.calendar_day(kept, c, day) for c in kept.calendars for day in days]
        return scheduling.CalendarDays(time_zone="Europe/Warsaw", items=items)

    def calendar_day(self, kept: FakePractice, calendar: scheduling.Calendar, day: date) -> scheduling.CalendarDay:
        hours, day_off = self._hours_on(kept, calendar, day)
        if hours is None:
            return scheduling.CalendarDay(calendar_id=calendar.id, date=day, open=[], breaks=[], day_off=day_off)
        pause = hours.break_
        spans = [(hours.from_, pause.from_), (pause.to, hours.to)] if pause else [(hours.from_, hours.to)]
        return scheduling.CalendarDay(
            calendar_id=calendar.id,
            date=day,
            open=[_span(day, start, end) for start, end in spans],
            breaks=[_span(day, pause.from_, pause.to)] if pause else [],
            day_off=day_off,
        )

    def _hours_on(
        self, kept: FakePractice, calendar: scheduling.Calendar, day: date
    ) -> tuple[Any, scheduling.DayOff | None]:
        here = {e.calendar_id: e for e in kept.exceptions if e.date == day}
        exception = here.get(calendar.id) or here.get(None)
        if exception:
            off = scheduling.DayOff(name=exception.name, closed=not exception.open)
            return (exception if exception.open else None), off
        if day in HOLIDAYS and day not in kept.worked:
            return None, scheduling.DayOff(names=_holiday(kept, day).names)
        hours = next(d for d in self._week(kept, calendar) if d.weekday == day.isoweekday())
        return (hours if hours.open else None), None

    def with_outside(self, kept: FakePractice, visit: scheduling.Visit) -> scheduling.Visit:
        """The visit, marked if it is still to come and its calendar is closed then."""
        calendar = self.calendar_of(kept, visit.calendar_id)
        day = self.calendar_day(kept, calendar, visit.starts_at.astimezone(WARSAW).date())
        fits = any(span.starts_at <= visit.starts_at and visit.ends_at <= span.ends_at for span in day.open)
        ahead = visit.status in LIVE and visit.starts_at > self.now()
        return visit.model_copy(update={"outside": ahead and not (fits and calendar.active)})

    def list_visits_outside(self, request: scheduling.Page, context: Any) -> scheduling.Visits:
        kept = self.mine(context)
        marked = sorted((self.with_outside(kept, v) for v in kept.visits.values()), key=lambda v: v.starts_at)
        outside = [v for v in marked if v.outside]
        start = int(request.cursor or 0)
        end = start + request.limit
        return scheduling.Visits(items=outside[start:end], next_cursor=str(end) if end < len(outside) else None)


def _put_in(
    week: Sequence[scheduling.WorkingDay], days: Sequence[scheduling.WorkingDay]
) -> list[scheduling.WorkingDay]:
    new = {day.weekday: day for day in days}
    return [new.get(day.weekday, day) for day in week]


def _require_week(days: Sequence[scheduling.WorkingDay]) -> None:
    for at, day in enumerate(days):
        if day.open:
            _require_hours(f"days.{at}.", day)


def _require_hours(at: str, day: Any) -> None:
    if day.from_ is None or day.to is None:
        raise refused("validation_failed", (f"{at}from", "required"))
    for name, hour in (("from", day.from_), ("to", day.to)):
        if hour.minute % 15:
            raise refused("validation_failed", (f"{at}{name}", "not_on_grid"))
    if day.to <= day.from_:
        raise refused("validation_failed", (f"{at}to", "to_before_from"))
    pause = day.break_
    if pause and not day.from_ <= pause.from_ < pause.to <= day.to:
        raise refused("validation_failed", (f"{at}break", "break_outside_hours"))


def _holiday(kept: FakePractice, day: date) -> scheduling.Holiday:
    polish, english = HOLIDAYS[day]
    return scheduling.Holiday(
        date=day, names=scheduling.HolidayNames(pl=polish, en=english), closed=day not in kept.worked
    )


def _span(day: date, start: time, end: time) -> scheduling.Span:
    return scheduling.Span(starts_at=datetime.combine(day, start, WARSAW), ends_at=datetime.combine(day, end, WARSAW))
