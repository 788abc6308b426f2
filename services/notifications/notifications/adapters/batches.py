"""Batches in the database: ten thousand lines written at once, and how far they have come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Integer, Uuid, bindparam, func, select, text
from sqlalchemy.orm import Session

from notifications.adapters.rows import line_values
from notifications.adapters.tables import message_batches, messages
from notifications.domain.batch import Batch, Progress
from notifications.domain.channel import Channel
from notifications.domain.message import State, Written

_ADD_LINES = text(
    """
    INSERT INTO messages (id, patient_id, parts, practice_id, channel, kind, batch_id, expires_at, state, send_at,
        due_at, trace_id, attempts, dispatches, maybe_accepted, created_at, changed_at)
    SELECT id, patient_id, parts, :practice_id, :channel, :kind, :batch_id, :expires_at, :state, :send_at,
        :due_at, :trace_id, :attempts, :dispatches, :maybe_accepted, :now, :now
    FROM unnest(:ids, :patient_ids, :all_parts) AS line (id, patient_id, parts)
    """
).bindparams(
    bindparam("ids", type_=ARRAY(Uuid)),
    bindparam("patient_ids", type_=ARRAY(Uuid)),
    bindparam("all_parts", type_=ARRAY(Integer)),
)


def add_lines(session: Session, lines: Sequence[tuple[Written, int | None]], now: datetime) -> None:
    """Lines that are alike but for their id, patient and parts, in one statement."""
    each = {
        "ids": [line.id for line, _ in lines],
        "patient_ids": [line.patient_id for line, _ in lines],
        "all_parts": [parts for _, parts in lines],
    }
    session.execute(_ADD_LINES, {**line_values(lines[0][0]), **each, "now": now})


def progress_of(session: Session, practice_id: UUID, batch_id: UUID) -> Progress | None:
    found = _with_counts(session, practice_id, [message_batches.c.id == batch_id], limit=1)
    return found[0] if found else None


def progresses(session: Session, practice_id: UUID, limit: int, after: UUID | None) -> Sequence[Progress]:
    where = [] if after is None else [message_batches.c.id < after]
    return _with_counts(session, practice_id, where, limit)


def _with_counts(session: Session, practice_id: UUID, where: Iterable[Any], limit: int) -> list[Progress]:
    wanted = select(message_batches).where(message_batches.c.practice_id == practice_id, *where)
    rows = session.execute(wanted.order_by(message_batches.c.id.desc()).limit(limit)).all()
    counted = session.execute(
        select(messages.c.batch_id, messages.c.state, func.count().label("count"))
        .where(messages.c.batch_id.in_([row.id for row in rows]), messages.c.practice_id == practice_id)
        .group_by(messages.c.batch_id, messages.c.state)
    )
    counts: defaultdict[UUID, dict[State, int]] = defaultdict(dict)
    for batch_id, state, count in counted:
        counts[batch_id][State(state)] = count
    return [Progress(_batch_of(row), counts[row.id]) for row in rows]


def _batch_of(row: Any) -> Batch:
    return Batch(
        id=row.id,
        practice_id=row.practice_id,
        channel=Channel(row.channel),
        subject=row.subject,
        text=row.text,
        written_at=row.written_at,
        actor_id=row.actor_id,
        recipients=row.recipients,
    )
