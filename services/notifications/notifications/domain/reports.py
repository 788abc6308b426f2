"""What a provider reports afterwards of a message that it took."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from notifications.domain.message import Line, Reason, State
from notifications.domain.sending import AnyLine


class Report(StrEnum):
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    EXPIRED = "expired"
    REJECTED = "rejected"
    BAD_ADDRESS = "bad_address"
    """A mail came back: there is no such mailbox."""
    UNKNOWN = "unknown"
    """Nothing final."""


_WHY = {
    Report.UNDELIVERED: Reason.UNDELIVERED,
    Report.EXPIRED: Reason.EXPIRED,
    Report.REJECTED: Reason.REJECTED_BY_OPERATOR,
    Report.BAD_ADDRESS: Reason.REJECTED_ADDRESS,
}
REPORTED = frozenset(_WHY.values())
"""Reasons that a report gave: what the sender learns later about handing it over changes nothing any more."""


def settled(line: Line) -> bool:
    """A report has said the last word. The first one stays, whatever comes after it."""
    return line.state is State.DELIVERED or (line.state is State.FAILED and line.reason in REPORTED)


def reported(line: AnyLine, report: Report) -> AnyLine | None:
    """The line after a report, or ``None`` when that changes nothing.

    A report may overtake the sender's own record. Then it proves that the provider has the message, so it also settles
    one whose answer was lost (``maybe_accepted``): that is not tried again, even if the plan has withheld it since.
    It cannot be about what was never handed over.
    """
    if report is Report.UNKNOWN or settled(line):
        return None
    if line.state is not State.SENT and not line.maybe_accepted:
        return None
    if report is Report.DELIVERED:
        return replace(line, state=State.DELIVERED, reason=None, due_at=None, maybe_accepted=False)
    return replace(line, state=State.FAILED, reason=_WHY[report], due_at=None, maybe_accepted=False)
