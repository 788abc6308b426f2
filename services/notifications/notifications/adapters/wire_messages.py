"""Between the RPC methods' messages and the domain."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from contracts.base import Page as PageAsked
from contracts.notifications import rpc

from notifications.application.look_up import Page
from notifications.application.ports import Entry, Wanted
from notifications.application.write_messages import Checked
from notifications.domain.batch import Draft, Progress
from notifications.domain.case import ReminderCase
from notifications.domain.channel import Channel
from notifications.domain.message import OPEN, Kind, State, Written
from notifications.domain.punctuality import ChannelState
from notifications.domain.refusals import ValidationFailed
from notifications.domain.words import Problem

SAMPLES = 5


def wanted_from(request: rpc.ListMessages) -> Wanted:
    """Raises ValidationFailed."""
    states = None
    if request.state is not None:
        states = frozenset({State(request.state)} | ({State.SENDING} if request.state == "queued" else set()))
    return Wanted(
        visit_id=request.visit_id,
        patient_id=request.patient_id,
        states=states,
        channel=None if request.channel is None else Channel(request.channel),
        kind=None if request.kind is None else Kind(request.kind),
        batch_id=request.batch_id,
        limit=request.limit,
        after=after(request.cursor),
    )


def messages_to(page: Page) -> rpc.Messages:
    return rpc.Messages(
        items=[message_to(entry) for entry in page.entries],
        next_cursor=cursor(page.entries[-1].case.line.id) if page.more else None,
    )


def message_to(entry: Entry) -> rpc.Message:
    """The message with its times in the practice's zone."""
    case, line, letter = entry.case, entry.case.line, entry.case.letter
    zone = case.practice.zone
    open_to = case.patient.address(line.channel) if line.state in OPEN | {State.SKIPPED} else None
    return rpc.Message(
        id=line.id,
        channel=line.channel.value,
        visit_id=case.line.visit_id if isinstance(case, ReminderCase) else None,
        patient_id=line.patient_id,
        to=letter.to if letter else open_to,
        subject=letter.subject if letter else None,
        text=letter.text if letter else None,
        state="queued" if line.state is State.SENDING else line.state.value,
        reason=None if line.reason is None else line.reason.value,
        send_at=_local(line.send_at, zone),
        sent_at=_local(entry.sent_at, zone),
        delivered_at=_local(entry.delivered_at, zone),
        kind=line.kind.value,
        batch_id=line.batch_id if isinstance(line, Written) else None,
        parts=entry.parts if line.channel is Channel.SMS else None,
        visit_starts_at=_local(case.line.visit_starts_at, zone) if isinstance(case, ReminderCase) else None,
        patient_name=case.patient.name or None,
        can_resend=entry.can_resend,
        answer=None if entry.answer is None else entry.answer.value,
        answered_at=_local(entry.answered_at, zone),
    )


def draft_from(request: rpc.WriteMessages) -> Draft:
    """An SMS has no subject; an empty one is none."""
    channel = Channel(request.channel)
    subject = (request.subject or "").strip() or None
    text = request.text.replace("\r\n", "\n").strip()
    return Draft(channel, request.patient_ids, text, None if channel is Channel.SMS else subject)


def written_to(checked: Checked, *, was_written: bool) -> rpc.Written:
    reach, zone = checked.reach, checked.practice.zone
    return rpc.Written(
        batch_id=checked.batch_id if was_written else None,
        recipients=len(reach.recipients),
        parts=reach.parts,
        left=[rpc.Left(reason=reason.value, count=count) for reason, count in sorted(reach.left.items())],
        samples=[
            rpc.Sample(
                patient_id=one.patient.id,
                patient_name=one.patient.name,
                to=one.letter.to,
                subject=one.letter.subject,
                text=one.letter.text,
                parts=one.parts,
            )
            for one in reach.recipients[:SAMPLES]
        ],
        send_at=_local(checked.send_at, zone) if reach.recipients else None,
    )


def batch_to(progress: Progress, zone: ZoneInfo) -> rpc.Batch:
    batch, counts = progress.batch, progress.counts
    return rpc.Batch(
        id=batch.id,
        channel=batch.channel.value,
        subject=batch.subject,
        text=batch.text,
        written_at=batch.written_at.astimezone(zone),
        actor_id=batch.actor_id,
        recipients=batch.recipients,
        planned=counts.get(State.PLANNED, 0),
        queued=counts.get(State.QUEUED, 0) + counts.get(State.SENDING, 0),
        sent=counts.get(State.SENT, 0),
        delivered=counts.get(State.DELIVERED, 0),
        failed=counts.get(State.FAILED, 0),
        cancelled=counts.get(State.CANCELLED, 0),
        skipped=counts.get(State.SKIPPED, 0),
    )


def batches_to(found: Sequence[Progress], asked: PageAsked, zone: ZoneInfo) -> rpc.Batches:
    """``found`` may hold one more than was asked for: then there is a next page."""
    shown = found[: asked.limit]
    return rpc.Batches(
        items=[batch_to(each, zone) for each in shown],
        next_cursor=cursor(shown[-1].batch.id) if len(found) > asked.limit else None,
    )


def sending_state_to(states: Sequence[ChannelState], now: datetime, zone: ZoneInfo) -> rpc.SendingState:
    """With its times in the practice's zone."""
    return rpc.SendingState(
        checked_at=now.astimezone(zone),
        late=sum(state.waiting.count for state in states),
        channels=[
            rpc.ChannelState(
                channel=state.channel.value,
                on=state.on,
                late=state.waiting.count,
                oldest_due=_local(state.waiting.oldest, zone),
                why=None if state.why is None else state.why.value,
                since=_local(state.since, zone),
            )
            for state in states
        ],
    )


def cursor(last: UUID) -> str:
    return base64.urlsafe_b64encode(last.bytes).decode().rstrip("=")


def after(text: str | None) -> UUID | None:
    """Raises ValidationFailed for a cursor that is none of ours."""
    if text is None:
        return None
    try:
        return UUID(bytes=base64.urlsafe_b64decode(text + "=="))
    except (ValueError, binascii.Error):
        raise ValidationFailed([Problem("cursor", "invalid")]) from None


def _local(at: datetime | None, zone: ZoneInfo) -> datetime | None:
    return None if at is None else at.astimezone(zone)
