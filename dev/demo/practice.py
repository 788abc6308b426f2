"""The practice of the demonstration: who it is and when it works."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import Any

OWNER = {"first_name": "Magdalena", "last_name": "Wrona", "practice_name": "Gabinet Stomatologiczny Uśmiech"}
DATA = {
    "street": "Kasztanowa",
    "house_number": "12",
    "postal_code": "87-100",
    "town": "Toruń",
    "phone": "+48451000100",
}
MORE_CALENDARS = (
    {"name": "STANOWISKO 2", "color": "green"},
    {"name": "HIGIENA", "color": "amber"},
)


@dataclass(frozen=True)
class Hours:
    """One weekday, on the wall clock."""

    opens: time
    closes: time
    lunch: tuple[time, time] | None


LUNCH = (time(13), time(13, 30))
LONG_DAY = Hours(time(8), time(18), LUNCH)
WEEK = {
    1: LONG_DAY,
    2: LONG_DAY,
    3: Hours(time(10), time(19), (time(14), time(14, 30))),
    4: LONG_DAY,
    5: Hours(time(8), time(15), (time(12), time(12, 30))),
    6: Hours(time(9), time(13), None),
}
"""By ISO weekday; Sunday is not in it and closed."""


def working_time() -> dict[str, Any]:
    """As ``PUT /api/v1/practice/working-time`` takes it, for every calendar."""
    return {"days": [_day(weekday) for weekday in range(1, 8)], "apply_to_all": True}


def _day(weekday: int) -> dict[str, Any]:
    hours = WEEK.get(weekday)
    shown = hours or LONG_DAY
    lunch = hours.lunch if hours else None
    return {
        "weekday": weekday,
        "open": hours is not None,
        "from": f"{shown.opens:%H:%M}",
        "to": f"{shown.closes:%H:%M}",
        "break": {"from": f"{lunch[0]:%H:%M}", "to": f"{lunch[1]:%H:%M}"} if lunch else None,
    }
