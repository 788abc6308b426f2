"""Online booking: what a practice offers to strangers, and how one of them gets a time.

No session; the gateway sets the practice from its public name. Nobody learns from an answer whether somebody is a
patient.
"""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.base import Message, Method, Nothing
from contracts.scheduling.rpc.free_times import FreeTime
from contracts.scheduling.rpc.patients import Consents

CodeChannel = Literal["sms", "email"]


class BookingSettings(Message):
    notice_minutes: int
    """A visit is booked at least so long before it begins."""
    horizon_days: int
    """And at most so many days ahead."""
    calendar_ids: list[UUID]
    """Chairs that are offered; empty: every open one."""
    new_patients: bool
    """False: only whose phone or e-mail is known may book (they learn it after their code, and only of themselves)."""
    most_open: int
    """Visits ahead that one patient may have booked online."""
    change_until_minutes: int
    """Until so long before the visit the patient may move or cancel it by link; later the page says to call."""
    offer_minutes: int
    """How long a time is held for one who waits before the next one is asked."""
    allowed_origins: list[str]
    """Sites that may show the booking page inside their own: ``https://example.pl``."""
    version: int


class ChangeBookingSettings(Message):
    """Fields left out keep their value."""

    notice_minutes: int | None = None
    horizon_days: int | None = None
    calendar_ids: list[UUID] | None = None
    new_patients: bool | None = None
    most_open: int | None = None
    change_until_minutes: int | None = None
    offer_minutes: int | None = None
    allowed_origins: list[str] | None = None
    expected_version: int | None = None


class OfferedService(Message):
    id: UUID
    name: str
    minutes: int
    price: str | None
    """In złoty."""


class OfferedCalendar(Message):
    id: UUID
    name: str


class PublicBooking(Message):
    """What the page of a practice offers. Services that are bookable online, chairs that are offered."""

    services: list[OfferedService]
    calendars: list[OfferedCalendar]
    first_date: date
    last_date: date
    """Both in the practice's zone; what notice and horizon leave."""
    time_zone: str
    new_patients: bool
    allowed_origins: list[str]


class ListPublicTimes(Message):
    """Dates in the practice's zone, ``to`` exclusive, at most 62 days; what notice and horizon leave of them."""

    service_id: UUID
    from_: date = Field(alias="from")
    to: date
    calendar_id: UUID | None = None
    """Left out: any chair; of several that are free at one time one is named."""


class PublicTimes(Message):
    items: list[FreeTime]
    """By start, one chair each."""
    next_free: date | None
    """The first date with a free time from ``from`` on, within the horizon; also beyond ``to``."""


class HoldPublicTime(Message):
    service_id: UUID
    starts_at: AwareDatetime
    calendar_id: UUID | None = None
    """Left out: any chair that is free then."""


class PublicHold(Message):
    id: UUID
    token: str = Field(repr=False)
    """Whoever has it may finish or release this hold."""
    calendar_id: UUID
    calendar_name: str
    service_name: str
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    """In the practice's zone."""
    held_until: AwareDatetime


class HoldToken(Message):
    hold_id: UUID
    token: str = Field(repr=False)


class RequestBookingCode(Message):
    """A six-digit code goes out to the phone or mailbox; a new one makes the one before useless."""

    hold_id: UUID
    token: str = Field(repr=False)
    channel: CodeChannel
    first_name: str = Field(repr=False)
    last_name: str = Field(repr=False)
    phone: str | None = Field(default=None, repr=False)
    email: str | None = Field(default=None, repr=False)
    consents: Consents = Consents()
    note: str | None = Field(default=None, repr=False)
    language: Literal["pl", "en"] = "pl"


class BookingCodeSent(Message):
    """The same for everybody, known or not."""

    expires_at: AwareDatetime
    held_until: AwareDatetime
    """Asking for a code keeps the hold for its lifetime."""
    tries: int
    """How many are left for this code."""


class ConfirmPublicHold(Message):
    """Refused: ``wrong_code`` (data: tries), ``hold_expired``, ``too_many_bookings``, ``not_a_patient``."""

    hold_id: UUID
    token: str = Field(repr=False)
    code: str = Field(repr=False)


class PublicVisit(Message):
    """What was booked, without anything that the practice knows of the person."""

    starts_at: AwareDatetime
    ends_at: AwareDatetime
    service_name: str | None
    calendar_name: str
    link: str = Field(repr=False)
    """The token of the page on which the patient confirms, moves or cancels it."""


read_booking_settings = Method("scheduling", "read_booking_settings", Nothing, BookingSettings, act="see_settings")
change_booking_settings = Method(
    "scheduling", "change_booking_settings", ChangeBookingSettings, BookingSettings, act="change_settings"
)
read_public_booking = Method("scheduling", "read_public_booking", Nothing, PublicBooking)
list_public_times = Method("scheduling", "list_public_times", ListPublicTimes, PublicTimes)
hold_public_time = Method("scheduling", "hold_public_time", HoldPublicTime, PublicHold)
read_public_hold = Method("scheduling", "read_public_hold", HoldToken, PublicHold)
release_public_hold = Method("scheduling", "release_public_hold", HoldToken, Nothing)
request_booking_code = Method("scheduling", "request_booking_code", RequestBookingCode, BookingCodeSent)
confirm_public_hold = Method("scheduling", "confirm_public_hold", ConfirmPublicHold, PublicVisit)
