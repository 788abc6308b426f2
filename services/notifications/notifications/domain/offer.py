"""Freed times offered to patients who wait for one: what is known of an offer, and how its patient is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from notifications.domain.channel import Channel
from notifications.domain.message import OPEN, WITHHELD, Offered, Reason, State
from notifications.domain.patient import Patient
from notifications.domain.planning import Withhold, unreachable, withheld
from notifications.domain.practice import Practice
from notifications.domain.wall_clock import end_of_quiet

REFUSED = frozenset({Reason.INVALID_PHONE, Reason.REJECTED_ADDRESS, Reason.REJECTED_BY_PROVIDER})
"""The provider did not take it and never will: the patient has heard nothing by this channel."""


@dataclass(frozen=True)
class Offer:
    """A copy of what scheduling announced; all times are aware UTC."""

    id: UUID
    practice_id: UUID
    patient_id: UUID
    starts_at: datetime
    service_name: str | None
    expires_at: datetime
    trace_id: str
    ended: bool = False
    """Taken, refused, run out or withdrawn: for good, whatever is heard of it later."""


def plan_offer(  # noqa: PLR0913 - everything that decides is here
    offer: Offer,
    practice: Practice | None,
    patient: Patient | None,
    lines: Sequence[Offered],
    *,
    now: datetime,
    new_id: Callable[[], UUID],
) -> list[Offered]:
    """The ledger lines of this offer that are new or change, given those that there are.

    The patient is told once, at once: by SMS where they can be reached so, else by e-mail; also where the provider
    refused the SMS. A channel that has been chosen stays while it can be used. Who can be reached by neither has one
    line that says why. While the practice or the patient is not known yet, nothing is planned.
    """
    if offer.ended:
        return called_off_of(lines)
    if practice is None or patient is None or offer.expires_at <= now:
        return []
    if patient.erased:
        return called_off_of(lines, Reason.PATIENT_ERASED)
    changed, still_open = [], False
    for line in lines:
        if line.state is State.FAILED and line.reason in REFUSED:
            continue
        if line.state not in OPEN | WITHHELD:
            return []  # it went out, or somebody finds out just now whether it does
        why_not = unreachable(practice, patient, line.channel)
        if line.state in OPEN and why_not is not None:
            changed.append(withheld(line, Withhold(State.SKIPPED, why_not)))
        still_open = still_open or (line.state in OPEN and why_not is None)
    if not still_open:
        changed += _told(offer, practice, patient, lines, now=now, new_id=new_id)
    return changed


def _told(  # noqa: PLR0913 - as above
    offer: Offer,
    practice: Practice,
    patient: Patient,
    lines: Sequence[Offered],
    *,
    now: datetime,
    new_id: Callable[[], UUID],
) -> Iterator[Offered]:
    """By the first channel that can be used; where there is none, the reason, unless it is written down already."""
    refused = {line.channel for line in lines if line.state is State.FAILED}
    ways = (each for each in Channel if each not in refused and unreachable(practice, patient, each) is None)
    channel = next(ways, None)
    if channel is None and lines:
        return
    at = end_of_quiet(now, practice.quiet_hours, practice.zone)
    why_not = Reason.TOO_LATE if at > offer.expires_at else None
    if channel is None:
        channel = next((each for each in Channel if practice.sends_by(each)), Channel.SMS)
        why_not = unreachable(practice, patient, channel)
    before = next((line for line in lines if line.channel is channel), None)
    line = before or Offered(
        id=new_id(),
        practice_id=offer.practice_id,
        channel=channel,
        patient_id=offer.patient_id,
        state=State.SKIPPED,
        reason=None,
        send_at=None,
        due_at=None,
        trace_id=offer.trace_id,
        offer_id=offer.id,
        expires_at=offer.expires_at,
    )
    if why_not is None:
        yield replace(line, state=State.PLANNED, reason=None, send_at=at, due_at=at)
    elif before is None or before.reason is not why_not:
        yield replace(line, state=State.SKIPPED, reason=why_not, due_at=None)


def called_off_of(lines: Sequence[Offered], reason: Reason = Reason.OFFER_ENDED) -> list[Offered]:
    """Those that are not out, as they are once they are not wanted any more."""
    return [withheld(line, Withhold(State.CANCELLED, reason)) for line in lines if line.state in OPEN]
