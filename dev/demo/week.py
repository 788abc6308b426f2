"""A believable week of visits: chairs three quarters full, on the 15-minute grid, nobody twice on one day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from dev.demo.practice import WEEK

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


def plan_week(today: date, zone: ZoneInfo, calendars: int, patients: int, chance: Random) -> list[Visit]:
    """Seven days from today on, by start."""
    visits: list[Visit] = []
    for day in (today + timedelta(days=ahead) for ahead in range(DAYS)):
        waiting = chance.sample(range(patients), patients)
        for calendar in range(calendars):
            visits += _plan_day(day, zone, calendar, waiting, chance)
    return sorted(visits, key=lambda visit: (visit.starts_at, visit.calendar))


def _plan_day(day: date, zone: ZoneInfo, calendar: int, waiting: list[int], chance: Random) -> Iterator[Visit]:
    """Takes its patients off ``waiting``."""
    for begins, ends in _open_spans(day):
        at = begins
        while at < ends and waiting:
            note, minutes, _ = chance.choices(KINDS, [often for *_, often in KINDS])[0]
            if at + timedelta(minutes=minutes) > ends:
                at += GRID
                continue
            yield Visit(calendar, waiting.pop(), at.replace(tzinfo=zone), minutes, note)
            at += timedelta(minutes=minutes) + chance.choice((0, 0, 0, 1, 2)) * GRID


def _open_spans(day: date) -> Sequence[tuple[datetime, datetime]]:
    hours = WEEK.get(day.isoweekday())
    if hours is None:
        return ()
    opens, closes = datetime.combine(day, hours.opens), datetime.combine(day, hours.closes)
    if hours.lunch is None:
        return ((opens, closes),)
    begins, ends = (datetime.combine(day, at) for at in hours.lunch)
    return ((opens, begins), (ends, closes))


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
