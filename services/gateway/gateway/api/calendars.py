"""Calendars: one per chair."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from apiflask import APIBlueprint
from contracts.base import Nothing
from contracts.scheduling import rpc as scheduling

from gateway import rpc
from gateway.api import versions
from gateway.api.access import idempotency_key
from gateway.api.bodies import Body

blueprint = APIBlueprint("calendars", __name__, tag="Calendars")


class NewCalendar(scheduling.AddCalendar, Body):
    """A name, and a colour of the palette; left out: the first one not in use."""


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
