from __future__ import annotations

from datetime import date

from scheduling.application.ports import Desk
from scheduling.domain.days_off import Holiday, days_between
from scheduling.domain.local_time import require_dates

LONGEST_DAYS = 731


def list_holidays(desk: Desk, *, from_: date, to: date) -> list[Holiday]:
    """Public holidays by date, and whether the practice keeps them. Raises ValidationFailed."""
    require_dates(from_, to, LONGEST_DAYS)
    desk.practices.read()
    dates = days_between(from_, to)
    days_off = desk.days_off.on(dates)
    return [holiday for day in dates if (holiday := days_off.holiday_on(day))]
