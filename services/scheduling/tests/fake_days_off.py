"""The dates that differ from the week, in memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from scheduling.domain.days_off import DayException, DaysOff
from scheduling.domain.refusals import NotFound


class FakeDaysOff:
    def __init__(self) -> None:
        self.kept: dict[UUID, DayException] = {}
        self.worked: set[date] = set()

    def on(self, dates: Iterable[date]) -> DaysOff:
        known = frozenset(dates)
        return DaysOff(known, [each for each in self.kept.values() if each.date in known], known & self.worked)

    def exceptions(self, calendar_id: UUID | None, from_: date, to: date) -> list[DayException]:
        found = [each for each in self.kept.values() if each.calendar_id == calendar_id and from_ <= each.date < to]
        return sorted(found, key=lambda each: each.date)

    def replace(
        self, calendar_id: UUID | None, dates: Sequence[date], by: Sequence[DayException]
    ) -> list[DayException]:
        gone = [each for each in self.kept.values() if each.calendar_id == calendar_id and each.date in dates]
        for each in gone:
            self.remove(each.id)
        self.kept |= {each.id: each for each in by}
        return gone

    def remove(self, exception_id: UUID) -> DayException:
        if exception_id not in self.kept:
            raise NotFound("exception")
        return self.kept.pop(exception_id)

    def keep_holiday(self, day: date, *, closed: bool) -> None:
        self.worked = self.worked - {day} if closed else self.worked | {day}
