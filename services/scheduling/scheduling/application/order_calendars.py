from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from scheduling.application.change_calendar import save_changed
from scheduling.application.ports import Desk
from scheduling.domain import calendar as rules
from scheduling.domain.calendar import Calendar
from scheduling.domain.trail import differences


def order_calendars(desk: Desk, *, order: Sequence[UUID]) -> list[Calendar]:
    """All calendars, closed ones too, from left to right. Raises NotFound or ValidationFailed."""
    desk.practices.read_to_change()
    before = desk.calendars.all()
    after = rules.order_calendars(before, order)
    save_changed(desk, before, after)
    known = {calendar.id: calendar for calendar in before}
    for calendar in after:
        if moved := differences(known[calendar.id], calendar, ["position"]):
            desk.changes.note("calendar", calendar.id, moved)
    return after
