"""What the tokens in links to patients hold: signed by one service, read by another (``chassis.signing``)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final
from uuid import UUID

VISIT: Final = "visit"
"""The purpose of a token that opens the page of a visit; it expires when the visit begins."""
OFFER: Final = "offer"
"""The purpose of a token that opens the page of an offered time; it expires when the visit would begin."""

_ID_BYTES = 16
_MINUTE_BYTES = 4


def visit_content(visit_id: UUID, starts_at: datetime) -> bytes:
    """A visit at one of its times (aware, to the minute): once it has moved, the link says nothing of its new time."""
    return visit_id.bytes + (int(starts_at.timestamp()) // 60).to_bytes(_MINUTE_BYTES, "big")


def read_visit_content(content: bytes) -> tuple[UUID, datetime]:
    """The visit's id, and its start in UTC. Raises ValueError for what ``visit_content`` never made."""
    if len(content) != _ID_BYTES + _MINUTE_BYTES:
        raise ValueError(len(content))
    minutes = int.from_bytes(content[_ID_BYTES:], "big")
    return UUID(bytes=content[:_ID_BYTES]), datetime.fromtimestamp(minutes * 60, UTC)


def offer_content(offer_id: UUID) -> bytes:
    return offer_id.bytes


def read_offer_content(content: bytes) -> UUID:
    """Raises ValueError for what ``offer_content`` never made."""
    return UUID(bytes=content)
