"""What the practice does: length, colour, price, and whether patients may book it online."""

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
from gateway.api.bodies import Body, Minutes, Position

blueprint = APIBlueprint("services", __name__, tag="Services")

_PRICE = 'In złoty, "120.00"; null: not said'
_INTERVAL = "A patient who had it should come again after so many months; null: not said"

Months = Annotated[int, Field(ge=0, le=60)]


class NewService(scheduling.AddService, Body):
    """A name, and ``minutes`` in steps of 15; a colour left out is the first one not in use."""

    minutes: Minutes
    price: str | None = Field(default=None, description=_PRICE)
    interval_months: Months | None = Field(default=None, description=_INTERVAL)


class ServiceChange(Body):
    """Fields left out keep their value; a price or an interval of null is none."""

    name: str | None = None
    minutes: Minutes | None = None
    color: str | None = None
    price: str | None = Field(default=None, description=_PRICE)
    interval_months: Months | None = Field(default=None, description=_INTERVAL)
    bookable_online: bool | None = None
    active: bool | None = Field(default=None, description="false: no longer on offer; visits keep it")
    position: Position | None = None


@blueprint.get("/services")
@blueprint.output(scheduling.Services)
def list_services() -> Any:
    """The practice's services, in their order; those too that are no longer on offer."""
    return rpc.call(scheduling.list_services, Nothing())


@blueprint.post("/services")
@blueprint.input(NewService)
@blueprint.output(scheduling.Service, 201)
def add_service(json_data: NewService) -> Any:
    """Add a service."""
    service = rpc.call(scheduling.add_service, json_data, idempotency_key=idempotency_key())
    return service, 201, versions.created(service, "services.read_service", "service_id")


@blueprint.get("/services/<uuid:service_id>")
@blueprint.output(scheduling.Service)
def read_service(service_id: UUID) -> Any:
    """One service."""
    service = rpc.call(scheduling.read_service, scheduling.ServiceId(service_id=service_id))
    return service, 200, versions.tag(service)


@blueprint.patch("/services/<uuid:service_id>")
@blueprint.input(ServiceChange)
@blueprint.output(scheduling.Service)
def change_service(service_id: UUID, json_data: ServiceChange) -> Any:
    """Change a service, or take it off the offer."""
    change = scheduling.ChangeService(service_id=service_id, **versions.sent(json_data), **versions.expected())
    service = rpc.call(scheduling.change_service, change)
    return service, 200, versions.tag(service)
