"""Patients' replies in the ledger of all practices: all that is known of them is a phone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from chassis import outbox
from chassis.database import ALL_PRACTICES, Database
from chassis.inbox import first_time
from sqlalchemy import func, or_, select, text, update
from sqlalchemy.orm import Session

from notifications.adapters import provider_wire
from notifications.adapters.tables import messages
from notifications.application.ports import OpenReplies, Replies
from notifications.domain.reply import Answer, Asked, ReminderAnswered

CONSUMER = "replies"
REMINDER_SMS = "channel = 'sms' AND kind = 'reminder'"
"""Spelled as in the partial index."""
_ID = uuid5(NAMESPACE_URL, "urn:dentoro:sms-replies")


class PostgresReplies:
    """Over one open transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def newest_asked(self, phone: str, now: datetime) -> Asked | None:
        went = or_(messages.c.state.in_(("sent", "delivered")), messages.c.maybe_accepted)
        query = (
            select(messages)
            .where(
                text(REMINDER_SMS),
                messages.c.recipient == phone,
                messages.c.visit_starts_at > now,
                went,
            )
            .order_by(func.coalesce(messages.c.sent_at, messages.c.claimed_at).desc(), messages.c.id.desc())
            .limit(1)
            .with_for_update()
        )
        row = self._session.execute(query).mappings().first()
        if row is None:
            return None
        return Asked(
            message_id=row[messages.c.id],
            practice_id=row[messages.c.practice_id],
            visit_id=row[messages.c.visit_id],
            patient_id=row[messages.c.patient_id],
            visit_starts_at=row[messages.c.visit_starts_at],
            trace_id=row[messages.c.trace_id],
        )

    def first_time(self, provider_id: str) -> bool:
        return first_time(self._session, uuid5(_ID, provider_id), CONSUMER)

    def note(self, asked: Asked, answer: Answer, at: datetime) -> int | None:
        written = self._session.execute(
            update(messages)
            .where(
                messages.c.id == asked.message_id,
                messages.c.practice_id == asked.practice_id,
                or_(messages.c.answered_at.is_(None), messages.c.answered_at <= at),
            )
            .values(answer=answer.value, answered_at=at, answers=messages.c.answers + 1)
            .returning(messages.c.answers)
        )
        return written.scalar()

    def announce(self, answered: ReminderAnswered) -> None:
        outbox.append(self._session, provider_wire.reminder_answered_to(answered))


def open_replies(database: Database) -> OpenReplies:
    """Each call opens one transaction over all practices."""

    @contextmanager
    def one() -> Iterator[Replies]:
        with database.transaction(ALL_PRACTICES) as session:
            yield PostgresReplies(session)

    return one
