"""What a practice allows those who book online. Whether it takes bookings at all is a switch of its notifications."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from apiflask import APIBlueprint
from contracts.base import Nothing
from contracts.scheduling import rpc as scheduling
from pydantic import Field

from gateway import rpc
from gateway.api import versions
from gateway.api.bodies import Body

blueprint = APIBlueprint("online_booking", __name__, tag="Online booking")


class OnlineBooking(Body):
    """Fields left out keep their value. ``version`` may be sent back as it was read."""

    notice_minutes: int | None = Field(default=None, description="A visit is booked at least so long before it begins")
    horizon_days: int | None = Field(default=None, description="And at most so many days ahead")
    calendar_ids: Annotated[list[UUID] | None, Field(max_length=1000)] = Field(
        default=None, description="Empty: every open one"
    )
    new_patients: bool | None = None
    most_open: int | None = Field(default=None, description="Visits ahead that one patient may have booked online")
    change_until_minutes: int | None = Field(
        default=None, description="Until so long before the visit the patient moves or cancels it by link"
    )
    offer_minutes: int | None = Field(default=None, description="How long a freed time is kept for one who waits")
    allowed_origins: Annotated[list[str] | None, Field(max_length=100)] = Field(
        default=None, description="Sites that may show the booking page within their own: https://example.pl"
    )
    version: int | None = Field(default=None, json_schema_extra={"readOnly": True})


@blueprint.get("/practice/online-booking")
@blueprint.output(scheduling.BookingSettings)
def read_booking_settings() -> Any:
    """What patients may book by themselves, how late and how far ahead."""
    settings = rpc.call(scheduling.read_booking_settings, Nothing())
    return settings, 200, versions.tag(settings)


@blueprint.put("/practice/online-booking")
@blueprint.input(OnlineBooking)
@blueprint.output(scheduling.BookingSettings)
def change_booking_settings(json_data: OnlineBooking) -> Any:
    """Change it. Visits that are booked already stay."""
    change = scheduling.ChangeBookingSettings(**versions.sent(json_data), **versions.expected())
    settings = rpc.call(scheduling.change_booking_settings, change)
    return settings, 200, versions.tag(settings)
