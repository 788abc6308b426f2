"""Calendars, one per chair, and their colours."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from scheduling.domain.checks import Checks, Wrong, line

PALETTE = ("blue", "green", "amber", "violet", "teal", "rose", "orange", "slate")
FIRST_NAME = "STANOWISKO 1"
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Calendar:
    id: UUID
    practice_id: UUID
    name: str
    color: str
    """One of the PALETTE."""
    position: int
    """From 1, left to right."""
    active: bool = True
    version: int = 1


def first_calendar(calendar_id: UUID, practice_id: UUID) -> Calendar:
    """The calendar with which every practice begins."""
    return Calendar(calendar_id, practice_id, FIRST_NAME, PALETTE[0], position=1)


def next_calendar(
    calendar_id: UUID, practice_id: UUID, beside: Sequence[Calendar], name: str, color: str | None
) -> Calendar:
    """One more calendar, right of all ``beside`` it; without a colour it takes the first that is not in use.

    Raises ValidationFailed.
    """
    checks = Checks()
    name = checks.take("name", line(LONGEST_NAME), name)
    chosen = checks.take("color", _color, color or free_color([calendar.color for calendar in beside]))
    checks.finish()
    position = max((calendar.position for calendar in beside), default=0) + 1
    return Calendar(calendar_id, practice_id, name, chosen, position)


def free_color(used: Collection[str]) -> str:
    """The first colour not in use; when all are, the one that is used least."""
    counts = [list(used).count(color) for color in PALETTE]
    return PALETTE[counts.index(min(counts))]


def _color(value: str) -> str:
    if value not in PALETTE:
        raise Wrong("invalid")
    return value
