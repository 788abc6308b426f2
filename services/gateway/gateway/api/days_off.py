"""Days that differ from the week: days off, other hours on a date, public holidays."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, cast
from uuid import UUID

from apiflask import APIBlueprint
from contracts.scheduling import rpc as scheduling
from flask import Flask, url_for
from flask.blueprints import BlueprintSetupState
from pydantic import Field
from werkzeug.routing import BaseConverter, ValidationError

from gateway import rpc
from gateway.api import versions
from gateway.api.access import idempotency_key
from gateway.api.bodies import Body, Day, WallTime
from gateway.api.working_time import Break, Dates

blueprint = APIBlueprint("days_off", __name__, tag="Settings")


class DayConverter(BaseConverter):
    """``<day:date>`` in a path: ``YYYY-MM-DD``."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValidationError from None

    def to_url(self, value: date) -> str:
        return value.isoformat()


@blueprint.record_once
def _know_days(state: BlueprintSetupState) -> None:
    cast(Flask, state.app).url_map.converters["day"] = DayConverter


class NewExceptions(Body):
    """One exception for each date from ``date`` to ``until`` (inclusive); it replaces what is on these dates."""

    date: Day
    until: Day | None = None
    open: bool = False
    from_: WallTime | None = Field(default=None, alias="from")
    to: WallTime | None = None
    break_: Break | None = Field(default=None, alias="break")
    name: str | None = Field(default=None, description="Why, for the calendar to show")


class ExceptionDates(Body):
    """Dates in the practice's zone, ``to`` exclusive; left out: from today on."""

    from_: Day | None = Field(default=None, alias="from")
    to: Day | None = None


class HolidaySwitch(Body):
    """Whether the practice is closed on it."""

    closed: bool


@blueprint.get("/calendars/<uuid:calendar_id>/exceptions")
@blueprint.input(ExceptionDates, location="query")
@blueprint.output(scheduling.DayExceptions)
def list_calendar_exceptions(calendar_id: UUID, query_data: ExceptionDates) -> Any:
    """A calendar's own days off and other hours."""
    return _listed(calendar_id, query_data)


@blueprint.post("/calendars/<uuid:calendar_id>/exceptions")
@blueprint.input(NewExceptions)
@blueprint.output(scheduling.DayExceptions, 201)
def add_calendar_exceptions(calendar_id: UUID, json_data: NewExceptions) -> Any:
    """Give a calendar days off, or other hours on some dates. Visits that fall outside are kept."""
    place = url_for("days_off.list_calendar_exceptions", calendar_id=calendar_id, **_dates(json_data))
    return _added(calendar_id, json_data), 201, {"Location": place}


@blueprint.delete("/calendars/<uuid:calendar_id>/exceptions/<uuid:exception_id>")
@blueprint.output({}, 204)
def remove_calendar_exception(calendar_id: UUID, exception_id: UUID) -> Any:
    """Let the calendar keep its week on that date again."""
    rpc.call(scheduling.read_calendar, scheduling.CalendarId(calendar_id=calendar_id))
    rpc.call(scheduling.remove_exception, scheduling.ExceptionId(exception_id=exception_id))
    return ""


@blueprint.get("/practice/exceptions")
@blueprint.input(ExceptionDates, location="query")
@blueprint.output(scheduling.DayExceptions)
def list_exceptions(query_data: ExceptionDates) -> Any:
    """Days off and other hours of the whole practice."""
    return _listed(None, query_data)


@blueprint.post("/practice/exceptions")
@blueprint.input(NewExceptions)
@blueprint.output(scheduling.DayExceptions, 201)
def add_exceptions(json_data: NewExceptions) -> Any:
    """Close the whole practice on some dates, or give it other hours. A calendar's own exception goes before."""
    place = url_for("days_off.list_exceptions", **_dates(json_data))
    return _added(None, json_data), 201, {"Location": place}


@blueprint.delete("/practice/exceptions/<uuid:exception_id>")
@blueprint.output({}, 204)
def remove_exception(exception_id: UUID) -> Any:
    """Let the practice keep its week on that date again."""
    rpc.call(scheduling.remove_exception, scheduling.ExceptionId(exception_id=exception_id))
    return ""


@blueprint.get("/practice/holidays")
@blueprint.input(Dates, location="query")
@blueprint.output(scheduling.Holidays)
def list_holidays(query_data: Dates) -> Any:
    """The public holidays of these dates, and on which of them the practice is closed."""
    return rpc.call(scheduling.list_holidays, query_data)


@blueprint.put("/practice/holidays/<day:date>")
@blueprint.input(HolidaySwitch)
@blueprint.output(scheduling.Holiday)
def change_holiday(date: date, json_data: HolidaySwitch) -> Any:
    """Close the practice on a public holiday, or work on it."""
    return rpc.call(scheduling.change_holiday, scheduling.ChangeHoliday(date=date, closed=json_data.closed))


def _listed(calendar_id: UUID | None, query: ExceptionDates) -> scheduling.DayExceptions:
    whose = {} if calendar_id is None else {"calendar_id": calendar_id}
    return rpc.call(scheduling.list_exceptions, scheduling.ListExceptions(**whose, **versions.sent(query)))


def _added(calendar_id: UUID | None, body: NewExceptions) -> scheduling.DayExceptions:
    whose = {} if calendar_id is None else {"calendar_id": calendar_id}
    asked = scheduling.AddExceptions(**whose, **versions.sent(body))
    return rpc.call(scheduling.add_exceptions, asked, idempotency_key=idempotency_key())


def _dates(body: NewExceptions) -> dict[str, Any]:
    last = body.until or body.date
    return {"from": body.date.isoformat(), "to": (last + timedelta(days=1)).isoformat()}
