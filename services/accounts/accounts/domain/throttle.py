"""How often something may be tried, by whom, before one has to wait."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
QUARTER = timedelta(minutes=15)
_ONE_SITE = 64
"""Bits of an IPv6 address that its owner does not choose."""


@dataclass(frozen=True)
class Limit:
    """So many tries from the first of them on; then none until ``within`` has passed."""

    tries: int
    within: timedelta


@dataclass(frozen=True)
class Tries:
    """What was counted, and until when it counts."""

    count: int
    until: datetime


@dataclass(frozen=True)
class Throttles:
    """Accounts are counted by their e-mail address, whether it is known or not."""

    login_per_account: Limit = Limit(10, QUARTER)
    login_per_address: Limit = Limit(100, QUARTER)
    code_per_account: Limit = Limit(10, QUARTER)
    registration_per_address: Limit = Limit(20, HOUR)
    reset_per_account: Limit = Limit(3, HOUR)
    reset_per_address: Limit = Limit(20, HOUR)
    confirmation_per_account: Limit = Limit(5, HOUR)
    invitation_per_practice: Limit = Limit(50, DAY)


def network(address: str) -> str:
    """Who is counted as one: an IPv4 address, or the /64 of an IPv6 address. What is no address stands for itself."""
    try:
        parsed = ipaddress.ip_address(address.strip())
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((int(parsed), _ONE_SITE), strict=False))
    return str(parsed)
