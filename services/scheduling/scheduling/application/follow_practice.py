from __future__ import annotations

from scheduling.application.ports import Desk
from scheduling.domain.local_time import zone_named
from scheduling.domain.practice import ALL_CHANNELS, USUAL_QUIET_HOURS, Channels
from scheduling.domain.quiet_hours import QuietHours


def follow_practice(  # noqa: PLR0913 - what accounts says of a practice
    desk: Desk,
    *,
    name: str,
    time_zone: str,
    version: int,
    phone: str | None = None,
    online_booking: bool = False,
    channels: Channels = ALL_CHANNELS,
    quiet_hours: QuietHours = USUAL_QUIET_HOURS,
) -> None:
    """The practice's data changed. This news may overtake the one of the registration; the calendar comes with that."""
    desk.practices.follow(
        name,
        zone_named(time_zone),
        version,
        phone=phone,
        online_booking=online_booking,
        channels=channels,
        quiet_hours=quiet_hours,
    )
