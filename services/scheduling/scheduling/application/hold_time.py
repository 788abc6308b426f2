from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from scheduling.application.chosen_service import chosen_service, minutes_of
from scheduling.application.ports import Desk
from scheduling.application.take_time import take_time
from scheduling.application.timetable_change import timetable_change
from scheduling.domain.hold import Hold, held_until, hold_changes
from scheduling.domain.visit import visit_time


@dataclass(frozen=True, slots=True)
class ShownHold:
    """A hold, its times to be shown in ``zone``."""

    hold: Hold
    zone: ZoneInfo


def hold_time(  # noqa: PLR0913 - a booking has these parts
    desk: Desk,
    *,
    calendar_id: UUID,
    starts_at: datetime,
    minutes: int | None,
    service_id: UUID | None,
    hold_minutes: int,
) -> ShownHold:
    """Keep a time for ``hold_minutes``, by the rules of a booking. Raises what booking raises."""
    until = held_until(desk.now, hold_minutes)
    change = timetable_change(desk)
    service = chosen_service(desk, service_id)
    timetable = desk.calendars.timetable_to_book(calendar_id)
    during = visit_time(starts_at, minutes_of(minutes, service), timetable.zone, desk.now)
    take_time(desk, timetable, during, overbook=False)
    hold = Hold(desk.new_id(), desk.practice_id, calendar_id, during, until, service_id)
    desk.holds.add(hold)
    desk.changes.note("visit", hold.id, hold_changes(None, hold))
    desk.announce([change])
    return ShownHold(hold, timetable.zone)
