"""Free times: the starts that can be booked now."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from apiflask import APIBlueprint
from contracts.scheduling import rpc as scheduling
from pydantic import BeforeValidator, Field, WithJsonSchema

from gateway import rpc
from gateway.api.bodies import Body, Day, Minutes

blueprint = APIBlueprint("free_times", __name__, tag="Visits")

Ids = Annotated[
    list[UUID],
    BeforeValidator(lambda value: value.split(",") if isinstance(value, str) else value),
    WithJsonSchema({"type": "string", "format": "uuid", "description": "One id, or several separated by commas"}),
]


class FreeTimeSearch(Body):
    """Dates in the practice's zone, ``to`` exclusive, at most 90 days; by length or by service."""

    from_: Day = Field(alias="from")
    to: Day
    minutes: Minutes | None = None
    service_id: UUID | None = None
    calendar_id: Ids | None = None
    limit: Annotated[int, Field(ge=1, le=20_000)] = 1000
    notice_minutes: Annotated[int, Field(ge=0, le=90 * 24 * 60, description="Only starts at least so far ahead")] = 0


@blueprint.get("/free-times")
@blueprint.input(FreeTimeSearch, location="query")
@blueprint.output(scheduling.FreeTimes)
def list_free_times(query_data: FreeTimeSearch) -> Any:
    """Starts from now on at which a visit of that length can be booked, on the calendars asked for or all open ones."""
    asked = scheduling.ListFreeTimes(
        from_=query_data.from_,
        to=query_data.to,
        minutes=query_data.minutes,
        service_id=query_data.service_id,
        calendar_ids=query_data.calendar_id or [],
        limit=query_data.limit,
        notice_minutes=query_data.notice_minutes,
    )
    return rpc.call(scheduling.list_free_times, asked)
