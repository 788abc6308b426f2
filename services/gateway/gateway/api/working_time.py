"""When the practice works."""

from __future__ import annotations

from typing import Annotated, Any

from apiflask import APIBlueprint
from contracts.base import Nothing
from contracts.scheduling import rpc as scheduling
from pydantic import Field

from gateway import rpc
from gateway.api import versions
from gateway.api.bodies import Body, Day, WallTime

blueprint = APIBlueprint("working_time", __name__, tag="Settings")


class Break(scheduling.WallSpan, Body):
    """From and to on the practice's wall clock."""

    from_: WallTime = Field(alias="from")
    to: WallTime


class Weekday(scheduling.WorkingDay, Body):
    """One day of the week; Monday is 1."""

    weekday: Annotated[int, Field(ge=1, le=7)]
    from_: WallTime = Field(alias="from")
    to: WallTime
    break_: Break | None = Field(default=None, alias="break")


class WorkingWeek(Body):
    """The days to change; ``apply_to_all`` gives every calendar these hours. ``version`` may be sent as it was read."""

    days: Annotated[list[Weekday], Field(max_length=7)]
    apply_to_all: bool = False
    version: int | None = Field(default=None, json_schema_extra={"readOnly": True})


class Dates(scheduling.DaySpan, Body):
    """Dates in the practice's zone, ``to`` exclusive; at most 92 days."""

    from_: Day = Field(alias="from")
    to: Day


@blueprint.get("/practice/working-time")
@blueprint.output(scheduling.WorkingTime)
def read_working_time() -> Any:
    """The practice's working time, by weekday."""
    working_time = rpc.call(scheduling.read_working_time, Nothing())
    return working_time, 200, versions.tag(working_time)


@blueprint.put("/practice/working-time")
@blueprint.input(WorkingWeek)
@blueprint.output(scheduling.WorkingTime)
def change_working_time(json_data: WorkingWeek) -> Any:
    """Change the practice's working time. Visits that fall outside the new hours are kept."""
    change = scheduling.ChangeWorkingTime(**versions.sent(json_data), **versions.expected())
    working_time = rpc.call(scheduling.change_working_time, change)
    return working_time, 200, versions.tag(working_time)


@blueprint.get("/working-hours")
@blueprint.input(Dates, location="query")
@blueprint.output(scheduling.CalendarDays)
def list_calendar_days(query_data: Dates) -> Any:
    """When each calendar takes visits on each of the dates, and its breaks."""
    return rpc.call(scheduling.list_calendar_days, query_data)
