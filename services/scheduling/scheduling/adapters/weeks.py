"""How a working week is kept: one JSON document, always read and written whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any

from scheduling.domain.working_time import Hours, WorkingDay, WorkingWeek


def week_from(days: Sequence[Mapping[str, Any]]) -> WorkingWeek:
    """The week that ``week_as`` wrote down."""
    return WorkingWeek(
        tuple(
            WorkingDay(
                day["weekday"], day["open"], _hours(day["hours"]), _hours(day["break"]) if day["break"] else None
            )
            for day in days
        )
    )


def week_as(week: WorkingWeek) -> list[dict[str, Any]]:
    """The week as plain lists and texts, to be kept."""
    return [
        {
            "weekday": day.weekday,
            "open": day.open,
            "hours": _texts(day.hours),
            "break": _texts(day.break_) if day.break_ else None,
        }
        for day in week.days
    ]


def _hours(texts: Sequence[str]) -> Hours:
    return Hours(time.fromisoformat(texts[0]), time.fromisoformat(texts[1]))


def _texts(hours: Hours) -> list[str]:
    return [hours.from_.strftime("%H:%M"), hours.to.strftime("%H:%M")]
