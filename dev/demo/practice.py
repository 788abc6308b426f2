"""The practice of the demonstration: who it is, when it works, what it does and what that costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

OWNER = {"first_name": "Magdalena", "last_name": "Wrona", "practice_name": "Gabinet Stomatologiczny Uśmiech"}
DATA = {
    "street": "Kasztanowa",
    "house_number": "12",
    "postal_code": "87-100",
    "town": "Toruń",
    "phone": "+48451000100",
}


@dataclass(frozen=True)
class Hours:
    """One weekday, on the wall clock."""

    opens: time
    closes: time
    lunch: tuple[time, time] | None


Week = Mapping[int, Hours]
"""By ISO weekday; a day that is not in it is closed."""

LUNCH = (time(13), time(13, 30))
LONG_DAY = Hours(time(8), time(18), LUNCH)
WEEK: Week = {
    1: LONG_DAY,
    2: LONG_DAY,
    3: Hours(time(10), time(19), (time(14), time(14, 30))),
    4: LONG_DAY,
    5: Hours(time(8), time(15), (time(12), time(12, 30))),
    6: Hours(time(9), time(13), None),
}
"""The practice's."""
MORNINGS: Week = dict.fromkeys(range(1, 6), Hours(time(8), time(14), None))
AFTERNOONS: Week = dict.fromkeys((1, 2, 4), Hours(time(12), time(19), (time(15, 30), time(16)))) | {
    5: Hours(time(9), time(15), (time(12), time(12, 30))),
}
SURGERY: Week = {2: Hours(time(9), time(16), (time(12, 30), time(13))), 4: Hours(time(13), time(20), None)}


@dataclass(frozen=True)
class Chair:
    name: str
    color: str
    week: Week | None
    """Hours of its own; None: the practice's."""


CHAIRS = (
    Chair("STANOWISKO 1", "blue", None),
    Chair("STANOWISKO 2", "green", MORNINGS),
    Chair("HIGIENA", "amber", AFTERNOONS),
    Chair("CHIRURGIA", "violet", SURGERY),
)
"""The first one is there from the registration on."""

SERVICES = (
    {"name": "Konsultacja", "minutes": 15, "color": "slate", "price": "100.00", "bookable_online": True},
    {"name": "Przegląd", "minutes": 30, "color": "teal", "price": "150.00", "bookable_online": True},
    {"name": "Wypełnienie", "minutes": 45, "color": "blue", "price": "320.00"},
    {"name": "Higienizacja", "minutes": 60, "color": "amber", "price": "380.00", "bookable_online": True},
    {"name": "Leczenie kanałowe", "minutes": 90, "color": "rose", "price": "1250.00"},
    {"name": "Usunięcie zęba", "minutes": 30, "color": "violet", "price": "350.00"},
)
HYGIENE = 2
"""Which of the chairs is closed for a day."""


def working_time() -> dict[str, Any]:
    """As ``PUT /api/v1/practice/working-time`` takes it, for every calendar."""
    return {"days": _days(WEEK), "apply_to_all": True}


def own_hours(week: Week) -> dict[str, Any]:
    """As ``PUT /api/v1/calendars/{id}/working-time`` takes it."""
    return {"days": _days(week)}


def holiday_of_hygiene(today: date) -> dict[str, Any]:
    """As ``POST /api/v1/calendars/{id}/exceptions`` takes it: a day off within the week."""
    day = today + timedelta(days=2)
    while day.isoweekday() not in AFTERNOONS:
        day += timedelta(days=1)
    return {"date": day.isoformat(), "open": False, "name": "Urlop"}


def training_day(today: date) -> dict[str, Any]:
    """As ``POST /api/v1/practice/exceptions`` takes it: the Friday of next week, closed for all."""
    friday = today + timedelta(days=11 - today.weekday())
    return {"date": friday.isoformat(), "open": False, "name": "Szkolenie zespołu"}


def _days(week: Week) -> list[dict[str, Any]]:
    return [_day(weekday, week.get(weekday)) for weekday in range(1, 8)]


def _day(weekday: int, hours: Hours | None) -> dict[str, Any]:
    shown = hours or LONG_DAY
    lunch = hours.lunch if hours else None
    return {
        "weekday": weekday,
        "open": hours is not None,
        "from": f"{shown.opens:%H:%M}",
        "to": f"{shown.closes:%H:%M}",
        "break": {"from": f"{lunch[0]:%H:%M}", "to": f"{lunch[1]:%H:%M}"} if lunch else None,
    }
