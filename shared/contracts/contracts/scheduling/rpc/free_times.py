"""Free times: the starts that can be booked now."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.base import Message, Method


class ListFreeTimes(Message):
    """Starts from now on. Dates in the practice's zone, ``to`` exclusive; at most 90 days.

    By length or by service (one of them is needed); without calendars: all that are open.
    """

    from_: date = Field(alias="from")
    to: date
    minutes: int | None = None
    service_id: UUID | None = None
    calendar_ids: list[UUID] = Field(default_factory=list)
    limit: int = Field(default=1000, ge=1, le=20_000)
    notice_minutes: int = Field(default=0, ge=0, le=90 * 24 * 60)
    """Only starts that are at least so far ahead."""


class FreeTime(Message):
    calendar_id: UUID
    starts_at: AwareDatetime
    """In the practice's zone."""


class FreeTimes(Message):
    """By start, then by the calendars' order."""

    items: list[FreeTime]
    complete: bool
    """False: there are more than ``limit``; ask again from the last one's date."""


list_free_times = Method("scheduling", "list_free_times", ListFreeTimes, FreeTimes, act="use_calendar")
