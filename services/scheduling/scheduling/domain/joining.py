"""A stranger asks to wait for a time, and shows by a code that the phone or mailbox is theirs."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from scheduling.domain.public_hold import Asked, Code
from scheduling.domain.waiting import Wishes


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    id: UUID
    created_at: datetime
    service_id: UUID
    wishes: Wishes = field(repr=False)
    asked: Asked | None
    """None once it is confirmed."""
    code: Code
    joined_until: date | None = None
    """Once it is confirmed: how long they wait."""

    def missed(self) -> Joining:
        """One more wrong try."""
        return replace(self, code=replace(self.code, tries=self.code.tries - 1))

    def joined(self, until: date) -> Joining:
        """Its code is used up, and what was typed is the patient's card's by now."""
        return replace(self, asked=None, joined_until=until)
