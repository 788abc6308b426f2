"""The small month beside the calendar."""

from __future__ import annotations

import calendar
from datetime import date


def month_weeks(shown: date) -> list[list[date]]:
    """Whole weeks, Monday first, that hold the month of ``shown``; the days beside it belong to its neighbours."""
    return calendar.Calendar().monthdatescalendar(shown.year, shown.month)
