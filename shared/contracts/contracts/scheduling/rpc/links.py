"""What a patient does by the link of a reminder.

The token says which visit and at which time; it is signed, expires when the visit begins, and is worth nothing for
another time of the same visit but to be told so. The gateway knows no practice yet: ``context.practice_id`` is empty,
and the answer names it.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.base import Message, Method
from contracts.scheduling.rpc.online import PublicTimes
from contracts.scheduling.rpc.visits import VisitStatus


class LinkToken(Message):
    token: str = Field(repr=False)


class LinkedVisit(Message):
    """What the holder of the link sees of the visit. Refused with ``link_not_valid``."""

    visit_id: UUID
    practice_id: UUID
    practice_name: str
    practice_phone: str | None
    practice_address: str | None = None
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    """In the practice's zone."""
    time_zone: str
    service_name: str | None
    calendar_name: str
    patient_first_name: str = Field(repr=False)
    status: VisitStatus
    version: int
    can_confirm: bool
    can_change: bool
    """Move or cancel; False after ``change_until`` ("please call") and where the visit is over or cancelled."""
    change_until: AwareDatetime
    another_time: bool
    """The visit has another time than the link was written for: it is shown, and nothing can be done by this link."""


class CancelLinkedVisit(Message):
    token: str = Field(repr=False)
    reason: str | None = Field(default=None, repr=False)


class ListLinkedTimes(Message):
    """Where the visit could move: as long as it is, by the rules of online booking, on its own chair or any offered."""

    token: str = Field(repr=False)
    from_: date = Field(alias="from")
    to: date
    any_calendar: bool = False


class MoveLinkedVisit(Message):
    token: str = Field(repr=False)
    starts_at: AwareDatetime
    calendar_id: UUID | None = None
    """Left out: its own chair."""


class LinkedVisitMoved(Message):
    visit: LinkedVisit
    token: str = Field(repr=False)
    """For the new time."""


read_linked_visit = Method("scheduling", "read_linked_visit", LinkToken, LinkedVisit)
confirm_linked_visit = Method("scheduling", "confirm_linked_visit", LinkToken, LinkedVisit)
cancel_linked_visit = Method("scheduling", "cancel_linked_visit", CancelLinkedVisit, LinkedVisit)
list_linked_times = Method("scheduling", "list_linked_times", ListLinkedTimes, PublicTimes)
move_linked_visit = Method("scheduling", "move_linked_visit", MoveLinkedVisit, LinkedVisitMoved)
