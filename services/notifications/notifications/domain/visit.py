"""The visit as far as messages are concerned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class VisitStatus(StrEnum):
    PLANNED = "planned"
    CONFIRMED = "confirmed"
    WAITING = "waiting"
    IN_CHAIR = "in_chair"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"


EXPECTED = frozenset({VisitStatus.PLANNED, VisitStatus.CONFIRMED})
"""The patient is still to come."""

CALLED_OFF = frozenset({VisitStatus.CANCELLED, VisitStatus.NO_SHOW})


@dataclass(frozen=True)
class Visit:
    """A copy of what scheduling announced; ``starts_at`` is aware UTC."""

    id: UUID
    practice_id: UUID
    patient_id: UUID
    version: int
    starts_at: datetime
    status: VisitStatus
    trace_id: str
    """Of the request that gave the visit this time: it follows the reminder to the patient."""
    ends_at: datetime | None = None
    """None in copies made before it was kept."""
