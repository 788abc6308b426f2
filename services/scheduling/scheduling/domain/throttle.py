"""How often strangers may try something before they have to wait."""

from __future__ import annotations

import ipaddress
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduling.domain.refusals_online import RateLimited

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
_ONE_SITE = 64
"""Bits of an IPv6 address that its owner does not choose."""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many within any span of this length."""

    tries: int
    within: timedelta

    def judge(self, times: Sequence[datetime], now: datetime) -> None:
        """``times``: of the tries within the span, the one at ``now`` too. Raises RateLimited."""
        if len(times) > self.tries:
            frees = sorted(times)[len(times) - 1 - self.tries] + self.within
            raise RateLimited(max(1, math.ceil((frees - now).total_seconds())))


@dataclass(frozen=True, slots=True)
class BookingLimits:
    """A contact is a phone or a mailbox; contacts and addresses are counted over all practices."""

    holds_per_address: Limit = Limit(10, HOUR)
    holds_per_practice: Limit = Limit(200, HOUR)
    codes_per_contact: Limit = Limit(5, HOUR)
    codes_per_address: Limit = Limit(20, HOUR)
    codes_per_practice: Limit = Limit(300, DAY)


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
