"""What a use case needs of the dates that differ from the week."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol
from uuid import UUID

from scheduling.domain.days_off import DayException, DaysOff


class KeptDaysOff(Protocol):
    def on(self, dates: Iterable[date]) -> DaysOff:
        """All that differs on these dates, for every calendar."""
        ...

    def exceptions(self, calendar_id: UUID | None, from_: date, to: date) -> list[DayException]:
        """Of one calendar, or the practice's own, by date; ``to`` is not included."""
        ...

    def replace(
        self, calendar_id: UUID | None, dates: Sequence[date], by: Sequence[DayException]
    ) -> list[DayException]:
        """What this calendar, or the practice itself, has on the dates goes, and is answered; ``by`` comes."""
        ...

    def remove(self, exception_id: UUID) -> DayException:
        """The one that was there. Raises NotFound."""
        ...

    def keep_holiday(self, day: date, *, closed: bool) -> None:
        """Whether the practice keeps this public holiday."""
        ...
