"""The audit trail: who changed what, and when. The application's role can add to it and read it, nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from contracts.changes import Change, Changes, FieldChange, ListChanges, Subject
from pydantic_core import to_jsonable_python
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from chassis.ids import new_id
from chassis.tables import changes

Field = tuple[str, Any, Any]
"""Its name, what it was, what it is. Patient data is never kept here: both are None then."""

_NOTE = insert(changes)


@dataclass(frozen=True)
class AuditTrail:
    """Notes what one request changes, within its transaction."""

    session: Session
    practice_id: UUID
    actor_id: UUID | None
    """The signed-in person; None for the system or a patient."""
    act: str
    """The RPC method's name."""
    now: datetime

    def note(self, subject: Subject, subject_id: UUID | None, fields: Iterable[Field] = ()) -> None:
        """Kept when (and only if) the session's transaction commits."""
        self.session.execute(_NOTE, self._row(subject, subject_id, fields))

    def note_each(self, subject: Subject, noted: Iterable[tuple[UUID, Iterable[Field]]]) -> None:
        """The same for many things of one kind at once."""
        if rows := [self._row(subject, subject_id, fields) for subject_id, fields in noted]:
            self.session.execute(_NOTE, rows)

    def _row(self, subject: Subject, subject_id: UUID | None, fields: Iterable[Field]) -> dict[str, Any]:
        return {
            "practice_id": self.practice_id,
            "id": new_id(),
            "at": self.now,
            "actor_id": self.actor_id,
            "act": self.act,
            "subject": subject,
            "subject_id": subject_id,
            "fields": [
                {"field": name, "before": to_jsonable_python(before), "after": to_jsonable_python(after)}
                for name, before, after in fields
            ],
        }


def differences(before: object, after: object, names: Iterable[str]) -> list[Field]:
    """The attributes among ``names`` that differ between two states of one thing."""
    pairs = ((name, getattr(before, name), getattr(after, name)) for name in names)
    return [(name, was, is_) for name, was, is_ in pairs if was != is_]


def page(session: Session, practice_id: UUID, request: ListChanges) -> Changes:
    """What ``list_changes`` answers: the newest first."""
    query = select(changes).where(changes.c.practice_id == practice_id)
    if request.subject is not None:
        query = query.where(changes.c.subject == request.subject)
    if request.subject_id is not None:
        query = query.where(changes.c.subject_id == request.subject_id)
    if request.before is not None:
        query = query.where(changes.c.id < request.before)
    rows = session.execute(query.order_by(changes.c.id.desc()).limit(request.limit))
    return Changes(
        items=[
            Change(
                id=row.id,
                at=row.at,
                actor_id=row.actor_id,
                act=row.act,
                subject=row.subject,
                subject_id=row.subject_id,
                fields=[FieldChange.model_validate(field) for field in row.fields],
            )
            for row in rows
        ]
    )
