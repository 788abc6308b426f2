"""From a practice's wall clock to instants, right on the two days a year when the clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from notifications.domain.practice import QuietHours


def instant(day: date, wall_clock: time, zone: ZoneInfo) -> datetime:
    """The instant (aware UTC) at which the clock on the wall shows this.

    An hour that comes twice means its first coming. An hour that is left out in spring means as much after the gap as
    it lies behind its beginning (02:30 becomes 03:30), so that nothing planned in it is lost.
    """
    return datetime.combine(day, wall_clock.replace(tzinfo=None, fold=0), zone).astimezone(UTC)


def quiet_at(moment: datetime, hours: QuietHours, zone: ZoneInfo) -> bool:
    return hours.cover(moment.astimezone(zone).time().replace(fold=0))


def end_of_quiet(moment: datetime, hours: QuietHours, zone: ZoneInfo) -> datetime:
    """``moment`` itself if it is not quiet then, else the first instant after it that is not."""
    if not quiet_at(moment, hours, zone):
        return moment
    day = moment.astimezone(zone).date()
    for candidate_day in (day, day + timedelta(days=1)):
        for end in _comings(candidate_day, hours.end, zone):
            if end > moment and not quiet_at(end, hours, zone):
                return end
    return instant(day + timedelta(days=2), hours.end, zone)


def _comings(day: date, wall_clock: time, zone: ZoneInfo) -> list[datetime]:
    """When the clock on the wall comes to this; twice in autumn, and when it is jumped over if spring leaves it out."""
    known = [datetime.combine(day, wall_clock.replace(fold=fold), zone).astimezone(UTC) for fold in (0, 1)]
    first, second = known
    if first <= second:
        return known
    jump = second
    while jump.astimezone(zone).time() < wall_clock:
        jump += timedelta(minutes=1)
    return [jump]


def start_of_quiet(moment: datetime, hours: QuietHours, zone: ZoneInfo) -> datetime:
    """When the quiet hours began that ``moment`` (which lies in them) belongs to."""
    local = moment.astimezone(zone)
    same_day = instant(local.date(), hours.start, zone)
    return same_day if same_day <= moment else instant(local.date() - timedelta(days=1), hours.start, zone)
