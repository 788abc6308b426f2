"""Providers' reports in the ledger of all practices: a provider knows of no practice."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from chassis.database import ALL_PRACTICES, Database
from sqlalchemy import ARRAY, Text, Uuid, cast, func, or_, select, update
from sqlalchemy.orm import Session

from notifications.adapters.rows import changing_values, line_of
from notifications.adapters.tables import messages
from notifications.application.ports import Handed, OpenReceipts, Receipts
from notifications.domain.message import State


class PostgresReceipts:
    """Over one open transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def handed(self, keys: Collection[UUID], provider_ids: Collection[str]) -> Sequence[Handed]:
        wanted = cast(list(keys), ARRAY(Uuid))
        theirs = cast(list(provider_ids), ARRAY(Text))
        query = (
            select(messages)
            .where(
                or_(
                    messages.c.id == func.any(wanted),
                    messages.c.resent_as == func.any(wanted),
                    messages.c.provider_id == func.any(theirs),
                )
            )
            .order_by(messages.c.id)
            .with_for_update()
        )
        return [Handed(line_of(row), row[messages.c.provider_id]) for row in self._session.execute(query).mappings()]

    def put(self, handed: Handed, at: datetime, now: datetime) -> bool:
        line = handed.line
        # Of a line whose sender has not written it down, the report says that it went out, and by when at the latest.
        sent_at = func.coalesce(messages.c.sent_at, at)
        values = {
            **changing_values(line),
            "provider_id": handed.provider_id,
            "sent_at": sent_at,
            "changed_at": now,
            "delivered_at": at if line.state is State.DELIVERED else None,
        }
        mine = (messages.c.id == line.id) & (messages.c.practice_id == line.practice_id)
        self._session.execute(update(messages).where(mine).values(values))
        return True


def open_receipts(database: Database) -> OpenReceipts:
    """Each call opens one transaction over all practices."""

    @contextmanager
    def one() -> Iterator[Receipts]:
        with database.transaction(ALL_PRACTICES) as session:
            yield PostgresReceipts(session)

    return one
