"""What a patient does with a visit by the link in a message.

The link's token is a key, so it travels in bodies, as those of letters do, and never in an address.
"""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from apiflask import APIBlueprint
from contracts.scheduling import rpc as scheduling
from pydantic import Field

from gateway import rpc
from gateway.api import versions
from gateway.api.access import idempotency_key, public
from gateway.api.bodies import Body, Day, Moment

blueprint = APIBlueprint("visit_links", __name__, tag="Online booking")

Token = Annotated[str, Field(repr=False, min_length=1, max_length=500)]


class VisitLink(Body):
    """The end of the link in a message."""

    token: Token


class LinkedCancellation(Body):
    """The end of the link, and why the patient does not come."""

    token: Token
    reason: Annotated[str | None, Field(repr=False)] = None


class LinkedTimeSearch(Body):
    """Dates in the practice's zone, ``to`` exclusive, at most 62 days; on the visit's own calendar or any."""

    token: Token
    from_: Day = Field(alias="from")
    to: Day
    any_calendar: bool = False


class LinkedMove(Body):
    """Where the visit goes; without a calendar it stays on its own."""

    token: Token
    starts_at: Moment
    calendar_id: UUID | None = None


@blueprint.post("/visit-links/check")
@blueprint.input(VisitLink)
@blueprint.output(scheduling.LinkedVisit)
@public
def read_linked_visit(json_data: VisitLink) -> Any:
    """The visit, and what may be done with it. Changes nothing."""
    return rpc.call(scheduling.read_linked_visit, _token(json_data))


@blueprint.post("/visit-links/confirm")
@blueprint.input(VisitLink)
@blueprint.output(scheduling.LinkedVisit)
@public
def confirm_linked_visit(json_data: VisitLink) -> Any:
    """The patient will come."""
    return rpc.call(scheduling.confirm_linked_visit, _token(json_data), idempotency_key=idempotency_key())


@blueprint.post("/visit-links/cancel")
@blueprint.input(LinkedCancellation)
@blueprint.output(scheduling.LinkedVisit)
@public
def cancel_linked_visit(json_data: LinkedCancellation) -> Any:
    """The patient will not come; the time is free again. `change_too_late`: they have to call."""
    asked = scheduling.CancelLinkedVisit(**versions.sent(json_data))
    return rpc.call(scheduling.cancel_linked_visit, asked, idempotency_key=idempotency_key())


@blueprint.post("/visit-links/free-times")
@blueprint.input(LinkedTimeSearch)
@blueprint.output(scheduling.PublicTimes)
@public
def list_linked_times(json_data: LinkedTimeSearch) -> Any:
    """Where the visit could move. Changes nothing."""
    return rpc.call(scheduling.list_linked_times, scheduling.ListLinkedTimes(**versions.sent(json_data)))


@blueprint.post("/visit-links/move")
@blueprint.input(LinkedMove)
@blueprint.output(scheduling.LinkedVisitMoved)
@public
def move_linked_visit(json_data: LinkedMove) -> Any:
    """Move the visit. The answer's token is for its new time; the one before is worth nothing more."""
    asked = scheduling.MoveLinkedVisit(**versions.sent(json_data))
    return rpc.call(scheduling.move_linked_visit, asked, idempotency_key=idempotency_key())


def _token(body: VisitLink) -> scheduling.LinkToken:
    return scheduling.LinkToken(token=body.token)
