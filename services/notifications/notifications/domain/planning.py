"""Which reminders a visit has, and when each goes out: it follows from what is known now, however that became known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from notifications.domain.channel import Channel
from notifications.domain.message import MARGIN, OPEN, WITHHELD, Message, Reason, Reminder, State
from notifications.domain.patient import Patient
from notifications.domain.practice import Practice
from notifications.domain.sending import failed
from notifications.domain.visit import CALLED_OFF, EXPECTED, Visit
from notifications.domain.wall_clock import end_of_quiet, instant, quiet_at, start_of_quiet

BEFORE_QUIET = timedelta(minutes=15)

AnyMessage = TypeVar("AnyMessage", bound=Message)


@dataclass(frozen=True)
class Send:
    """The reminder is wanted."""

    at: datetime
    at_once: bool
    """The proper time has passed: it goes as soon as it may."""


@dataclass(frozen=True)
class Withhold:
    """The reminder is not wanted."""

    state: State
    reason: Reason


Verdict = Send | Withhold | None
"""``None`` when there is nothing to decide any more."""


def proper_time(practice: Practice, visit_starts_at: datetime) -> datetime:
    """The day before at the practice's hour, moved out of the quiet hours and never within the margin."""
    zone, quiet = practice.zone, practice.quiet_hours
    day_before = visit_starts_at.astimezone(zone).date() - timedelta(days=1)
    latest = visit_starts_at - MARGIN
    at = min(instant(day_before, practice.reminder_hour, zone), latest)
    if not quiet_at(at, quiet, zone):
        return at
    later = end_of_quiet(at, quiet, zone)
    return later if later <= latest else start_of_quiet(at, quiet, zone) - BEFORE_QUIET


def judge(visit: Visit, practice: Practice, patient: Patient, channel: Channel, now: datetime) -> Verdict:
    """What is to become of the reminder for the visit's present start; ``None`` for a visit that has begun."""
    if visit.status in CALLED_OFF:
        return Withhold(State.CANCELLED, Reason.VISIT_CANCELLED)
    if visit.status not in EXPECTED:
        return Withhold(State.CANCELLED, Reason.PATIENT_ARRIVED)
    if visit.starts_at <= now:
        return None
    if patient.erased:
        return Withhold(State.CANCELLED, Reason.PATIENT_ERASED)
    why_not = unreachable(practice, patient, channel)
    return Withhold(State.SKIPPED, why_not) if why_not else _timed(visit, practice, now)


def unreachable(practice: Practice, patient: Patient, channel: Channel) -> Reason | None:
    """Why this patient gets nothing by this channel; ``None`` if they may be written to."""
    if not practice.sends_by(channel):
        return Reason.CHANNEL_OFF
    if patient.address(channel) is None:
        return Reason.NO_PHONE if channel is Channel.SMS else Reason.NO_EMAIL
    return None if patient.consents_to(channel) else Reason.NO_CONSENT


def _timed(visit: Visit, practice: Practice, now: datetime) -> Verdict:
    at = proper_time(practice, visit.starts_at)
    if at > now:
        return Send(at, at_once=False)
    at = end_of_quiet(now, practice.quiet_hours, practice.zone)
    if visit.starts_at - at < MARGIN:
        return Withhold(State.SKIPPED, Reason.TOO_LATE)
    return Send(at, at_once=True)


def plan(  # noqa: PLR0913 - everything that decides is here
    visit: Visit,
    practice: Practice | None,
    patient: Patient | None,
    lines: Sequence[Reminder],
    *,
    now: datetime,
    new_id: Callable[[], UUID],
) -> list[Reminder]:
    """The ledger lines of this visit that are new or change, given those that there are.

    While the practice or the patient is not known yet, nothing new is planned; what was planned for a time that the
    visit no longer has is cancelled all the same.
    """
    changed = list(_lines_of_other_starts(visit, lines))
    for channel in Channel:
        line = next((one for one in lines if one.channel is channel and one.visit_starts_at == visit.starts_at), None)
        if practice is None or patient is None:
            continue
        verdict = judge(visit, practice, patient, channel, now)
        after = _new(visit, channel, verdict, new_id) if line is None else _revised(line, verdict, visit, now)
        if after is not None and after != line:
            changed.append(after)
    return changed


def _lines_of_other_starts(visit: Visit, lines: Sequence[Reminder]) -> Iterator[Reminder]:
    reason = Reason.VISIT_CANCELLED if visit.status in CALLED_OFF else Reason.VISIT_MOVED
    for line in lines:
        if line.visit_starts_at != visit.starts_at and line.state in OPEN:
            yield withheld(line, Withhold(State.CANCELLED, reason))


def _new(visit: Visit, channel: Channel, verdict: Verdict, new_id: Callable[[], UUID]) -> Reminder | None:
    if verdict is None or (isinstance(verdict, Withhold) and verdict.state is State.CANCELLED):
        return None
    at = verdict.at if isinstance(verdict, Send) else None
    return Reminder(
        id=new_id(),
        practice_id=visit.practice_id,
        channel=channel,
        visit_id=visit.id,
        patient_id=visit.patient_id,
        visit_starts_at=visit.starts_at.astimezone(UTC),
        state=State.PLANNED if at else State.SKIPPED,
        reason=verdict.reason if isinstance(verdict, Withhold) else None,
        send_at=at,
        due_at=at,
        trace_id=visit.trace_id,
    )


def _revised(line: Reminder, verdict: Verdict, visit: Visit, now: datetime) -> Reminder:
    if verdict is None or not (line.state in OPEN | WITHHELD or _open_question(line)):
        return line
    under_way = line.state in OPEN and line.send_at is not None and line.send_at <= now
    if isinstance(verdict, Withhold):
        if verdict.reason is Reason.TOO_LATE and under_way:
            return line  # its time came; whoever has it knows better whether it went out
        return withheld(line, verdict)
    if line.state in OPEN and (line.send_at == verdict.at or (verdict.at_once and under_way)):
        return line
    trace_id = line.trace_id if line.state in OPEN else visit.trace_id
    return replace(line, state=State.PLANNED, reason=None, send_at=verdict.at, due_at=verdict.at, trace_id=trace_id)


def _open_question(line: Reminder) -> bool:
    """It was withheld while nobody knew whether the patient has it: wanted again, the provider is asked by its key."""
    return line.state is State.FAILED and line.reason is Reason.OUTCOME_UNKNOWN and line.maybe_accepted


def withheld(line: AnyMessage, verdict: Withhold) -> AnyMessage:
    """The line after it was decided that it does not go out.

    What was planned until the practice switched its channel off is cancelled; what never was stays skipped. Where an
    attempt ended without an answer the patient may have it: then it is not for us to say that they do not.
    """
    if line.maybe_accepted:
        return failed(line, Reason.OUTCOME_UNKNOWN)
    called_off = verdict.reason is Reason.CHANNEL_OFF and line.state is not State.SKIPPED
    state = State.CANCELLED if called_off else verdict.state
    return replace(line, state=state, reason=verdict.reason, due_at=None)
