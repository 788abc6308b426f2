"""What a practice allows those who book online, and those who come by the link of a message."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from scheduling.domain.calendar import Calendar
from scheduling.domain.checks import Checks, Wrong
from scheduling.domain.local_time import day_of
from scheduling.domain.refusals import ValidationFailed
from scheduling.domain.trail import FieldChange, differences

_DAY = 24 * 60
MOST_ORIGINS: Final = 10
_RANGES: Final = {
    "notice_minutes": (0, 30 * _DAY),
    "horizon_days": (1, 365),
    "most_open": (1, 20),
    "change_until_minutes": (0, 14 * _DAY),
    "offer_minutes": (10, _DAY),
}
_NOTED = (*_RANGES, "new_patients", "calendar_ids", "allowed_origins")
_LONGEST_ORIGIN = 200
_HOST = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_PORT = r"(:[1-9][0-9]{0,4})?"
_ORIGIN = re.compile(rf"https://{_HOST}(\.{_HOST})*{_PORT}|http://(localhost|127\.0\.0\.1){_PORT}")


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingSettings:
    """The defaults are those of a practice that never changed any."""

    notice_minutes: int = 120
    horizon_days: int = 60
    calendar_ids: tuple[UUID, ...] = ()
    """Chairs that are offered; none: every open one."""
    new_patients: bool = True
    most_open: int = 3
    change_until_minutes: int = _DAY
    offer_minutes: int = 60
    allowed_origins: tuple[str, ...] = ()
    version: int = 1

    def change(self, fields: Mapping[str, Any]) -> BookingSettings:
        """With these fields new; the very same ones if nothing differs. Raises ValidationFailed."""
        rules: dict[str, Callable[[Any], Any]] = {name: _within(*span) for name, span in _RANGES.items()}
        rules |= {
            "new_patients": _said,
            "calendar_ids": lambda ids: tuple(dict.fromkeys(ids or ())),
            "allowed_origins": _origins,
        }
        checks = Checks()
        taken = {name: checks.take(name, rules[name], value) for name, value in fields.items()}
        checks.finish()
        changed = replace(self, **taken)
        return self if changed == self else replace(changed, version=self.version + 1)

    def offered(self, calendars: Iterable[Calendar]) -> list[Calendar]:
        """Those among them on which a patient may book."""
        return [
            calendar
            for calendar in calendars
            if calendar.active and (not self.calendar_ids or calendar.id in self.calendar_ids)
        ]

    def earliest(self, now: datetime) -> datetime:
        """Of the starts that may be booked."""
        return now + timedelta(minutes=self.notice_minutes)

    def first_date(self, now: datetime, zone: ZoneInfo) -> date:
        return day_of(self.earliest(now), zone)

    def last_date(self, now: datetime, zone: ZoneInfo) -> date:
        return day_of(now, zone) + timedelta(days=self.horizon_days)

    def require_bookable(self, starts_at: datetime, now: datetime, zone: ZoneInfo) -> None:
        """Raises ValidationFailed for a start before the notice is over or beyond the horizon."""
        first, last = self.earliest(now), self.last_date(now, zone)
        if not (first <= starts_at and day_of(starts_at, zone) <= last):
            raise ValidationFailed.of(
                "starts_at", "out_of_range", min=first.astimezone(zone).isoformat(), max=last.isoformat()
            )

    def change_until(self, starts_at: datetime) -> datetime:
        """Until then the patient may move or cancel a visit by link."""
        return starts_at.astimezone(UTC) - timedelta(minutes=self.change_until_minutes)


DEFAULTS: Final = BookingSettings()


def booking_settings_changes(before: BookingSettings, after: BookingSettings) -> list[FieldChange]:
    """For the audit trail."""
    return [(name, _plain(was), _plain(is_)) for name, was, is_ in differences(before, after, _NOTED)]


def _plain(value: Any) -> Any:
    return [str(each) for each in value] if isinstance(value, tuple) else value


def _within(least: int, most: int) -> Callable[[int | None], int]:
    def rule(value: int | None) -> int:
        if value is None:
            raise Wrong("required")
        if not least <= value <= most:
            raise Wrong("out_of_range", min=least, max=most)
        return value

    return rule


def _said(value: bool | None) -> bool:
    if value is None:
        raise Wrong("required")
    return value


def _origins(values: Sequence[str] | None) -> tuple[str, ...]:
    """Scheme, host and port as browsers write them, nothing behind; unencrypted only on one's own machine."""
    once = tuple(dict.fromkeys(value.strip().lower().rstrip("/") for value in values or () if value.strip()))
    if len(once) > MOST_ORIGINS:
        raise Wrong("too_long", max=MOST_ORIGINS)
    if any(len(each) > _LONGEST_ORIGIN or not _ORIGIN.fullmatch(each) for each in once):
        raise Wrong("invalid")
    return once
