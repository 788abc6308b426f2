"""Holds: a time kept for some minutes while somebody makes up their mind."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from apiflask import APIBlueprint
from contracts.scheduling import rpc as scheduling
from pydantic import Field

from gateway import rpc
from gateway.api import versions
from gateway.api.access import idempotency_key
from gateway.api.bodies import Body, Day, Minutes, Moment

blueprint = APIBlueprint("holds", __name__, tag="Visits")


class NewHold(scheduling.HoldTime, Body):
    """``starts_at`` with offset, on the 15-minute grid; ``minutes`` in steps of 15, left out: as the service takes."""

    starts_at: Moment
    minutes: Minutes | None = None
    hold_minutes: Annotated[int, Field(ge=1, le=60, description="How long nobody else has the time")] = 10


class HoldSearch(Body):
    """Holds that have not run out, beginning from ``from`` to before ``to``: at most 92 days."""

    from_: Day = Field(alias="from")
    to: Day


class Confirmation(Body):
    """Whose visit it becomes."""

    patient_id: UUID
    note: str | None = None


@blueprint.get("/holds")
@blueprint.input(HoldSearch, location="query")
@blueprint.output(scheduling.Holds)
def list_holds(query_data: HoldSearch) -> Any:
    """Times that are held, by their start."""
    return rpc.call(scheduling.list_holds, scheduling.ListHolds(from_=query_data.from_, to=query_data.to))


@blueprint.post("/holds")
@blueprint.input(NewHold)
@blueprint.output(scheduling.Hold, 201)
def hold_time(json_data: NewHold) -> Any:
    """Keep a free time from everybody else until ``held_until``."""
    return rpc.call(scheduling.hold_time, json_data, idempotency_key=idempotency_key()), 201


@blueprint.delete("/holds/<uuid:hold_id>")
@blueprint.output({}, 204)
def release_hold(hold_id: UUID) -> Any:
    """Free the time at once. What has become a visit is ``not_found`` here: it is cancelled as a visit."""
    rpc.call(scheduling.release_hold, scheduling.HoldId(hold_id=hold_id))
    return ""


@blueprint.post("/holds/<uuid:hold_id>/confirm")
@blueprint.input(Confirmation)
@blueprint.output(scheduling.Visit, 201)
def confirm_hold(hold_id: UUID, json_data: Confirmation) -> Any:
    """Make it the patient's visit, under the same id. ``hold_expired``: it ran out and somebody else has the time."""
    asked = scheduling.ConfirmHold(hold_id=hold_id, **versions.sent(json_data))
    visit = rpc.call(scheduling.confirm_hold, asked, idempotency_key=idempotency_key())
    return visit, 201, versions.created(visit, "visits.read_visit", "visit_id")
