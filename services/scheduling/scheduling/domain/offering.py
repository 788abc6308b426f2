"""To whom a freed time is offered: the first in the queue whom it suits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from scheduling.domain.span import Span
from scheduling.domain.visit import Visit
from scheduling.domain.waiting import PassedOver, WaitingEntry

NO_CONTACT, DECIDING, HAS_VISIT = "no_contact", "deciding", "has_visit"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One in the queue, and what there is to know of them on the day and the chair of the freed time."""

    entry: WaitingEntry
    reachable: bool
    service_name: str | None = None
    deciding_until: datetime | None = None
    """Another time is on offer to the patient until then."""
    offered: Sequence[Span] = ()
    """What was offered to this entry on that chair before."""
    busy: Sequence[Span] = ()
    """Visits that the patient has that day."""
    next_visit_at: datetime | None = None
    """The patient's next visit for the same service."""


@dataclass(frozen=True, slots=True)
class FreedTime:
    """Something on a chair became free, or is open now that was not."""

    id: UUID
    calendar_id: UUID
    during: Span
    left_by: UUID | None = None
    """The patient whose visit it was: they do not want it back."""


PassedOverBy = tuple[Candidate, PassedOver]


@dataclass(frozen=True, slots=True)
class Choice:
    """``chosen`` gets ``during``, or nobody anything; those passed over stood before them in the queue."""

    chosen: Candidate | None = None
    during: Span | None = None
    passed_over: list[PassedOverBy] = field(default_factory=list)

    @property
    def again_at(self) -> datetime | None:
        """When somebody who is deciding about another time will have decided."""
        return min(
            (each.deciding_until for each, _ in self.passed_over if each.deciding_until is not None), default=None
        )


def choose(
    freed: FreedTime,
    queue: Iterable[Candidate],
    free_starts: Callable[[int], Sequence[datetime]],
    zone: ZoneInfo,
    now: datetime,
) -> Choice:
    """The first of the ``queue`` whom a part of the freed time, or a span around it, suits.

    ``free_starts``: for a length in minutes, the starts on that chair at which so long a visit may be offered. A time
    that was offered to somebody before is not offered to them again.
    """
    passed_over: list[PassedOverBy] = []
    for candidate in queue:
        if candidate.entry.patient_id == freed.left_by:
            continue
        starts = free_starts(candidate.entry.wishes.minutes)
        suiting = _suiting(freed, candidate, starts, zone)
        if not suiting:
            continue
        possible = [during for during in suiting if not _has_visit(candidate, during)]
        reason = None if possible else HAS_VISIT
        if candidate.deciding_until is not None:
            reason = DECIDING
        if not candidate.reachable:
            reason = NO_CONTACT
        if reason is None:
            return Choice(candidate, possible[0], passed_over)
        over = PassedOver(freed.calendar_id, suiting[0].starts_at, reason, now)
        passed_over.append((candidate, over))
    return Choice(passed_over=passed_over)


def _suiting(freed: FreedTime, candidate: Candidate, starts: Sequence[datetime], zone: ZoneInfo) -> list[Span]:
    """As they wish, with something of what became free; what begins as it does comes first, then what is nearest."""
    wishes = candidate.entry.wishes
    spans = [Span.lasting(start, wishes.minutes) for start in starts]
    suiting = [
        during
        for during in spans
        if during.overlaps(freed.during)
        and wishes.fit(freed.calendar_id, during, zone)
        and not any(during.overlaps(before) for before in candidate.offered)
    ]
    return sorted(suiting, key=lambda during: (abs(during.starts_at - freed.during.starts_at), during))


def _has_visit(candidate: Candidate, during: Span) -> bool:
    later = candidate.next_visit_at is not None and candidate.next_visit_at <= during.starts_at
    return later or any(during.overlaps(other) for other in candidate.busy)


def freed_by(before: Visit, after: Visit) -> list[Span]:
    """What of a visit's time it does not have any more: on its chair, that of ``before``."""
    if not before.live:
        return []
    stays = after.live and after.calendar_id == before.calendar_id
    return before.during.without([after.during]) if stays else [before.during]
