"""A believable week of visits: chairs three quarters full, on the 15-minute grid, nobody twice on one day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

DAYS = 7
GRID = timedelta(minutes=15)
KINDS = (
    ("Przegląd", 30, 5),
    ("Wypełnienie", 45, 5),
    ("Higienizacja", 60, 3),
    ("Leczenie kanałowe", 90, 2),
    ("Konsultacja", 15, 2),
    ("Kontrola po zabiegu", 15, 2),
    ("Korona, przymiarka", 45, 1),
    ("Usunięcie zęba", 30, 1),
    ("Ból, pilne", 30, 1),
)
"""What is done, how many minutes it takes, how often it occurs."""
_ENDS = ("starts_at", "ends_at")


@dataclass(frozen=True)
class Visit:
    calendar: int
    """Which of the calendars, from 0."""
    patient: int
    """Which of the patients, from 0."""
    starts_at: datetime
    """In the practice's zone."""
    minutes: int
    note: str

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class Opening:
    """A calendar takes visits without a break; both ends in the practice's zone."""

    calendar: int
    """Which of the calendars, from 0."""
    begins: datetime
    ends: datetime


def openings(days: dict[str, Any], calendars: Sequence[str]) -> list[Opening]:
    """What ``GET /api/v1/working-hours`` says of these calendars, named by their ids, in its order."""
    zone = ZoneInfo(days["time_zone"])
    place = {calendar_id: number for number, calendar_id in enumerate(calendars)}
    return [
        Opening(place[day["calendar_id"]], *(datetime.fromisoformat(span[end]).astimezone(zone) for end in _ENDS))
        for day in days["items"]
        for span in day["open"]
    ]


def plan_week(spans: Sequence[Opening], patients: int, chance: Random) -> list[Visit]:
    """Visits in the open time of some days, by start."""
    waiting: defaultdict[date, list[int]] = defaultdict(lambda: chance.sample(range(patients), patients))
    visits = [visit for span in spans for visit in _fill(span, waiting[span.begins.date()], chance)]
    return sorted(visits, key=lambda visit: (visit.starts_at, visit.calendar))


def _fill(span: Opening, waiting: list[int], chance: Random) -> Iterator[Visit]:
    """Takes its patients off ``waiting``. Reckons in UTC: the clocks may change in between."""
    at, ends = span.begins.astimezone(UTC), span.ends.astimezone(UTC)
    while at < ends and waiting:
        note, minutes, _ = chance.choices(KINDS, [often for *_, often in KINDS])[0]
        if at + timedelta(minutes=minutes) > ends:
            at += GRID
            continue
        yield Visit(span.calendar, waiting.pop(), at.astimezone(span.begins.tzinfo), minutes, note)
        at += timedelta(minutes=minutes) + chance.choice((0, 0, 0, 1, 2)) * GRID


def status_of(visit: Visit, now: datetime, chance: Random) -> str | None:
    """What a reception would have marked by ``now``; None while the visit is only planned."""
    if visit.ends_at <= now:
        return "no_show" if chance.random() < 0.07 else "finished"  # noqa: PLR2004
    if visit.starts_at <= now:
        return "in_chair"
    if visit.starts_at <= now + timedelta(minutes=20):
        return "waiting"
    days_ahead = (visit.starts_at.date() - now.astimezone(visit.starts_at.tzinfo).date()).days
    return "confirmed" if chance.random() < (0.8, 0.5, 0.15)[min(days_ahead, 2)] else None
