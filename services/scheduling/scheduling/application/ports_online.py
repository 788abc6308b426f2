"""What a use case needs of online booking: its settings, the holds of strangers, and how often they try."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol
from uuid import UUID

from scheduling.domain.booking_settings import BookingSettings
from scheduling.domain.public_hold import PublicHold
from scheduling.domain.throttle import Limit


class KeptBookingSettings(Protocol):
    def read(self) -> BookingSettings:
        """The defaults where nothing was ever changed."""
        ...

    def save(self, settings: BookingSettings) -> None:
        """Only for who holds the practice (``Practices.read_to_change``)."""
        ...


class PublicHolds(Protocol):
    def add(self, hold: PublicHold) -> None: ...

    def read(self, hold_id: UUID) -> PublicHold:
        """Raises NotFound."""
        ...

    def read_to_change(self, hold_id: UUID) -> PublicHold:
        """The same, and nobody else changes it until the transaction ends.

        Who takes the practice or a calendar too takes it after this. Raises NotFound.
        """
        ...

    def save(self, hold: PublicHold) -> None: ...

    def forget(self, before: datetime) -> int:
        """Those made before; how many, at most some hundred at a time."""
        ...


class Tries(Protocol):
    def count(self, tries: Mapping[bytes, Limit], now: datetime) -> None:
        """One more against each limit, by mark. Raises RateLimited where it is one too many: then none was counted."""
        ...
