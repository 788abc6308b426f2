"""Holds: a time that is kept for some minutes while somebody makes up their mind. Confirmed, it becomes a visit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from scheduling.domain.checks import Checks, Wrong
from scheduling.domain.span import Span
from scheduling.domain.trail import FieldChange, differences
from scheduling.domain.visit import Visit, checked_note

SHORTEST_HOLD_MINUTES, LONGEST_HOLD_MINUTES = 1, 60


@dataclass(frozen=True, slots=True)
class Hold:
    """Nobody else has this time until ``held_until``; from then on it is free, without anybody doing anything."""

    id: UUID
    practice_id: UUID
    calendar_id: UUID
    during: Span
    held_until: datetime
    service_id: UUID | None = None
    status: str = "held"
    """``cancelled`` once it was released, or once somebody else took its time after it ran out."""
    patient_id: UUID | None = None
    """Of the visit that it has become."""

    @property
    def starts_at(self) -> datetime:
        return self.during.starts_at

    @property
    def minutes(self) -> int:
        return self.during.minutes

    def lasts(self, now: datetime) -> bool:
        """Whether the time is its own; what was cancelled is not, whatever this clock says."""
        return self.status == "held" and now < self.held_until

    def release(self, now: datetime) -> Hold:
        """It runs out now. One that has run out already stays as it is."""
        return replace(self, status="cancelled", held_until=now) if self.lasts(now) else self

    def confirm(self, patient_id: UUID, note: str | None, source: str | None = None) -> Visit:
        """The visit that it becomes, under the same id. Raises ValidationFailed for the note."""
        return Visit(
            self.id,
            self.practice_id,
            self.calendar_id,
            patient_id,
            self.during,
            note=checked_note(note),
            service_id=self.service_id,
            source=source,
        )


def held_until(now: datetime, minutes: int) -> datetime:
    """When a hold of so many minutes runs out. Raises ValidationFailed."""
    checks = Checks()
    lasting = checks.take("hold_minutes", _hold_length, minutes)
    checks.finish()
    return now + timedelta(minutes=lasting)


def hold_changes(before: Hold | None, after: Hold | Visit) -> list[FieldChange]:
    """For the audit trail: as ``visit_changes``."""
    names = ["calendar_id", "starts_at", "minutes", "status"]
    return differences(before, after, names + (["held_until"] if isinstance(after, Hold) else []))


def _hold_length(minutes: int) -> int:
    if not SHORTEST_HOLD_MINUTES <= minutes <= LONGEST_HOLD_MINUTES:
        raise Wrong("out_of_range", min=SHORTEST_HOLD_MINUTES, max=LONGEST_HOLD_MINUTES)
    return minutes
