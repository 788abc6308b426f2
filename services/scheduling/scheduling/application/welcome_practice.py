from __future__ import annotations

from scheduling.application.ports import Desk
from scheduling.application.timetable_change import timetable_change
from scheduling.domain.calendar import first_calendar
from scheduling.domain.local_time import zone_named
from scheduling.domain.practice import ALL_CHANNELS, USUAL_QUIET_HOURS, Channels
from scheduling.domain.quiet_hours import QuietHours
from scheduling.domain.trail import differences


def welcome_practice(  # noqa: PLR0913 - what accounts says of a practice
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
    """A practice was registered: it gets its first calendar, once, however often and late the news comes."""
    desk.practices.follow(
        name,
        zone_named(time_zone),
        version,
        phone=phone,
        online_booking=online_booking,
        channels=channels,
        quiet_hours=quiet_hours,
    )
    if desk.practices.welcome():
        calendar = first_calendar(desk.new_id(), desk.practice_id)
        desk.calendars.add(calendar)
        desk.changes.note("calendar", calendar.id, differences(None, calendar, ("name", "color", "position")))
        desk.announce([timetable_change(desk)])
