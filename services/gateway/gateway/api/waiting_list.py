"""The waiting list: who waits for a time to become free, and what was offered to them."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from apiflask import APIBlueprint
from contracts.scheduling import rpc as scheduling
from pydantic import Field

from gateway import rpc
from gateway.api import versions
from gateway.api.access import idempotency_key
from gateway.api.bodies import Body, Day, Minutes, WallTime

blueprint = APIBlueprint("waiting_list", __name__, tag="Waiting list")

Weekday = Annotated[int, Field(ge=1, le=7)]
Calendars = Annotated[list[UUID], Field(max_length=1000)]
Weekdays = Annotated[list[Weekday], Field(max_length=7)]


class WaitingSearch(scheduling.Page, Body):
    """Those who wait, by place in the queue; with ``state`` those of another one; with ``patient_id`` one patient's."""

    state: scheduling.WaitingState = "waiting"
    patient_id: UUID | None = None
    cursor: Annotated[str, Field(max_length=1000)] | None = None


class NewWaiting(Body):
    """What does not matter is left out: any weekday, hour, calendar. As long as the service takes, or ``minutes``."""

    patient_id: UUID
    service_id: UUID | None = None
    minutes: Minutes | None = None
    calendar_ids: Calendars = Field(default_factory=list)
    weekdays: Weekdays = Field(default_factory=list, description="1 is Monday")
    from_hour: WallTime | None = None
    to_hour: WallTime | None = None
    from_date: Day | None = Field(default=None, description="Left out: today")
    until_date: Day | None = Field(default=None, description="Left out: 90 days from then")
    note: str | None = Field(default=None, repr=False)


@blueprint.get("/waiting-list")
@blueprint.input(WaitingSearch, location="query")
@blueprint.output(scheduling.WaitingEntries)
def list_waiting(query_data: WaitingSearch) -> Any:
    """Who waits for what, with the last offer to each, and who was passed over and why."""
    return rpc.call(scheduling.list_waiting, scheduling.ListWaiting(**versions.sent(query_data)))


@blueprint.post("/waiting-list")
@blueprint.input(NewWaiting)
@blueprint.output(scheduling.WaitingEntry, 201)
def add_to_waiting_list(json_data: NewWaiting) -> Any:
    """Put a patient on it. 409 `already_waiting` when they wait for the same service already."""
    asked = scheduling.AddToWaitingList(**versions.sent(json_data))
    entry = rpc.call(scheduling.add_to_waiting_list, asked, idempotency_key=idempotency_key())
    return entry, 201, versions.tag(entry)


@blueprint.delete("/waiting-list/<uuid:entry_id>")
@blueprint.output(scheduling.WaitingEntry)
def withdraw_waiting(entry_id: UUID) -> Any:
    """Take a patient off it; what is on offer to them is taken back."""
    asked = scheduling.EntryId(entry_id=entry_id)
    return rpc.call(scheduling.withdraw_waiting, asked, idempotency_key=idempotency_key())


@blueprint.get("/waiting-list/<uuid:entry_id>/offers")
@blueprint.output(scheduling.Offers)
def list_offers(entry_id: UUID) -> Any:
    """What was offered to them, newest first, and what became of it."""
    return rpc.call(scheduling.list_offers, scheduling.EntryId(entry_id=entry_id))
