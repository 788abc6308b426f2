from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from scheduling.application.list_free_times import free_on
from scheduling.application.ports import Desk
from scheduling.application.public_booking import read_offer
from scheduling.domain.booking_settings import BookingSettings
from scheduling.domain.days_off import days_between
from scheduling.domain.local_time import day_of, require_dates
from scheduling.domain.timetable import Timetable
from scheduling.domain.visit import Visit

LONGEST_DAYS = 62
_AT_A_TIME = 31
"""Days that are looked at in one go for the next free time."""


@dataclass(frozen=True, slots=True)
class PublicTimes:
    zone: ZoneInfo
    items: list[tuple[UUID, datetime]]
    """By start (UTC), with one calendar each."""
    next_free: date | None


def list_public_times(desk: Desk, *, service_id: UUID, from_: date, to: date, calendar_id: UUID | None) -> PublicTimes:
    """Starts that one may book online, from one date up to, and without, another; and the next date with any.

    Raises OnlineBookingOff, NotFound or ValidationFailed.
    """
    require_dates(from_, to, LONGEST_DAYS)
    offer = read_offer(desk)
    chairs = offer.chairs(calendar_id)
    minutes = offer.service(service_id).minutes
    return bookable_times(desk, chairs, offer.settings, (from_, to), offer.practice.zone, minutes=minutes)


def bookable_times(  # noqa: PLR0913 - the parts of the question
    desk: Desk,
    timetables: Sequence[Timetable],
    settings: BookingSettings,
    dates: tuple[date, date],
    zone: ZoneInfo,
    *,
    minutes: int,
    moved: Visit | None = None,
) -> PublicTimes:
    """What notice and horizon leave of the free times, one calendar each.

    ``moved``: the visit that is to have another time; where it is it stands in nobody's way.
    """
    first = max(dates[0], settings.first_date(desk.now, zone))
    end = settings.last_date(desk.now, zone) + timedelta(days=1)

    def free(from_: date, to: date) -> Iterator[tuple[UUID, datetime]]:
        days = days_between(from_, min(to, end))
        if not days or not timetables:
            return iter(())
        earliest, but = settings.earliest(desk.now), moved.id if moved else None
        found = free_on(desk, timetables, days, minutes=minutes, not_before=earliest, but=but)
        its_own = (moved.calendar_id, moved.starts_at) if moved else None
        return _one_each(each for each in found if each != its_own)

    items = list(free(first, dates[1]))
    if items:
        return PublicTimes(zone, items, day_of(items[0][1], zone))
    day = max(first, dates[1])
    while day < end:
        following = day + timedelta(days=_AT_A_TIME)
        for _, start in free(day, following):
            return PublicTimes(zone, [], day_of(start, zone))
        day = following
    return PublicTimes(zone, [], None)


def _one_each(found: Iterator[tuple[UUID, datetime]]) -> Iterator[tuple[UUID, datetime]]:
    last = None
    for calendar_id, start in found:
        if start != last:
            yield calendar_id, start
        last = start
