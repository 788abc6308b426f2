from __future__ import annotations

from uuid import UUID

from scheduling.application.opened_times import noting_opened
from scheduling.application.ports import Desk
from scheduling.application.timetable_change import timetable_change
from scheduling.domain.days_off import exception_changes


def remove_exception(desk: Desk, *, exception_id: UUID) -> None:
    """The week holds on that date again, or the public holiday. Raises NotFound."""
    desk.practices.read_to_change()
    with noting_opened(desk):
        gone = desk.days_off.remove(exception_id)
    desk.changes.note("day_off", gone.id, exception_changes(gone, None))
    desk.announce([timetable_change(desk)])
