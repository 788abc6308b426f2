"""What a use case needs of the times that are held."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol
from uuid import UUID

from scheduling.domain.hold import Hold
from scheduling.domain.timetable import Timetable
from scheduling.domain.visit import Visit


class Holds(Protocol):
    def add(self, hold: Hold) -> None:
        """Raises SlotTaken like ``Visits.add``."""
        ...

    def read_to_change(self, hold_id: UUID) -> tuple[Timetable, Hold]:
        """What the hold is by now, also a visit, and its calendar's timetable.

        Bookings on that calendar wait from here to the end of the transaction, and nobody else changes the hold. Raises
        NotFound, also for a visit that never was a hold.
        """
        ...

    def save(self, hold: Hold) -> None: ...

    def confirm(self, visit: Visit) -> None:
        """The hold with this id becomes this visit. Raises SlotTaken; after that the transaction is at its end."""
        ...

    def lasting(self, from_: datetime, to: datetime) -> list[Hold]:
        """Those that have not run out and begin from one instant up to, and without, another, by start."""
        ...
