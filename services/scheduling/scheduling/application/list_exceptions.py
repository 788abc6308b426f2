from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from scheduling.application.ports import Desk
from scheduling.domain.days_off import DayException
from scheduling.domain.local_time import LAST_DAY, day_of, require_dates

LONGEST_DAYS = 731


def list_exceptions(desk: Desk, *, calendar_id: UUID | None, from_: date | None, to: date | None) -> list[DayException]:
    """Of one calendar, or the practice's own; from today (in its zone) and for two years if nothing is said.

    Raises NotFound or ValidationFailed.
    """
    zone = desk.practices.read().zone
    from_ = from_ or day_of(desk.now, zone)
    to = to or min(from_, LAST_DAY) + timedelta(days=LONGEST_DAYS)
    require_dates(from_, to, LONGEST_DAYS)
    if calendar_id is not None:
        desk.calendars.read(calendar_id)
    return desk.days_off.exceptions(calendar_id, from_, to)
