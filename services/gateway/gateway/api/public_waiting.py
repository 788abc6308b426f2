"""The waiting list for strangers: joining it by a code, and what somebody does with an offer by its link.

Codes and tokens are keys: they travel in bodies and never in an address.
"""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from apiflask import APIBlueprint
from contracts.accounts.rpc import Language
from contracts.scheduling import rpc as scheduling
from pydantic import Field

from gateway import rpc, strangers
from gateway.api import versions
from gateway.api.access import idempotency_key, public
from gateway.api.bodies import Body, Day, WallTime
from gateway.api.public import Token
from gateway.api.waiting_list import Calendars, Weekdays

blueprint = APIBlueprint("public_waiting", __name__, tag="Online booking")


class Joining(Body):
    """Who waits and for what, and where the code goes: ``phone`` for ``sms``, ``email`` for ``email``.

    Wishes that are left out do not matter: any weekday, hour, calendar.
    """

    service_id: UUID
    calendar_ids: Calendars = Field(default_factory=list)
    weekdays: Weekdays = Field(default_factory=list, description="1 is Monday")
    from_hour: WallTime | None = None
    to_hour: WallTime | None = None
    until_date: Day | None = None
    channel: scheduling.CodeChannel
    first_name: Annotated[str, Field(repr=False)]
    last_name: Annotated[str, Field(repr=False)]
    phone: Annotated[str | None, Field(repr=False)] = None
    email: Annotated[str | None, Field(repr=False)] = None
    language: Language = "pl"


class JoiningCode(Body):
    """The six digits that came."""

    code: Annotated[str, Field(repr=False, max_length=20)]


class OfferLink(Body):
    """The end of the link in a message."""

    token: Token


@blueprint.post("/public/<slug>/waiting-list")
@blueprint.input(Joining)
@blueprint.output(scheduling.JoiningAsked)
@public
def ask_to_join_waiting_list(slug: str, json_data: Joining) -> Any:
    """Have a six-digit code sent; with it the place on the waiting list is confirmed."""
    strangers.bookable(slug)
    asked = scheduling.JoinWaitingList(**versions.sent(json_data))
    return rpc.call(scheduling.ask_to_join_waiting_list, asked, idempotency_key=idempotency_key())


@blueprint.post("/public/<slug>/waiting-list/<uuid:joining_id>/confirm")
@blueprint.input(JoiningCode)
@blueprint.output(scheduling.Joined)
@public
def confirm_joining(slug: str, joining_id: UUID, json_data: JoiningCode) -> Any:
    """Join it. 422 `wrong_code`; 409 `hold_expired` once the code has run out."""
    strangers.bookable(slug)
    typed = scheduling.ConfirmJoining(joining_id=joining_id, code=json_data.code)
    return rpc.call(scheduling.confirm_joining, typed, idempotency_key=idempotency_key())


@blueprint.post("/offer-links/check")
@blueprint.input(OfferLink)
@blueprint.output(scheduling.LinkedOffer)
@public
def read_linked_offer(json_data: OfferLink) -> Any:
    """The time that is offered, and until when it is held. Changes nothing."""
    return rpc.call(scheduling.read_linked_offer, scheduling.LinkToken(token=json_data.token))


@blueprint.post("/offer-links/accept")
@blueprint.input(OfferLink)
@blueprint.output(scheduling.LinkedOffer)
@public
def accept_linked_offer(json_data: OfferLink) -> Any:
    """Take it: ``visit_link`` is the token for ``/visit-links``. 409 `offer_expired` when it went to somebody else."""
    token = scheduling.LinkToken(token=json_data.token)
    return rpc.call(scheduling.accept_linked_offer, token, idempotency_key=idempotency_key())


@blueprint.post("/offer-links/refuse")
@blueprint.input(OfferLink)
@blueprint.output(scheduling.LinkedOffer)
@public
def refuse_linked_offer(json_data: OfferLink) -> Any:
    """Leave it to the next; the place on the waiting list stays."""
    token = scheduling.LinkToken(token=json_data.token)
    return rpc.call(scheduling.refuse_linked_offer, token, idempotency_key=idempotency_key())
