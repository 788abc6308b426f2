"""Calendars, one per chair, and their colours."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from scheduling.domain.checks import Checks, Wrong, line
from scheduling.domain.refusals import LastCalendar, NotFound, ValidationFailed

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
    """One that is closed takes no new visits."""
    version: int = 1
    own_hours: bool = False
    """It has a working time of its own; without one the practice's holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarChange:
    """What is to be other than it was; what is None stays."""

    name: str | None = None
    color: str | None = None
    position: int | None = None
    """The others make room."""
    active: bool | None = None


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
    chosen = checks.take("color", palette_color, color or free_color([calendar.color for calendar in beside]))
    checks.finish()
    position = max((calendar.position for calendar in beside), default=0) + 1
    return Calendar(calendar_id, practice_id, name, chosen, position)


def change_calendar(calendars: Sequence[Calendar], calendar_id: UUID, change: CalendarChange) -> list[Calendar]:
    """All calendars of a practice as they are after the change of one of them, from left to right.

    Raises NotFound, ValidationFailed, or LastCalendar for closing the only one that is open.
    """
    calendar = calendar_among(calendars, calendar_id)
    checks = Checks()
    changed = replace(
        calendar,
        name=calendar.name if change.name is None else checks.take("name", line(LONGEST_NAME), change.name),
        color=checks.take("color", palette_color, calendar.color if change.color is None else change.color),
        active=calendar.active if change.active is None else change.active,
    )
    if change.position is not None and not 1 <= change.position <= len(calendars):
        checks.wrong("position", "out_of_range", min=1, max=len(calendars))
    checks.finish()
    others = [each for each in calendars if each.id != calendar_id]
    if not any(each.active for each in (*others, changed)):
        raise LastCalendar(calendar_id)
    place = list(calendars).index(calendar) if change.position is None else change.position - 1
    return _in_places(calendars, [*others[:place], changed, *others[place:]])


def order_calendars(calendars: Sequence[Calendar], order: Sequence[UUID]) -> list[Calendar]:
    """All calendars of a practice in another order, from left to right.

    Raises NotFound for one that is not among them, ValidationFailed if one is missing or comes twice.
    """
    chosen = [calendar_among(calendars, each) for each in order]
    if len(set(order)) != len(order) or len(chosen) != len(calendars):
        raise ValidationFailed.of("calendar_ids", "invalid")
    return _in_places(calendars, chosen)


def free_color(used: Collection[str]) -> str:
    """The first colour not in use; when all are, the one that is used least."""
    counts = [list(used).count(color) for color in PALETTE]
    return PALETTE[counts.index(min(counts))]


def _in_places(before: Sequence[Calendar], after: Sequence[Calendar]) -> list[Calendar]:
    """Counted from 1, with a new version for each that is not as it was."""
    placed = [replace(calendar, position=place) for place, calendar in enumerate(after, start=1)]
    return [calendar if calendar in before else replace(calendar, version=calendar.version + 1) for calendar in placed]


def calendar_among(calendars: Iterable[Calendar], calendar_id: UUID) -> Calendar:
    """Raises NotFound."""
    for calendar in calendars:
        if calendar.id == calendar_id:
            return calendar
    raise NotFound("calendar")


def palette_color(value: str | None) -> str:
    """A rule for one of the PALETTE's names."""
    if value is None:
        raise Wrong("required")
    if value not in PALETTE:
        raise Wrong("invalid")
    return value
