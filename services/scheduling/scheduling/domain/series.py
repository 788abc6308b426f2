"""Series: the same wall-clock time every few weeks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from scheduling.domain.checks import Checks

MOST_WEEKS = 52
"""From one visit to the next."""
MOST_VISITS = 52
FEWEST_VISITS = 2


def check_series(every_weeks: int, count: int) -> None:
    """Raises ValidationFailed."""
    checks = Checks()
    if not 1 <= every_weeks <= MOST_WEEKS:
        checks.wrong("every_weeks", "out_of_range", min=1, max=MOST_WEEKS)
    if not FEWEST_VISITS <= count <= MOST_VISITS:
        checks.wrong("count", "out_of_range", min=FEWEST_VISITS, max=MOST_VISITS)
    checks.finish()


def series_starts(first: datetime, zone: ZoneInfo, *, every_weeks: int, count: int) -> Iterator[datetime]:
    """Each start as the wall clock shows it on its date, with the offset that it has there, or would have.

    ``first`` is an instant. An hour that comes twice means its first pass, unless the first visit lies in a second one;
    a wall time that a clock change leaves out gets the offset from before it, which no instant has: ``visit_time``
    refuses it.
    """
    wall = first.astimezone(zone)
    for number in range(count):
        start = datetime.combine(wall.date() + timedelta(weeks=number * every_weeks), wall.time(), zone)
        yield start.replace(tzinfo=timezone(start.utcoffset() or timedelta()), fold=0)
