"""Who asks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.domain.change import Change, Field, Subject


@dataclass(frozen=True)
class By:
    """A signed-in person, the practice they are signed in to, and when they asked."""

    practice_id: UUID
    person_id: UUID
    now: datetime

    def did(self, act: str, subject: Subject, subject_id: UUID, fields: Iterable[Field] = ()) -> Change:
        """What the audit trail keeps of it."""
        return Change(self.practice_id, self.person_id, act, subject, subject_id, self.now, tuple(fields))
