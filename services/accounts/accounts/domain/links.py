"""Links in letters: good once, and for a while."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

Purpose = Literal["password_reset", "email_confirmation"]

LASTS: dict[Purpose, timedelta] = {"password_reset": timedelta(hours=1), "email_confirmation": timedelta(days=7)}


@dataclass(frozen=True)
class Link:
    practice_id: UUID
    person_id: UUID
    purpose: Purpose
    expires_at: datetime
    token_hash: bytes = field(repr=False)
    used_at: datetime | None = None

    def is_good(self, now: datetime) -> bool:
        return self.used_at is None and now < self.expires_at
