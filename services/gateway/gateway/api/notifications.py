"""The practice's global switches."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from contracts.accounts import rpc as accounts
from contracts.accounts.events import QuietHours
from contracts.base import Nothing
from pydantic import Field

from gateway import rpc
from gateway.api import versions
from gateway.api.bodies import Body, WallTime

blueprint = APIBlueprint("notifications", __name__, tag="Settings")


class NightHours(QuietHours, Body):
    """A span on the practice's wall clock; it may cross midnight."""

    from_: WallTime = Field(alias="from")
    to: WallTime


class Switches(Body):
    """Fields left out keep their value. ``version`` may be sent back as it was read."""

    sms: bool | None = None
    email: bool | None = None
    online_booking: bool | None = None
    reminder_hour: WallTime | None = None
    quiet_hours: NightHours | None = None
    version: int | None = Field(default=None, json_schema_extra={"readOnly": True})


@blueprint.get("/practice/notifications")
@blueprint.output(accounts.NotificationSettings)
def read_notifications() -> Any:
    """Which messages the practice sends and when, and whether it takes bookings online."""
    settings = rpc.call(accounts.read_notifications, Nothing())
    return settings, 200, versions.tag(settings)


@blueprint.put("/practice/notifications")
@blueprint.input(Switches)
@blueprint.output(accounts.NotificationSettings)
def change_notifications(json_data: Switches) -> Any:
    """Turn them on and off, for the whole practice. What is off stops also what is planned and queued.

    The ETag is that of the practice: its data has the same version.
    """
    change = accounts.ChangeNotifications(**versions.sent(json_data), **versions.expected())
    settings = rpc.call(accounts.change_notifications, change)
    return settings, 200, versions.tag(settings)
