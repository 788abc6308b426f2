from __future__ import annotations

from uuid import UUID

from scheduling.application.end_offer import take_off
from scheduling.application.list_waiting import ShownEntry, shown_entry
from scheduling.application.ports import Desk
from scheduling.application.timetable_change import timetable_change
from scheduling.domain.local_time import day_of


def withdraw_waiting(desk: Desk, *, entry_id: UUID) -> ShownEntry:
    """Off the list, and what is on offer to them goes to the next. One for whom it is over is answered as it is.

    Raises NotFound.
    """
    today = day_of(desk.now, desk.practices.read_to_change().zone)
    entry = desk.waiting.read(entry_id)
    if entry.waits(today):
        take_off(desk, entry)
        desk.announce([timetable_change(desk)])
    return shown_entry(desk, entry_id)
