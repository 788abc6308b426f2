"""Online booking for strangers: what a practice offers, a time held, a code, a visit.

The token of a hold is a key: it travels in bodies and never in an address.
"""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from apiflask import APIBlueprint
from contracts.accounts import rpc as accounts
from contracts.accounts.rpc import Language
from contracts.base import Nothing
from contracts.scheduling import rpc as scheduling
from pydantic import Field

from gateway import rpc, strangers
from gateway.api import versions
from gateway.api.access import idempotency_key, public
from gateway.api.bodies import Body, Day, Moment

blueprint = APIBlueprint("public", __name__, tag="Online booking")

Token = Annotated[str, Field(repr=False, min_length=1, max_length=500)]


class PublicTimeSearch(Body):
    """Dates in the practice's zone, ``to`` exclusive, at most 62 days; without a calendar: any."""

    service_id: UUID
    from_: Day = Field(alias="from")
    to: Day
    calendar_id: UUID | None = None


class NewPublicHold(scheduling.HoldPublicTime, Body):
    """A start that was free. Without a calendar: any that is free then."""

    starts_at: Moment


class OwnHold(Body):
    """What the hold was answered with."""

    token: Token


class CodeWanted(Body):
    """Who books, and where the code goes: ``phone`` for ``sms``, ``email`` for ``email``."""

    token: Token
    channel: scheduling.CodeChannel
    first_name: Annotated[str, Field(repr=False)]
    last_name: Annotated[str, Field(repr=False)]
    phone: Annotated[str | None, Field(repr=False)] = None
    email: Annotated[str | None, Field(repr=False)] = None
    consents: scheduling.Consents = scheduling.Consents()
    note: Annotated[str | None, Field(repr=False)] = None
    language: Language = "pl"
    """Of the message with the code."""


class CodeTyped(Body):
    """The six digits that came."""

    token: Token
    code: Annotated[str, Field(repr=False, max_length=20)]


@blueprint.get("/public/<slug>")
@blueprint.output(accounts.PublicPractice)
@public
def read_public_practice(slug: str) -> Any:
    """The practice by its public name; 409 `online_booking_off` when it takes no bookings online."""
    return strangers.bookable(slug)


@blueprint.get("/public/<slug>/booking")
@blueprint.output(scheduling.PublicBooking)
@public
def read_public_booking(slug: str) -> Any:
    """What can be booked online: services, calendars, and between which dates."""
    strangers.bookable(slug)
    return rpc.call(scheduling.read_public_booking, Nothing())


@blueprint.get("/public/<slug>/free-times")
@blueprint.input(PublicTimeSearch, location="query")
@blueprint.output(scheduling.PublicTimes)
@public
def list_public_times(slug: str, query_data: PublicTimeSearch) -> Any:
    """Starts that can be booked online now, one calendar each; and the next date that has one."""
    strangers.bookable(slug)
    return rpc.call(scheduling.list_public_times, scheduling.ListPublicTimes(**versions.sent(query_data)))


@blueprint.post("/public/<slug>/holds")
@blueprint.input(NewPublicHold)
@blueprint.output(scheduling.PublicHold, 201)
@public
def hold_public_time(slug: str, json_data: NewPublicHold) -> Any:
    """Keep a free time from everybody else until ``held_until``. The answer's token is the key to it."""
    strangers.bookable(slug)
    return rpc.call(scheduling.hold_public_time, json_data, idempotency_key=idempotency_key()), 201


@blueprint.delete("/public/<slug>/holds/<uuid:hold_id>")
@blueprint.input(OwnHold)
@blueprint.output({}, 204)
@public
def release_public_hold(slug: str, hold_id: UUID, json_data: OwnHold) -> Any:
    """Free the time at once."""
    strangers.bookable(slug)
    rpc.call(scheduling.release_public_hold, scheduling.HoldToken(hold_id=hold_id, token=json_data.token))
    return ""


@blueprint.post("/public/<slug>/holds/<uuid:hold_id>/code")
@blueprint.input(CodeWanted)
@blueprint.output(scheduling.BookingCodeSent)
@public
def request_booking_code(slug: str, hold_id: UUID, json_data: CodeWanted) -> Any:
    """Have a six-digit code sent to the phone or mailbox. A new one makes the one before useless."""
    strangers.bookable(slug)
    wanted = scheduling.RequestBookingCode(hold_id=hold_id, **versions.sent(json_data))
    return rpc.call(scheduling.request_booking_code, wanted, idempotency_key=idempotency_key())


@blueprint.post("/public/<slug>/holds/<uuid:hold_id>/confirm")
@blueprint.input(CodeTyped)
@blueprint.output(scheduling.PublicVisit, 201)
@public
def confirm_public_hold(slug: str, hold_id: UUID, json_data: CodeTyped) -> Any:
    """Make the held time the visit of whoever has the code. ``link`` is the token for ``/visit-links``."""
    strangers.bookable(slug)
    typed = scheduling.ConfirmPublicHold(hold_id=hold_id, token=json_data.token, code=json_data.code)
    return rpc.call(scheduling.confirm_public_hold, typed, idempotency_key=idempotency_key()), 201
