"""What somebody without a login may ask of a practice: it is found by its public name."""

from __future__ import annotations

import re

from contracts.accounts import rpc as accounts
from contracts.faults import Fault

from gateway import rpc
from gateway.refusals import Refused

_SLUG = re.compile(r"[a-z0-9-]{1,100}")


def find(slug: str) -> accounts.PublicPractice:
    """The practice of this name; what this HTTP request asks from now on, a stranger asks of this practice.

    Raises:
        Refused: ``not_found``.
    """
    if not _SLUG.fullmatch(slug):
        raise Refused(Fault(code="not_found", data={"what": "practice"}))
    practice = rpc.call(accounts.find_practice, accounts.PracticeSlug(slug=slug))
    rpc.ask_for(practice.id)
    return practice


def bookable(slug: str) -> accounts.PublicPractice:
    """As ``find``, for what needs online booking.

    Raises:
        Refused: ``not_found``, or ``online_booking_off``.
    """
    practice = find(slug)
    if not practice.online_booking:
        raise Refused(Fault(code="online_booking_off"))
    return practice
