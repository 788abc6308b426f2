"""Calendars: one per chair."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from apiflask import APIBlueprint
from contracts.base import Nothing
from contracts.scheduling import rpc as scheduling
from pydantic import Field

from gateway import rpc
from gateway.api import versions
from gateway.api.access import idempotency_key
from gateway.api.bodies import Body, Position
from gateway.api.working_time import Weekday

blueprint = APIBlueprint("calendars", __name__, tag="Calendars")


class NewCalendar(scheduling.AddCalendar, Body):
    """A name, and a colour of the palette; left out: the first one not in use."""


class CalendarChange(Body):
    """Fields left out keep their value."""

    name: str | None = None
    color: str | None = None
    position: Position | None = Field(default=None, description="From 1; the others make room")
    active: bool | None = Field(default=None, description="false: no new visits; what is booked stays")


class CalendarOrder(Body):
    """All calendars of the practice, closed ones too, from left to right."""

    calendar_ids: Annotated[list[UUID], Field(max_length=1000)]


class CalendarWeek(Body):
    """The days to change; days left out keep what holds for the calendar now. ``inherits``: the practice's again."""

    inherits: bool = False
    days: Annotated[list[Weekday], Field(max_length=7, default_factory=list)]
    version: int | None = Field(default=None, json_schema_extra={"readOnly": True})


@blueprint.get("/calendars")
@blueprint.output(scheduling.Calendars)
def list_calendars() -> Any:
    """The practice's calendars, in their order."""
    return rpc.call(scheduling.list_calendars, Nothing())


@blueprint.post("/calendars")
@blueprint.input(NewCalendar)
@blueprint.output(scheduling.Calendar, 201)
def add_calendar(json_data: NewCalendar) -> Any:
    """Add a calendar."""
    calendar = rpc.call(scheduling.add_calendar, json_data, idempotency_key=idempotency_key())
    return calendar, 201, versions.created(calendar, "calendars.read_calendar", "calendar_id")


@blueprint.get("/calendars/<uuid:calendar_id>")
@blueprint.output(scheduling.Calendar)
def read_calendar(calendar_id: UUID) -> Any:
    """One calendar."""
    calendar = rpc.call(scheduling.read_calendar, scheduling.CalendarId(calendar_id=calendar_id))
    return calendar, 200, versions.tag(calendar)


@blueprint.patch("/calendars/<uuid:calendar_id>")
@blueprint.input(CalendarChange)
@blueprint.output(scheduling.Calendar)
def change_calendar(calendar_id: UUID, json_data: CalendarChange) -> Any:
    """Rename, recolour, move, close or reopen a calendar."""
    change = scheduling.ChangeCalendar(calendar_id=calendar_id, **versions.sent(json_data), **versions.expected())
    calendar = rpc.call(scheduling.change_calendar, change)
    return calendar, 200, versions.tag(calendar)


@blueprint.delete("/calendars/<uuid:calendar_id>")
@blueprint.output({}, 204)
def close_calendar(calendar_id: UUID) -> Any:
    """Close a calendar: no new visits; what is booked stays, and PATCH opens it again. One stays (`last_calendar`)."""
    closed = scheduling.ChangeCalendar(calendar_id=calendar_id, active=False, **versions.expected())
    rpc.call(scheduling.change_calendar, closed)
    return ""


@blueprint.put("/calendars/order")
@blueprint.input(CalendarOrder)
@blueprint.output(scheduling.Calendars)
def order_calendars(json_data: CalendarOrder) -> Any:
    """Put the calendars in order."""
    return rpc.call(scheduling.order_calendars, scheduling.OrderCalendars(calendar_ids=json_data.calendar_ids))


@blueprint.get("/calendars/<uuid:calendar_id>/working-time")
@blueprint.output(scheduling.CalendarWorkingTime)
def read_calendar_working_time(calendar_id: UUID) -> Any:
    """When the calendar takes visits, by weekday: its own hours, or the practice's that it inherits."""
    hours = rpc.call(scheduling.read_calendar_working_time, scheduling.CalendarId(calendar_id=calendar_id))
    return hours, 200, versions.tag(hours)


@blueprint.put("/calendars/<uuid:calendar_id>/working-time")
@blueprint.input(CalendarWeek)
@blueprint.output(scheduling.CalendarWorkingTime)
def change_calendar_working_time(calendar_id: UUID, json_data: CalendarWeek) -> Any:
    """Give the calendar hours of its own, or the practice's again. Visits that fall outside are kept."""
    change = scheduling.ChangeCalendarWorkingTime(
        calendar_id=calendar_id, **versions.sent(json_data), **versions.expected()
    )
    hours = rpc.call(scheduling.change_calendar_working_time, change)
    return hours, 200, versions.tag(hours)
