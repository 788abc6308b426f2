"""Between the wire and the domain, for what providers tell."""

from __future__ import annotations

from uuid import UUID

from contracts.base import Envelope, wrap
from contracts.notifications.events import ReminderAnsweredV1
from contracts.notifications.rpc import DeliveryReport, DeliveryReports, SmsReply, SmsReplyTaken

from notifications.application.take_reply import Reply
from notifications.application.take_reports import Told
from notifications.domain.reply import Answer, ReminderAnswered
from notifications.domain.reports import Report


def told_from(request: DeliveryReports) -> list[Told]:
    """Reports whose key is none of ours are still found by the provider's id, if they have one."""
    return [Told(_key(one), one.provider_id, Report(one.outcome), one.at) for one in request.items]


def _key(report: DeliveryReport) -> UUID | None:
    """``idx`` is the bare key; a Message-ID has it before the ``@``."""
    try:
        return UUID((report.key or "").strip("<> ").partition("@")[0])
    except ValueError:
        return None


def reply_from(request: SmsReply) -> Reply:
    """SMSAPI writes numbers without the plus."""
    return Reply(request.provider_id, "+" + request.sender.strip().lstrip("+"), request.text, request.at)


def taken_to(answer: Answer | None) -> SmsReplyTaken:
    return SmsReplyTaken(answer=None if answer is None else answer.value)


def reminder_answered_to(answered: ReminderAnswered) -> Envelope[ReminderAnsweredV1]:
    asked = answered.asked
    data = ReminderAnsweredV1(
        message_id=asked.message_id,
        visit_id=asked.visit_id,
        patient_id=asked.patient_id,
        visit_starts_at=asked.visit_starts_at,
        answer=answered.answer.value,
    )
    return wrap(
        data,
        id=answered.id,
        occurred_at=answered.at,
        practice_id=asked.practice_id,
        version=answered.number,
        trace_id=asked.trace_id,
    )
