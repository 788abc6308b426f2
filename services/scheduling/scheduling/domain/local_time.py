"""The practice's wall clock and the instants behind it, on every day of the year, those of 23 and 25 hours too."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from scheduling.domain.refusals import LocalTimeMissing, ValidationFailed
from scheduling.domain.span import Span, joined

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)
"""Dates beyond these are nobody's appointment, and near the ends of time the arithmetic breaks."""

_MINUTE = timedelta(minutes=1)


def zone_named(name: str) -> ZoneInfo:
    """The zone of an IANA name. Raises ZoneInfoNotFoundError for a name that is none."""
    return ZoneInfo(name)


def day_of(instant: datetime, zone: ZoneInfo) -> date:
    """The date on the wall at that instant."""
    return instant.astimezone(zone).date()


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of the date, in UTC; that is 01:00 where the clocks are put forward at midnight."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def day_span(day: date, zone: ZoneInfo) -> Span:
    return Span(start_of_day(day, zone), start_of_day(day + timedelta(days=1), zone))


def wall_spans(day: date, from_: time, to: time, zone: ZoneInfo) -> list[Span]:
    """All instants of the date at which the wall clock shows a time from ``from_`` up to, and without, ``to``.

    An hour that is skipped gives nothing, an hour that comes twice gives both its passes, so on a day of a clock
    change the answer may be shorter, longer, empty, or in two parts.
    """
    spans = []
    for piece in _pieces(day, zone):
        offset = piece.starts_at.astimezone(zone).utcoffset() or timedelta()
        starts_at = max(datetime.combine(day, from_, UTC) - offset, piece.starts_at)
        ends_at = min(datetime.combine(day, to, UTC) - offset, piece.ends_at)
        if starts_at < ends_at:
            spans.append(Span(starts_at, ends_at))
    return joined(spans)


@lru_cache(maxsize=4096)
def _pieces(day: date, zone: ZoneInfo) -> tuple[Span, ...]:
    """The day cut where the offset changes: one piece, or two on the day of a clock change."""
    whole = day_span(day, zone)

    def offset(instant: datetime) -> timedelta | None:
        return instant.astimezone(zone).utcoffset()

    before, after = whole.starts_at, whole.ends_at - _MINUTE
    if offset(before) == offset(after):
        return (whole,)
    while after - before > _MINUTE:
        middle = before + (after - before) // _MINUTE // 2 * _MINUTE
        before, after = (middle, after) if offset(middle) == offset(whole.starts_at) else (before, middle)
    return (Span(whole.starts_at, after), Span(after, whole.ends_at))


def require_dates(from_: date, to: date, most: int) -> None:
    """Refuse a span of dates, ``to`` not included, that is empty, longer than ``most`` days or beyond all calendars.

    Raises ValidationFailed.
    """
    if not FIRST_DAY <= from_ <= LAST_DAY:
        raise ValidationFailed.of("from", "out_of_range")
    if not from_ < to:
        raise ValidationFailed.of("to", "to_before_from")
    if (to - from_).days > most:
        raise ValidationFailed.of("to", "out_of_range", max_days=most)


def require_offset(field: str, moment: datetime, zone: ZoneInfo) -> None:
    """Refuse a time whose offset the zone does not have at that instant: its writer meant another wall time.

    UTC is always understood. Raises LocalTimeMissing for a wall time that the clock change leaves out, such as 02:30
    in Warsaw on 2026-03-29 with either offset, else ValidationFailed.
    """
    offset = moment.utcoffset()
    if not offset or offset == moment.astimezone(zone).utcoffset():
        return
    wall = moment.replace(tzinfo=None)
    if wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall:
        raise LocalTimeMissing(wall.isoformat(timespec="minutes"))
    raise ValidationFailed.of(field, "invalid")
