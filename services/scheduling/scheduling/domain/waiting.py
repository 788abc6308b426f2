"""Those who wait for a time to become free: what they wish, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from scheduling.domain.checks import Checks, Wrong
from scheduling.domain.local_time import day_of, day_span, wall_spans
from scheduling.domain.refusals import Refusal, ValidationFailed
from scheduling.domain.span import Span
from scheduling.domain.trail import FieldChange, differences, without_values
from scheduling.domain.visit import length
from scheduling.domain.working_time import on_grid

STAYS: Final = timedelta(days=90)
"""How long one waits who says nothing else."""
LONGEST: Final = timedelta(days=365)

WAITING: Final = "waiting"
OFFERED: Final = "offered"
BOOKED: Final = "booked"
WITHDRAWN: Final = "withdrawn"
EXPIRED: Final = "expired"

RECEPTION: Final = "reception"
ONLINE: Final = "online"

_MIDNIGHT: Final = time(0)
_LAST_WEEKDAY: Final = 7


class AlreadyWaiting(Refusal):
    """The patient waits for the same service already."""

    code = "already_waiting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """When a time would suit: on the practice's wall clock, and nothing said is anything."""

    minutes: int
    calendar_ids: tuple[UUID, ...] = ()
    weekdays: tuple[int, ...] = ()
    """1 is Monday."""
    from_hour: time | None = None
    to_hour: time | None = None
    from_date: date
    until_date: date

    def fit(self, calendar_id: UUID, during: Span, zone: ZoneInfo) -> bool:
        """Whether a visit then and there is as they wish; of its length nothing is asked."""
        day = day_of(during.starts_at, zone)
        return (
            (not self.calendar_ids or calendar_id in self.calendar_ids)
            and self.from_date <= day <= self.until_date
            and (not self.weekdays or day.isoweekday() in self.weekdays)
            and self._at_that_hour(day, during, zone)
        )

    def _at_that_hour(self, day: date, during: Span, zone: ZoneInfo) -> bool:
        if self.from_hour is None and self.to_hour is None:
            return True
        if self.to_hour is None:
            hours = day_span(day, zone).without(wall_spans(day, _MIDNIGHT, self.from_hour or _MIDNIGHT, zone))
        else:
            hours = wall_spans(day, self.from_hour or _MIDNIGHT, self.to_hour, zone)
        return any(part.contains(during) for part in hours)


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A time that would have suited, and why it was not offered: no_contact, deciding or has_visit."""

    calendar_id: UUID
    starts_at: datetime
    reason: str
    at: datetime

    def same(self, other: PassedOver) -> bool:
        """Whenever it was."""
        return (self.calendar_id, self.starts_at, self.reason) == (other.calendar_id, other.starts_at, other.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingEntry:
    id: UUID
    practice_id: UUID
    patient_id: UUID
    service_id: UUID | None
    wishes: Wishes
    created_at: datetime
    note: str | None = None
    source: str = RECEPTION
    """RECEPTION or ONLINE."""
    state: str = WAITING
    """WAITING, BOOKED, WITHDRAWN or EXPIRED."""
    visit_id: UUID | None = None
    """Of who is BOOKED."""
    passed_over: PassedOver | None = None
    """The last time that it happened."""
    version: int = 1

    def waits(self, today: date) -> bool:
        """Nobody has to end what is over by its date."""
        return self.state == WAITING and today <= self.wishes.until_date

    def state_on(self, today: date) -> str:
        return EXPIRED if self.state == WAITING and not self.waits(today) else self.state

    def wish(self, wishes: Wishes) -> WaitingEntry:
        """The same place with other wishes."""
        return self if wishes == self.wishes else self._changed(wishes=wishes)

    def book(self, visit_id: UUID) -> WaitingEntry:
        return self._changed(state=BOOKED, visit_id=visit_id)

    def end(self, state: str) -> WaitingEntry:
        """WITHDRAWN or EXPIRED; one for whom it is over already stays as it is."""
        return self._changed(state=state) if self.state == WAITING else self

    def hand_over(self, patient_id: UUID) -> WaitingEntry:
        """Two cards were one person's."""
        return self._changed(patient_id=patient_id)

    def pass_over(self, over: PassedOver) -> WaitingEntry:
        """Noted, and no change that anybody has to know of."""
        return replace(self, passed_over=over)

    def _changed(self, **parts: object) -> WaitingEntry:
        return replace(self, version=self.version + 1, **parts)  # type: ignore[arg-type]


def checked_wishes(fields: Mapping[str, Any], minutes: int | None, today: date) -> Wishes:
    """Raises ValidationFailed with every wrong field. ``today``: the practice's date."""
    checks = Checks()
    first = fields.get("from_date") or today
    wishes = Wishes(
        minutes=checks.take("minutes", length, minutes),
        calendar_ids=tuple(dict.fromkeys(fields.get("calendar_ids") or ())),
        weekdays=checks.take("weekdays", _weekdays, fields.get("weekdays") or ()),
        from_hour=checks.take("from_hour", _hour, fields.get("from_hour")),
        to_hour=checks.take("to_hour", _hour, fields.get("to_hour")),
        from_date=first,
        until_date=fields.get("until_date") or _later(first, STAYS),
    )
    if not today - LONGEST <= first <= today + LONGEST:
        checks.wrong("from_date", "out_of_range", min=today.isoformat(), max=(today + LONGEST).isoformat())
    elif wishes.until_date < today:
        checks.wrong("until_date", "in_the_past")
    elif wishes.until_date < first:
        checks.wrong("until_date", "to_before_from")
    elif wishes.until_date > today + 2 * LONGEST:
        checks.wrong("until_date", "out_of_range", min=first.isoformat(), max=(today + 2 * LONGEST).isoformat())
    checks.finish()
    if _minutes_between(wishes.from_hour or _MIDNIGHT, wishes.to_hour) < wishes.minutes:
        raise ValidationFailed.of("to_hour", "too_short", minutes=wishes.minutes)
    return wishes


def waiting_changes(before: WaitingEntry | None, after: WaitingEntry) -> list[FieldChange]:
    """For the audit trail: what became of it; of wishes and words only that they changed."""
    told = differences(before, after, ("state",))
    return told + without_values(differences(before, after, ("wishes", "note")))


def _weekdays(values: Sequence[int]) -> tuple[int, ...]:
    if any(not 1 <= value <= _LAST_WEEKDAY for value in values):
        raise Wrong("out_of_range", min=1, max=_LAST_WEEKDAY)
    return tuple(sorted(set(values)))


def _hour(value: time | None) -> time | None:
    return None if value is None else on_grid(value)


def _later(day: date, by: timedelta) -> date:
    return day if date.max - by < day else day + by


def _minutes_between(from_: time, to: time | None) -> int:
    end = 24 * 60 if to is None else to.hour * 60 + to.minute
    return end - from_.hour * 60 - from_.minute
