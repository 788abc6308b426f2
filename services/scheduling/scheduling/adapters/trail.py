"""The audit trail of several things at once; of one, and in pages, the chassis reads it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from chassis.tables import changes
from contracts.changes import Change, FieldChange
from sqlalchemy import Uuid, any_, literal, select
from sqlalchemy.dialects.postgresql import ARRAY

from scheduling.adapters.desk import SqlDesk

_AT_MOST = 5000


def changes_of(desk: SqlDesk, subjects: Sequence[UUID]) -> list[Change]:
    """Who changed these patients, visits and wishes of who waits; newest first."""
    query = select(changes).where(
        changes.c.practice_id == desk.practice_id,
        changes.c.subject.in_(["patient", "visit", "waiting"]),
        changes.c.subject_id == any_(literal(list(subjects), ARRAY(Uuid))),
    )
    rows = desk.session.execute(query.order_by(changes.c.id.desc()).limit(_AT_MOST))
    return [_change(row) for row in rows]


def _change(row: Any) -> Change:
    return Change(
        id=row.id,
        at=row.at,
        actor_id=row.actor_id,
        act=row.act,
        subject=row.subject,
        subject_id=row.subject_id,
        fields=[FieldChange.model_validate(field) for field in row.fields],
    )
