"""Holds: a time kept for some minutes while somebody makes up their mind; nobody else can have it meanwhile."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.base import Message, Method
from contracts.scheduling.rpc.visits import Visit


class HoldTime(Message):
    calendar_id: UUID
    starts_at: AwareDatetime
    minutes: int | None = None
    """Left out: as long as the service takes; one of the two is needed."""
    service_id: UUID | None = None
    hold_minutes: int = Field(default=10, ge=1, le=60)


class Hold(Message):
    id: UUID
    calendar_id: UUID
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    """Both in the practice's zone."""
    minutes: int
    service_id: UUID | None
    held_until: AwareDatetime
    """From then on the time is free again, without anybody doing anything."""


class HoldId(Message):
    hold_id: UUID


class ConfirmHold(Message):
    """The held time becomes a visit. ``hold_expired`` when it ran out and somebody else may have the time."""

    hold_id: UUID
    patient_id: UUID
    note: str | None = None


class ListHolds(Message):
    """Those that have not run out. Dates in the practice's zone, ``to`` exclusive, at most 92 days."""

    from_: date = Field(alias="from")
    to: date


class Holds(Message):
    items: list[Hold]


hold_time = Method("scheduling", "hold_time", HoldTime, Hold, act="use_calendar")
confirm_hold = Method("scheduling", "confirm_hold", ConfirmHold, Visit, act="use_calendar")
release_hold = Method("scheduling", "release_hold", HoldId, Hold, act="use_calendar")
list_holds = Method("scheduling", "list_holds", ListHolds, Holds, act="use_calendar")
