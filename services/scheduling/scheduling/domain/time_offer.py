"""A freed time that is held for one who waits, until they have made up their mind."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from scheduling.domain.booking_settings import BookingSettings
from scheduling.domain.refusals import Refusal
from scheduling.domain.span import Span

SHORTEST: Final = timedelta(minutes=15)
"""Less than that is no time to see a message and to answer it."""

SENT: Final = "sent"
ACCEPTED: Final = "accepted"
REFUSED: Final = "refused"
EXPIRED: Final = "expired"
WITHDRAWN: Final = "withdrawn"


class OfferExpired(Refusal):
    """The offer ran out or was taken back, and the time is somebody else's, or is to be by now."""

    code = "offer_expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeOffer:
    """It has the id of its hold, which becomes that of the visit."""

    id: UUID
    practice_id: UUID
    entry_id: UUID
    patient_id: UUID
    calendar_id: UUID
    during: Span
    offered_at: datetime
    expires_at: datetime
    state: str = SENT

    @property
    def starts_at(self) -> datetime:
        return self.during.starts_at

    @property
    def open(self) -> bool:
        """Nobody has said what became of it; it may have run out all the same."""
        return self.state == SENT

    def state_at(self, now: datetime) -> str:
        return EXPIRED if self.open and self.expires_at <= now else self.state

    def end(self, state: str) -> TimeOffer:
        return replace(self, state=state)

    def require_acceptable(self) -> None:
        """One that ran out may still be accepted, while its time is free. Raises OfferExpired."""
        if self.state not in {SENT, EXPIRED}:
            raise OfferExpired


def offered_until(now: datetime, starts_at: datetime, settings: BookingSettings) -> datetime | None:
    """When an offer made now ends, in time for the practice's notice; None: too late to come.

    So shortly before the visit it lasts less than usual, SHORTEST at least.
    """
    until = min(now + timedelta(minutes=settings.offer_minutes), starts_at - timedelta(minutes=settings.notice_minutes))
    return until if until - now >= SHORTEST else None


def earliest_offered(now: datetime, settings: BookingSettings) -> datetime:
    """Of the starts that may be offered now."""
    return now + SHORTEST + timedelta(minutes=settings.notice_minutes)
