"""Booking over another visit: what staff may do on purpose, and nobody by accident."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from scheduling.domain.refusals import SlotTaken
from scheduling.domain.span import Span


def is_overbooked(  # noqa: PLR0913 - what there is to weigh
    calendar_id: UUID,
    during: Span,
    others: Iterable[Span],
    *,
    own: Span | None = None,
    was: bool = False,
    overbook: bool = False,
) -> bool:
    """Whether a visit that takes this time lies over ``others``, live visits on its calendar, on purpose.

    ``own``: the time that it has on this calendar already, and is not asked for again: a visit with another one over
    it can be made shorter, or longer into free time. ``was``: it was overbooked so far. Raises SlotTaken unless
    ``overbook`` says that it is meant.
    """
    over = [other for other in others if other.overlaps(during)]
    anew = any(other.overlaps(part) for part in during.without([own] if own else []) for other in over)
    if anew and not overbook:
        raise SlotTaken(calendar_id, during)
    return anew or (was and bool(over))
