"""Hours and days off on the wire: what is answered looks like the golden examples, and so does what is understood."""

import json
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

import pytest
from contracts import golden
from contracts.registry import METHODS
from scheduling.adapters import wire_hours
from scheduling.application.list_calendar_days import CalendarDays
from scheduling.domain.calendar import Calendar, CalendarChange
from scheduling.domain.days_off import AskedException, DayException, DayOff, Holiday
from scheduling.domain.practice import Practice
from scheduling.domain.public_holidays import HolidayNames, holiday_on
from scheduling.domain.span import Span
from scheduling.domain.timetable import Opening, Timetable
from scheduling.domain.working_time import Hours, WorkingDay, WorkingWeek

from services.scheduling.tests.builders import PRACTICE, WARSAW, hours

CALENDAR = UUID("019ab1c2-0000-7000-8000-0000000000c1")


def as_json(message: Any) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(message.model_dump_json(by_alias=True))
    return content


def request(name: str, **changes: Any) -> Any:
    return METHODS[f"scheduling.{name}"].request.model_validate(golden.request(f"scheduling.{name}") | changes)


def the_hours(example: Mapping[str, str] | None) -> Hours | None:
    return Hours(time.fromisoformat(example["from"]), time.fromisoformat(example["to"])) if example else None


def the_week(example: Mapping[str, Any]) -> WorkingWeek:
    return WorkingWeek(
        tuple(
            WorkingDay(day["weekday"], day["open"], the_hours(day), the_hours(day["break"])) for day in example["days"]
        )
    )


@pytest.mark.parametrize("name", ["read_working_time", "change_working_time"])
def test_working_time_is_answered_like_the_example(name):
    example = golden.response(f"scheduling.{name}")
    practice = Practice(PRACTICE, "Gabinet", WARSAW, the_week(example), example["version"])
    assert as_json(wire_hours.working_time(practice)) == example


@pytest.mark.parametrize("name", ["read_calendar_working_time", "change_calendar_working_time"])
def test_a_calendars_working_time_is_answered_like_the_example(name):
    example = golden.response(f"scheduling.{name}")
    calendar = Calendar(
        CALENDAR, PRACTICE, "Fotel", "blue", 1, version=example["version"], own_hours=not example["inherits"]
    )
    assert as_json(wire_hours.calendar_working_time(Timetable(calendar, the_week(example), WARSAW))) == example


@pytest.mark.parametrize("name", ["list_exceptions", "add_exceptions"])
def test_exceptions_are_answered_like_the_example(name):
    example = golden.response(f"scheduling.{name}")
    known = [
        DayException(
            UUID(item["id"]),
            PRACTICE,
            UUID(item["calendar_id"]),
            date.fromisoformat(item["date"]),
            the_hours(item) if item["open"] else None,
            the_hours(item["break"]),
            item["name"],
        )
        for item in example["items"]
    ]
    assert as_json(wire_hours.day_exceptions(known)) == example


def test_a_day_off_of_the_whole_practice_has_neither_calendar_nor_hours():
    known = DayException(CALENDAR, PRACTICE, None, date(2026, 12, 24), None)
    (item,) = as_json(wire_hours.day_exceptions([known]))["items"]
    assert {name for name, value in item.items() if value is None} == {"calendar_id", "from", "to", "break", "name"}
    assert item["open"] is False


def the_holiday(example: Mapping[str, Any]) -> Holiday:
    """With the names that the rules give it, not the example's."""
    day = date.fromisoformat(example["date"])
    names = holiday_on(day)
    assert names is not None
    return Holiday(day, names, example["closed"])


def test_holidays_are_answered_and_called_like_the_examples():
    example = golden.response("scheduling.list_holidays")
    assert as_json(wire_hours.holidays([the_holiday(item) for item in example["items"]])) == example
    example = golden.response("scheduling.change_holiday")
    assert as_json(wire_hours.holiday(the_holiday(example))) == example


def test_calendar_days_are_answered_like_the_example():
    example = golden.response("scheduling.list_calendar_days")

    def spans(items: list[dict[str, str]]) -> list[Span]:
        return [Span(*(datetime.fromisoformat(item[end]) for end in ("starts_at", "ends_at"))) for item in items]

    def opening(item: Mapping[str, Any]) -> Opening:
        free, why = spans(item["open"]), item["day_off"]
        return Opening(
            date.fromisoformat(item["date"]),
            [Span(free[0].starts_at, free[-1].ends_at)] if free else [],
            spans(item["breaks"]),
            DayOff(HolidayNames(**why["names"]), why["name"], why["closed"]) if why else None,
        )

    items = [(UUID(item["calendar_id"]), opening(item)) for item in example["items"]]
    assert as_json(wire_hours.calendar_days(CalendarDays(WARSAW, items))) == example


@pytest.mark.parametrize("name", ["change_working_time", "change_calendar_working_time"])
def test_working_days_are_understood_with_their_breaks(name):
    first, *_, last = wire_hours.working_days(request(name))
    assert first == WorkingDay(1, True, hours("8:00-16:00"), hours("12:00-12:30"))
    assert last == WorkingDay(7, False, hours("8:00-16:00"))


def test_an_asked_exception_is_understood_whole_and_bare():
    assert wire_hours.asked_exception(request("add_exceptions")) == AskedException(
        calendar_id=CALENDAR,
        first=date(2026, 12, 24),
        until=date(2026, 12, 24),
        open=True,
        from_=time(8),
        to=time(12),
        break_=hours("10:00-10:15"),
        name="Wigilia",
    )
    bare = METHODS["scheduling.add_exceptions"].request.model_validate({"date": "2026-12-24"})
    assert wire_hours.asked_exception(bare) == AskedException(first=date(2026, 12, 24))


def test_a_calendars_change_is_understood_and_what_is_left_out_stays():
    assert wire_hours.calendar_change(request("change_calendar")) == CalendarChange(
        name="Fotel przy oknie", color="green", position=2, active=True
    )
    bare = METHODS["scheduling.change_calendar"].request.model_validate({"calendar_id": str(CALENDAR)})
    assert wire_hours.calendar_change(bare) == CalendarChange()
