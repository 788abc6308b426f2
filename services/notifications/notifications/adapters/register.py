"""The ledger of one practice, read for the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from chassis.database import Database
from sqlalchemy import Select, select

from notifications.adapters.cards import card_of
from notifications.adapters.rows import Row, case_of, select_cases
from notifications.adapters.tables import messages
from notifications.application.ports import Entry, Wanted
from notifications.domain.reply import Answer


class PostgresRegister:
    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, practice_id: UUID, wanted: Wanted) -> Sequence[Entry]:
        with self._database.transaction(practice_id) as session:
            page = _narrowed(select(messages.c.id).where(messages.c.practice_id == practice_id), wanted)
            if wanted.patient_id is not None:
                page = page.where(messages.c.patient_id == card_of(session, practice_id, wanted.patient_id))
            # The page first, then what belongs to its lines: never joined for a whole ledger to show a hundred.
            ids = page.order_by(messages.c.id.desc()).limit(wanted.limit).scalar_subquery()
            query = _of_practice(practice_id).where(messages.c.id.in_(ids)).order_by(messages.c.id.desc())
            return [entry_of(row) for row in session.execute(query).mappings()]

    def get(self, practice_id: UUID, message_id: UUID) -> Entry | None:
        with self._database.transaction(practice_id) as session:
            query = _of_practice(practice_id).where(messages.c.id == message_id)
            row = session.execute(query).mappings().first()
            return None if row is None else entry_of(row)


def _narrowed(query: Select[Any], wanted: Wanted) -> Select[Any]:
    if wanted.visit_id is not None:
        query = query.where(messages.c.visit_id == wanted.visit_id)
    if wanted.states is not None:
        query = query.where(messages.c.state.in_([state.value for state in wanted.states]))
    if wanted.channel is not None:
        query = query.where(messages.c.channel == wanted.channel.value)
    if wanted.kind is not None:
        query = query.where(messages.c.kind == wanted.kind.value)
    if wanted.batch_id is not None:
        query = query.where(messages.c.batch_id == wanted.batch_id)
    if wanted.after is not None:
        query = query.where(messages.c.id < wanted.after)
    return query


def _of_practice(practice_id: UUID) -> Select[Any]:
    return select_cases().where(messages.c.practice_id == practice_id)


def entry_of(row: Row) -> Entry:
    answer = row[messages.c.answer]
    return Entry(
        case_of(row),
        row[messages.c.sent_at],
        row[messages.c.delivered_at],
        row[messages.c.parts],
        answer=None if answer is None else Answer(answer),
        answered_at=row[messages.c.answered_at],
    )
