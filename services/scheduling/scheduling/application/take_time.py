from __future__ import annotations

from scheduling.application.ports import Desk
from scheduling.domain.local_time import day_of
from scheduling.domain.overbooking import is_overbooked
from scheduling.domain.span import Span
from scheduling.domain.timetable import Timetable
from scheduling.domain.visit import Visit


def take_time(desk: Desk, timetable: Timetable, during: Span, *, overbook: bool, visit: Visit | None = None) -> bool:
    """Whether a visit that takes this time is overbooked there; ``visit``: as it was before, if it was.

    Only for who holds the calendar (``timetable_to_book``): nobody else can come over it meanwhile. Between two visits
    that are not overbooked the database judges when they are kept; here they are not even looked up. Raises
    CalendarClosed, OutsideWorkingTime, InBreak or SlotTaken.
    """
    timetable.require_open(during, desk.days_off.on([day_of(during.starts_at, timetable.zone)]))
    calendar_id = timetable.calendar.id
    live = visit is not None and visit.live
    was = visit is not None and live and visit.overbooked
    taken = desk.visits.in_the_way(calendar_id, during, overbooked_only=not (overbook or was))
    return is_overbooked(
        calendar_id,
        during,
        [other.during for other in taken if visit is None or other.visit_id != visit.id],
        own=visit.during if visit is not None and live and visit.calendar_id == calendar_id else None,
        was=was,
        overbook=overbook,
    )
