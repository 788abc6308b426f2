from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice, repeat
from uuid import UUID
from zoneinfo import ZoneInfo

from scheduling.application.chosen_service import chosen_service, minutes_of
from scheduling.application.ports import Desk
from scheduling.domain.days_off import days_between
from scheduling.domain.free_times import free_starts
from scheduling.domain.local_time import day_of, require_dates, start_of_day
from scheduling.domain.refusals import NotFound
from scheduling.domain.span import Span
from scheduling.domain.timetable import Timetable
from scheduling.domain.visit import required_length

LONGEST_DAYS = 90


@dataclass(frozen=True, slots=True)
class FreeTimes:
    zone: ZoneInfo
    items: list[tuple[UUID, datetime]]
    """A calendar and a start in UTC; by start, then by calendar from left to right."""
    complete: bool
    """False: there are more than were asked for."""


def list_free_times(  # noqa: PLR0913 - the parts of the question
    desk: Desk,
    *,
    from_: date,
    to: date,
    minutes: int | None,
    service_id: UUID | None,
    calendar_ids: Sequence[UUID],
    limit: int,
    notice_minutes: int = 0,
) -> FreeTimes:
    """Starts from now on at which a visit could be booked, from one date up to, and without, another.

    As long as ``minutes`` or else the service says; on these calendars (those that are closed have none), or on all
    that are open; ``notice_minutes``: at least so far ahead. Raises NotFound or ValidationFailed.
    """
    require_dates(from_, to, LONGEST_DAYS)
    lasting = required_length(minutes_of(minutes, chosen_service(desk, service_id)))
    timetables = _among(desk.calendars.timetables(closed_too=True), calendar_ids)
    zone = timetables[0].zone if timetables else desk.practices.read().zone
    open_ones = [timetable for timetable in timetables if timetable.calendar.active]
    not_before = desk.now + timedelta(minutes=notice_minutes)
    dates = days_between(max(from_, day_of(not_before, zone)), to)
    if not dates or not open_ones:
        return FreeTimes(zone, [], complete=True)
    found = list(islice(free_on(desk, open_ones, dates, minutes=lasting, not_before=not_before), limit + 1))
    return FreeTimes(zone, found[:limit], complete=len(found) <= limit)


def free_on(  # noqa: PLR0913 - the parts of the question
    desk: Desk,
    timetables: Sequence[Timetable],
    dates: Sequence[date],
    *,
    minutes: int,
    not_before: datetime,
    but: UUID | None = None,
) -> Iterator[tuple[UUID, datetime]]:
    """Starts (UTC) on these dates in a row that a visit could have, each with its calendar, by start and then as given.

    ``but``: a visit that stands in nobody's way, since it is the one to be moved.
    """
    zone = timetables[0].zone
    span = Span(max(start_of_day(dates[0], zone), not_before), start_of_day(dates[-1] + timedelta(days=1), zone))
    taken: defaultdict[UUID, list[Span]] = defaultdict(list)
    for each in desk.visits.taken([timetable.calendar.id for timetable in timetables], span):
        if each.visit_id != but:
            taken[each.calendar_id].append(each.during)
    days_off = desk.days_off.on(dates)
    by_calendar = [
        free_starts(
            [opening for day in dates for opening in timetable.on(day, days_off).open],
            taken[timetable.calendar.id],
            minutes=minutes,
            not_before=not_before,
        )
        for timetable in timetables
    ]
    ordered = heapq.merge(*(zip(starts, repeat(place)) for place, starts in enumerate(by_calendar)))
    return ((timetables[place].calendar.id, start) for start, place in ordered)


def _among(timetables: Sequence[Timetable], calendar_ids: Sequence[UUID]) -> list[Timetable]:
    """Those with these ids, or all of them if none is said, from left to right. Raises NotFound."""
    if not set(calendar_ids) <= {timetable.calendar.id for timetable in timetables}:
        raise NotFound("calendar")
    return [timetable for timetable in timetables if not calendar_ids or timetable.calendar.id in calendar_ids]
