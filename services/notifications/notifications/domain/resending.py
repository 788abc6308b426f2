"""Sending again what did not arrive, by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from notifications.domain.batch import OF_USE_FOR
from notifications.domain.case import Case, OfferCase, ReminderCase
from notifications.domain.message import Offered, Reason, Reminder, State, Written
from notifications.domain.planning import Send, judge, unreachable
from notifications.domain.refusals import MessageNotResendable
from notifications.domain.wall_clock import end_of_quiet

ADDRESS_IS_WRONG = frozenset({Reason.INVALID_PHONE, Reason.REJECTED_ADDRESS})
"""Sent to the same address it would fail again."""
FINAL = frozenset({Reason.PATIENT_ERASED, Reason.PATIENT_MERGED})


def can_resend(case: Case, now: datetime) -> bool:
    """Whether it did not arrive and could, sent again now.

    A reminder that was withheld comes back by itself when its reason is gone; one that failed can be sent again while
    the visit is ahead by the usual margin, and an offer while it lasts. What was written by hand waits for a hand in
    either case.
    """
    line = case.line
    if line.state is State.FAILED:
        if line.reason in ADDRESS_IS_WRONG and not _has_other_address(case):
            return False
    elif not isinstance(line, Written) or line.state not in {State.CANCELLED, State.SKIPPED} or line.reason in FINAL:
        return False
    if isinstance(case, ReminderCase):
        still = case.visit.starts_at == case.line.visit_starts_at
        return still and isinstance(judge(case.visit, case.practice, case.patient, line.channel, now), Send)
    if isinstance(case, OfferCase) and (case.offer.ended or _next_moment(case, now) > case.line.expires_at):
        return False
    return not case.patient.erased and unreachable(case.practice, case.patient, line.channel) is None


def resent(case: Case, now: datetime, *, key: UUID, trace_id: str) -> Reminder | Written | Offered:
    """The line planned for now, under a key that the provider has not seen. Raises MessageNotResendable."""
    if not can_resend(case, now):
        raise MessageNotResendable
    at = _next_moment(case, now)
    line = replace(
        case.line,
        state=State.PLANNED,
        reason=None,
        send_at=at,
        due_at=at,
        attempts=0,
        maybe_accepted=False,
        claimed_at=None,
        resent_as=key,
        trace_id=trace_id,
    )
    return replace(line, expires_at=now + OF_USE_FOR) if isinstance(line, Written) else line


def _next_moment(case: Case, now: datetime) -> datetime:
    return end_of_quiet(now, case.practice.quiet_hours, case.practice.zone)


def _has_other_address(case: Case) -> bool:
    return case.letter is not None and case.letter.to != case.patient.address(case.line.channel)
