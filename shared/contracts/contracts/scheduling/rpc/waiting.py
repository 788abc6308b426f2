"""The waiting list: a freed time is offered to one at a time, held for them a while, then to the next."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.base import Message, Method, Page, WallTime
from contracts.scheduling.rpc.links import LinkToken
from contracts.scheduling.rpc.visits import VisitPatient, VisitService

WaitingState = Literal["waiting", "offered", "booked", "withdrawn", "expired"]
OfferState = Literal["sent", "accepted", "refused", "expired", "withdrawn"]


class Offer(Message):
    """One freed time, offered to one who waits."""

    id: UUID
    entry_id: UUID
    calendar_id: UUID
    starts_at: AwareDatetime
    minutes: int
    state: OfferState
    offered_at: AwareDatetime
    expires_at: AwareDatetime
    """Until then the time is held for them."""


class PassedOver(Message):
    """A time that became free, as they wished, and was not offered to them.

    ``no_contact``: no phone or mailbox to which they agreed and the practice writes; ``deciding``: another time was on
    offer to them; ``has_visit``: they have a visit then, or for that service an earlier one.
    """

    calendar_id: UUID
    starts_at: AwareDatetime
    reason: Literal["no_contact", "deciding", "has_visit"]
    at: AwareDatetime


class WaitingEntry(Message):
    id: UUID
    patient: VisitPatient
    service: VisitService | None
    minutes: int
    calendar_ids: list[UUID]
    """Empty: any."""
    weekdays: list[int]
    """1 is Monday; empty: any."""
    from_hour: WallTime | None
    to_hour: WallTime | None
    """The visit lies between them on the practice's wall clock."""
    from_date: date
    until_date: date
    note: str | None = Field(repr=False)
    state: WaitingState
    source: Literal["reception", "online"]
    created_at: AwareDatetime
    position: int | None
    """1 is next, among those who wait; None for the others."""
    last_offer: Offer | None
    visit_id: UUID | None
    """For ``booked``."""
    version: int
    reachable: bool = True
    """False: no time can be offered to them, for lack of a phone or mailbox to which they agreed."""
    next_visit_at: AwareDatetime | None = None
    """They have a visit ahead for this service, however it was booked: only earlier times are offered to them."""
    passed_over: PassedOver | None = None
    """The last time that it happened."""


class WaitingEntries(Message):
    items: list[WaitingEntry]
    next_cursor: str | None


class ListWaiting(Page):
    """By place in the queue; those for whom it is over (``booked``, ``withdrawn``, ``expired``) newest first."""

    state: WaitingState | None = "waiting"
    """Left None: all there ever were, by the order in which they came."""
    patient_id: UUID | None = None


class AddToWaitingList(Message):
    """Refused with ``already_waiting`` where the patient waits for the same service already."""

    patient_id: UUID
    service_id: UUID | None = None
    minutes: int | None = None
    """Left out: as long as the service takes; one of the two is needed."""
    calendar_ids: list[UUID] = Field(default_factory=list)
    weekdays: list[int] = Field(default_factory=list)
    from_hour: WallTime | None = None
    to_hour: WallTime | None = None
    from_date: date | None = None
    """Left out: today."""
    until_date: date | None = None
    """Left out: 90 days from then."""
    note: str | None = Field(default=None, repr=False)


class EntryId(Message):
    """Withdrawing one takes back what is on offer to them, too."""

    entry_id: UUID


class Offers(Message):
    """Newest first: to whom what was offered, and what became of it."""

    items: list[Offer]


class LinkedOffer(Message):
    """What the holder of an offer's link sees. Refused with ``link_not_valid``."""

    practice_id: UUID
    practice_name: str
    practice_phone: str | None
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    service_name: str | None
    calendar_name: str
    state: OfferState
    expires_at: AwareDatetime
    time_zone: str = "Europe/Warsaw"
    """Of the practice."""
    visit_link: str | None = Field(default=None, repr=False)
    """Once accepted: the token of the visit's page."""


class JoinWaitingList(Message):
    """A patient puts themselves on it. A six-digit code goes to the phone or mailbox, as for a booking."""

    service_id: UUID
    calendar_ids: list[UUID] = Field(default_factory=list)
    weekdays: list[int] = Field(default_factory=list)
    from_hour: WallTime | None = None
    to_hour: WallTime | None = None
    until_date: date | None = None
    channel: Literal["sms", "email"]
    first_name: str = Field(repr=False)
    last_name: str = Field(repr=False)
    phone: str | None = Field(default=None, repr=False)
    email: str | None = Field(default=None, repr=False)
    language: Literal["pl", "en"] = "pl"


class JoiningAsked(Message):
    """A code is under way; the entry stands once it is confirmed."""

    joining_id: UUID
    expires_at: AwareDatetime


class ConfirmJoining(Message):
    """Refused: ``wrong_code`` (data: tries), ``not_a_patient``, ``hold_expired`` once the asking has run out.

    Who waits for the service already keeps their place, with the new wishes.
    """

    joining_id: UUID
    code: str = Field(repr=False)


class Joined(Message):
    until_date: date


list_waiting = Method("scheduling", "list_waiting", ListWaiting, WaitingEntries, act="use_calendar")
add_to_waiting_list = Method("scheduling", "add_to_waiting_list", AddToWaitingList, WaitingEntry, act="use_calendar")
withdraw_waiting = Method("scheduling", "withdraw_waiting", EntryId, WaitingEntry, act="use_calendar")
list_offers = Method("scheduling", "list_offers", EntryId, Offers, act="use_calendar")
ask_to_join_waiting_list = Method("scheduling", "ask_to_join_waiting_list", JoinWaitingList, JoiningAsked)
confirm_joining = Method("scheduling", "confirm_joining", ConfirmJoining, Joined)
read_linked_offer = Method("scheduling", "read_linked_offer", LinkToken, LinkedOffer)
accept_linked_offer = Method("scheduling", "accept_linked_offer", LinkToken, LinkedOffer)
refuse_linked_offer = Method("scheduling", "refuse_linked_offer", LinkToken, LinkedOffer)
