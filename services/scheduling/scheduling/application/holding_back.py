"""What a stranger's try counts against: where they come from, whom they would reach, and the practice."""

from __future__ import annotations

from scheduling.application.ports import Desk
from scheduling.domain.throttle import Limit, network


def address_tries(desk: Desk, what: str, address: str | None, limit: Limit) -> dict[bytes, Limit]:
    """Nothing is counted for an address that is not known."""
    return {desk.secrets.mark(f"{what} address {network(address)}"): limit} if address else {}


def contact_tries(desk: Desk, what: str, contact: str, limit: Limit) -> dict[bytes, Limit]:
    """A phone or a mailbox, over all practices; letters large or small."""
    return {desk.secrets.mark(f"{what} contact {contact.casefold()}"): limit}


def practice_tries(desk: Desk, what: str, limit: Limit) -> dict[bytes, Limit]:
    return {desk.secrets.mark(f"{what} practice {desk.practice_id}"): limit}
