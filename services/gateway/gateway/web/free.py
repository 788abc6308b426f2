"""A time to propose when somebody just says "new visit"."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from gateway.web import dates
from gateway.web.book import Days, calendar_days, minutes_of, visits
from gateway.web.visit_form import USUAL_MINUTES

USUAL_OPENING = "08:00"


def first(day: date, calendar_id: UUID | None = None) -> str:
    """The first time on a day (from now on, if it is today) at which a usual visit fits on the first or given calendar.

    A courtesy, no promise; on a day without one, when the practice usually opens.
    """
    days = Days(day, day + timedelta(days=1))
    hours = [d for d in calendar_days(days) if calendar_id in {None, d.calendar_id}]
    if not hours:
        return USUAL_OPENING
    calendar_id = calendar_id or hours[0].calendar_id
    taken = [minutes_of(v, day) for v in visits(days) if v.calendar_id == calendar_id and v.status != "cancelled"]
    now = dates.now()
    earliest = now.hour * 60 + now.minute if day == now.date() else 0
    for span in (minutes_of(s, day) for d in hours if d.calendar_id == calendar_id for s in d.open):
        begin = max(span[0], -(-earliest // dates.QUARTER) * dates.QUARTER)
        for start in range(begin, span[1] - USUAL_MINUTES + 1, dates.QUARTER):
            if not any(start < end and begun < start + USUAL_MINUTES for begun, end in taken):
                return dates.clock(start)
    return USUAL_OPENING
