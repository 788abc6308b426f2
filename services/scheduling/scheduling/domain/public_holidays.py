"""The public holidays of Poland, by the act of 18 January 1951 on days off work as it was in force each year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import holidays


@dataclass(frozen=True, slots=True)
class HolidayNames:
    pl: str
    en: str


def holiday_on(day: date) -> HolidayNames | None:
    """What the date is called if it is a public holiday. Years that nobody can foresee have none."""
    return _holidays_of(day.year).get(day)


@lru_cache(maxsize=256)
def _holidays_of(year: int) -> Mapping[date, HolidayNames]:
    polish, english = (holidays.country_holidays("PL", years=year, language=name) for name in ("pl", "en_US"))
    return {day: HolidayNames(name, english[day]) for day, name in polish.items()}
