"""Visits: booked, moved, marked, cancelled; and the times that one may have."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from scheduling.domain.checks import Checks, Wrong, optional_text
from scheduling.domain.local_time import day_of, require_offset
from scheduling.domain.refusals import ValidationFailed, VisitNotChangeable
from scheduling.domain.span import Span
from scheduling.domain.trail import FieldChange, differences, without_values
from scheduling.domain.working_time import GRID_MINUTES

SHORTEST_MINUTES = GRID_MINUTES
LONGEST_MINUTES = 12 * 60
HORIZON = timedelta(days=3653)
LONGEST_NOTE = 2000
LONGEST_REASON = 500

NEXT: Final[dict[str, frozenset[str]]] = {
    "planned": frozenset({"confirmed", "waiting", "in_chair", "finished", "no_show", "cancelled"}),
    "confirmed": frozenset({"planned", "waiting", "in_chair", "finished", "no_show", "cancelled"}),
    "waiting": frozenset({"planned", "confirmed", "in_chair", "finished", "no_show", "cancelled"}),
    "in_chair": frozenset({"waiting", "finished"}),
    "finished": frozenset({"in_chair"}),
    "no_show": frozenset({"planned", "confirmed", "waiting"}),
    "cancelled": frozenset(),
}
"""Which status may follow which; a slip of the hand can be taken back, but a cancelled visit has lost its time."""

EXPECTED: Final = frozenset({"planned", "confirmed", "waiting"})
"""The patient has not sat down yet."""

ONLINE: Final = "online"
WAITING_LIST: Final = "waiting_list"
"""Where a visit may come from; None: the reception booked it."""

ANSWERABLE: Final = frozenset({"planned", "confirmed"})
"""A patient's answer to a reminder still means something."""

_UNANSWERED: Final[dict[str, None]] = {"patient_answer": None, "answered_at": None}

MOVABLE: Final = frozenset({"planned", "confirmed", "waiting", "in_chair"})


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit. Every verb answers the visit as it is afterwards, its version one higher."""

    id: UUID
    practice_id: UUID
    calendar_id: UUID
    patient_id: UUID
    during: Span
    status: str = "planned"
    note: str | None = None
    cancel_reason: str | None = None
    version: int = 1
    service_id: UUID | None = None
    overbooked: bool = False
    """Booked on purpose over another one."""
    series_id: UUID | None = None
    """Of the visits that were booked together, every few weeks."""
    patient_answer: str | None = None
    """What the patient answered to a reminder of this time: yes, or no: they would like to be called."""
    answered_at: datetime | None = None
    source: str | None = None
    """ONLINE, WAITING_LIST, or None."""

    @property
    def starts_at(self) -> datetime:
        return self.during.starts_at

    @property
    def minutes(self) -> int:
        return self.during.minutes

    @property
    def live(self) -> bool:
        """It takes its time: nobody else may have it."""
        return self.status != "cancelled"

    @property
    def movable(self) -> bool:
        return self.status in MOVABLE

    def to_come(self, now: datetime) -> bool:
        """Whether it still lies ahead; one that has begun does not."""
        return self.status in EXPECTED and self.during.starts_at >= now

    def require_movable(self) -> None:
        """Raises VisitNotChangeable for one that is over or cancelled."""
        if not self.movable:
            raise VisitNotChangeable(self.status)

    def move(self, calendar_id: UUID, during: Span, *, overbooked: bool = False) -> Visit:
        """Another time, length or calendar. Raises VisitNotChangeable for one that is over or cancelled."""
        self.require_movable()
        forgotten = {} if during.starts_at == self.starts_at else _UNANSWERED
        return self._changed(calendar_id=calendar_id, during=during, overbooked=overbooked, **forgotten)

    def mark(self, status: str) -> Visit:
        """Another status. Raises VisitNotChangeable where the NEXT table has no such step.

        Who confirms a visit has called the patient that said no.
        """
        if status not in NEXT[self.status]:
            raise VisitNotChangeable(self.status, status)
        settled = status == "confirmed" and self.patient_answer == "no"
        return self._changed(status=status, patient_answer=None if settled else self.patient_answer)

    def answered(self, answer: str, at: datetime) -> Visit:
        """The patient answered a reminder of this time, ``at`` an instant: the last one counts, not what comes last.

        No takes back what their own yes confirmed. Of a visit that has begun, is over or cancelled nothing changes.
        """
        if self.status not in ANSWERABLE or (self.answered_at is not None and at <= self.answered_at):
            return self
        confirmed = answer == "yes" or (self.status == "confirmed" and self.patient_answer != "yes")
        told = replace(self, status="confirmed" if confirmed else "planned", patient_answer=answer, answered_at=at)
        return told if told == replace(self, answered_at=at) else replace(told, version=self.version + 1)

    def cancel(self, reason: str | None) -> Visit:
        """Its time is free again; ``restore`` asks for it anew.

        Raises VisitNotChangeable, or ValidationFailed for the reason.
        """
        reason = _text("reason", LONGEST_REASON, reason)
        return replace(self.mark("cancelled"), cancel_reason=reason)

    def restore(self, *, overbooked: bool = False) -> Visit:
        """Planned again, at the same time. Raises VisitNotChangeable for one that is not cancelled."""
        self.require_cancelled()
        return self._changed(status="planned", cancel_reason=None, overbooked=overbooked, **_UNANSWERED)

    def require_cancelled(self) -> None:
        """Raises VisitNotChangeable."""
        if self.live:
            raise VisitNotChangeable(self.status, "planned")

    def serve(self, service_id: UUID | None) -> Visit:
        """For another service, or for none that is said; as long as before."""
        return self._changed(service_id=service_id)

    def write_note(self, note: str | None) -> Visit:
        """Raises ValidationFailed."""
        return self._changed(note=checked_note(note))

    def _changed(self, **parts: object) -> Visit:
        return replace(self, version=self.version + 1, **parts)  # type: ignore[arg-type]


def visit_changes(before: Visit | None, after: Visit) -> list[FieldChange]:
    """For the audit trail: where, when and what status it was and is; of service and words only that they changed."""
    told = differences(before, after, ("calendar_id", "starts_at", "minutes", "status", "series_id", "patient_answer"))
    if after.overbooked != (before is not None and before.overbooked):
        told += differences(before, after, ("overbooked",))
    return told + without_values(differences(before, after, ("service_id", "note", "cancel_reason")))


def checked_note(note: str | None) -> str | None:
    """Raises ValidationFailed."""
    return _text("note", LONGEST_NOTE, note)


def length(minutes: int | None) -> int:
    """A rule for how long a visit takes."""
    if minutes is None:
        raise Wrong("required")
    if minutes % GRID_MINUTES:
        raise Wrong("not_on_grid", minutes=GRID_MINUTES)
    if not SHORTEST_MINUTES <= minutes <= LONGEST_MINUTES:
        raise Wrong("out_of_range", min=SHORTEST_MINUTES, max=LONGEST_MINUTES)
    return minutes


def required_length(minutes: int | None) -> int:
    """Raises ValidationFailed."""
    checks = Checks()
    taken = checks.take("minutes", length, minutes)
    checks.finish()
    return taken


def visit_time(starts_at: datetime, minutes: int | None, zone: ZoneInfo, now: datetime) -> Span:
    """The span of a visit that is asked for, on the practice's 15-minute grid.

    ``starts_at`` keeps the offset with which it was asked for. What ended before ``now`` may still be written down on
    the same day, not later. Raises ValidationFailed or LocalTimeMissing.
    """
    checks = Checks()
    minutes = checks.take("minutes", length, minutes)
    if not now - HORIZON < starts_at < now + HORIZON:
        checks.wrong("starts_at", "in_the_past" if starts_at < now else "out_of_range")
        checks.finish()
    require_offset("starts_at", starts_at, zone)
    local = starts_at.astimezone(zone)
    if local.minute % GRID_MINUTES or local.second or local.microsecond:
        checks.wrong("starts_at", "not_on_grid", minutes=GRID_MINUTES)
    checks.finish()
    during = Span.lasting(starts_at, minutes)
    if during.ends_at <= now and local.date() < day_of(now, zone):
        raise ValidationFailed.of("starts_at", "in_the_past")
    return during


def _text(field: str, longest: int, value: str | None) -> str | None:
    checks = Checks()
    text = checks.take(field, optional_text(longest), value)
    checks.finish()
    return text
