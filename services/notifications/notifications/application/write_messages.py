"""Write to one patient or thousands: look first, then send."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from notifications.application.front_desk import FrontDesk, Texts
from notifications.domain.batch import OF_USE_FOR, Batch, Draft, LeftOut, Progress, Reach, Recipient, reachable
from notifications.domain.case import WrittenCase
from notifications.domain.channel import Channel
from notifications.domain.message import Kind, Letter, State, Written
from notifications.domain.practice import Practice
from notifications.domain.refusals import ChannelOff, NoRecipients, NotFound, ValidationFailed
from notifications.domain.sms_parts import count_parts
from notifications.domain.wall_clock import end_of_quiet
from notifications.domain.words import Words


@dataclass(frozen=True)
class Checked:
    """Who gets what, and when the first goes out."""

    batch_id: UUID
    practice: Practice
    reach: Reach
    send_at: datetime


def check_messages(desk: FrontDesk, texts: Texts, draft: Draft) -> Checked:
    """What would come of it now; nothing is kept.

    Raises ValidationFailed, ChannelOff, PracticeNotReady, or NotFound where there is none of the patients; where
    some are missing they are counted.
    """
    problems = texts.problems(Kind.WRITTEN, draft.channel, draft.subject, draft.text)
    if problems:
        raise ValidationFailed(problems)
    practice = desk.practice()
    if not practice.sends_by(draft.channel):
        raise ChannelOff(draft.channel)
    batch_id, send_at = desk.new_id(), end_of_quiet(desk.now, practice.quiet_hours, practice.zone)
    return Checked(batch_id, practice, _reach(desk, texts, draft, practice, batch_id, send_at), send_at)


def write_messages(desk: FrontDesk, texts: Texts, draft: Draft) -> Checked:
    """Plan one message for each patient who can get it.

    Raises what ``check_messages`` raises, and NoRecipients.
    """
    desk.hold_practice()
    checked = check_messages(desk, texts, draft)
    recipients = checked.reach.recipients
    if not recipients:
        raise NoRecipients
    batch = Batch(
        id=checked.batch_id,
        practice_id=desk.practice_id,
        channel=draft.channel,
        subject=draft.subject,
        text=draft.text,
        written_at=desk.now,
        actor_id=desk.actor_id,
        recipients=len(recipients),
    )
    desk.add_batch(batch, [(one.line, one.parts) for one in recipients])
    told = [("channel", None, draft.channel.value), ("recipients", None, len(recipients))]
    desk.changes.note("batch", batch.id, told)
    return checked


def stop_batch(desk: FrontDesk, batch_id: UUID) -> Progress:
    """Cancel what has not gone out. Raises NotFound."""
    desk.batch(batch_id)
    desk.stop_batch(batch_id)
    desk.changes.note("batch", batch_id, [])
    return desk.batch(batch_id)


def _reach(  # noqa: PLR0913, PLR0917 - what a message is made of
    desk: FrontDesk, texts: Texts, draft: Draft, practice: Practice, batch_id: UUID, send_at: datetime
) -> Reach:
    cards = desk.patients(draft.patient_ids)
    if not cards:
        raise NotFound("patient")
    settings = desk.settings()
    words = Words(settings.language, settings.without_polish_letters, draft.subject, draft.text)
    left: Counter[LeftOut] = Counter()
    heard: dict[tuple[str, str | None, str], Recipient] = {}
    for patient in reachable(draft, practice, cards, left):
        line = Written(
            id=desk.new_id(),
            practice_id=desk.practice_id,
            channel=draft.channel,
            patient_id=patient.id,
            state=State.PLANNED,
            reason=None,
            send_at=send_at,
            due_at=send_at,
            trace_id=desk.trace_id,
            batch_id=batch_id,
            expires_at=desk.now + OF_USE_FOR,
        )
        said, to = texts.said(WrittenCase(line, practice, patient, words), send_at), patient.address(draft.channel)
        assert to is not None, "a patient who can be reached has an address"
        if (to.casefold(), said.subject, said.text) in heard:
            left[LeftOut.SAME_MESSAGE] += 1
            continue
        parts = count_parts(said.text).parts if draft.channel is Channel.SMS else None
        letter = Letter(to=to, subject=said.subject, text=said.text)
        heard[to.casefold(), said.subject, said.text] = Recipient(line, patient, letter, parts)
    return Reach([*heard.values()], left)
