"""The practice's global switches: what is off here is off everywhere."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time

from accounts.domain.change import Field, differences
from accounts.domain.checks import Checks

GRID_MINUTES = 15

_PATHS = {
    "sms": "sms",
    "email": "email",
    "online_booking": "online_booking",
    "reminder_hour": "reminder_hour",
    "quiet_from": "quiet_hours.from",
    "quiet_to": "quiet_hours.to",
}
_HOURS = ("reminder_hour", "quiet_from", "quiet_to")

Switches = Mapping[str, bool | time]
"""By the names of Notifications' attributes; what is not there keeps its value."""


@dataclass(frozen=True)
class Notifications:
    """Switches, and hours on the practice's wall clock.

    Nothing is sent in the quiet hours. ``quiet_from`` belongs to them, ``quiet_to`` does not; they may cross midnight,
    and with both the same there are none.
    """

    sms: bool = True
    email: bool = True
    online_booking: bool = False
    reminder_hour: time = time(10)
    quiet_from: time = time(21)
    quiet_to: time = time(8)

    def quiet_at(self, hour: time) -> bool:
        if self.quiet_from <= self.quiet_to:
            return self.quiet_from <= hour < self.quiet_to
        return hour >= self.quiet_from or hour < self.quiet_to

    def changed(self, checks: Checks, typed: Switches, within: str = "") -> Notifications:
        """The settings with some of them changed.

        Hours are on the quarter (``not_on_grid``), and reminders do not go out in the quiet hours (``out_of_range``).
        What is wrong is noted with its path in the request, ``within`` before it.
        """
        hours = {name: typed[name] for name in _HOURS if name in typed}
        codes = {name: code for name, hour in hours.items() if (code := _wrong(hour))}
        for name, code in codes.items():
            checks.note(within + _PATHS[name], code, {"minutes": GRID_MINUTES} if code == "not_on_grid" else None)
        changed = dataclasses.replace(self, **{name: typed[name] for name in _PATHS if name in typed})  # type: ignore[arg-type]
        if hours and not codes and changed.quiet_at(changed.reminder_hour):
            checks.note(f"{within}reminder_hour", "out_of_range")
        return changed


USUAL = Notifications()
"""Of a practice that has just registered."""


def what_switched(before: Notifications, after: Notifications) -> tuple[Field, ...]:
    """For the audit trail: by path, hours as ``HH:MM``."""
    return tuple(
        (f"notifications.{_PATHS[name]}", _readable(was), _readable(is_))
        for name, was, is_ in differences(before, after, _PATHS)
    )


def _wrong(hour: bool | time) -> str | None:
    if not isinstance(hour, time) or hour.tzinfo is not None:
        return "invalid"
    return "not_on_grid" if hour.minute % GRID_MINUTES or hour.second or hour.microsecond else None


def _readable(value: bool | time) -> bool | str:
    return value.strftime("%H:%M") if isinstance(value, time) else value
