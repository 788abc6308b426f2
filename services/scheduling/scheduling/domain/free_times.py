"""Free times: the starts at which a visit could be booked now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from scheduling.domain.span import Span
from scheduling.domain.working_time import GRID_MINUTES

_GRID = timedelta(minutes=GRID_MINUTES)


def free_starts(
    open_spans: Sequence[Span], taken: Sequence[Span], *, minutes: int, not_before: datetime
) -> Iterator[datetime]:
    """Each start on the 15-minute grid from which ``minutes`` are open and not taken, in order, aware UTC.

    ``open_spans`` and ``taken`` are in order of their starts; ``taken`` may overlap. Takes one walk along both,
    however many starts there are. The grid is that of the wall clock: every zone of today is off UTC by whole quarters.
    """
    length = timedelta(minutes=minutes)
    at = 0
    for hours in open_spans:
        start = _next_quarter(max(hours.starts_at, not_before))
        while start + length <= hours.ends_at:
            while at < len(taken) and taken[at].ends_at <= start:
                at += 1
            if at < len(taken) and taken[at].starts_at < start + length:
                start = _next_quarter(taken[at].ends_at)
                continue
            yield start
            start += _GRID


def _next_quarter(instant: datetime) -> datetime:
    """The instant itself on a quarter of an hour, else the next one."""
    whole = instant.replace(second=0, microsecond=0)
    whole -= timedelta(minutes=whole.minute % GRID_MINUTES)
    return whole if whole == instant else whole + _GRID
