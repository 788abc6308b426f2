"""What strangers see of a practice that takes bookings online."""

from __future__ import annotations

import re
from typing import Any

from apiflask import APIBlueprint
from contracts.accounts import rpc as accounts
from contracts.faults import Fault

from gateway import rpc
from gateway.api.access import public
from gateway.refusals import Refused

blueprint = APIBlueprint("public", __name__, tag="Online booking")

_SLUG = re.compile(r"[a-z0-9-]{1,100}")


@blueprint.get("/public/<slug>")
@blueprint.output(accounts.PublicPractice)
@public
def read_public_practice(slug: str) -> Any:
    """The practice by its public name; 409 `online_booking_off` when it takes no bookings online."""
    return bookable(slug)


def bookable(slug: str) -> accounts.PublicPractice:
    """A practice that takes bookings online; everything under ``/public/<slug>`` begins with this.

    Raises:
        Refused: ``not_found``, or ``online_booking_off``.
    """
    if not _SLUG.fullmatch(slug):
        raise Refused(Fault(code="not_found", data={"what": "practice"}))
    practice = rpc.call(accounts.find_practice, accounts.PracticeSlug(slug=slug))
    if not practice.online_booking:
        raise Refused(Fault(code="online_booking_off"))
    return practice
