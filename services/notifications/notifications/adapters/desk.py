"""The senders' side of the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.database import ALL_PRACTICES, Database
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from notifications.adapters.rows import case_of, changing_values, select_cases
from notifications.adapters.tables import DUE_SIGNAL, messages
from notifications.application.ports import Desk, OpenDesk
from notifications.domain.case import Case
from notifications.domain.channel import Channel
from notifications.domain.message import Letter, Line, Message, State
from notifications.domain.sms_parts import count_parts


class PostgresDesk:
    """A desk over one open transaction; a sender learns a message's practice from its line."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._forgotten = False

    def case(self, message_id: UUID) -> Case | None:
        mine = messages.c.id == message_id
        # Two statements: who waited for the lock must see the practice as whoever had it left it, not as it was before.
        self._session.execute(select(messages.c.id).where(mine).with_for_update())
        row = self._session.execute(select_cases().where(mine)).mappings().first()
        if row is None:
            return None
        case = case_of(row)
        self._forgotten = case.patient.erased
        return case

    def put(self, line: Line, now: datetime, *, letter: Letter | None = None, provider_id: str | None = None) -> None:
        values: dict[str, Any] = {**changing_values(line), "changed_at": now}
        if letter is not None and isinstance(line, Message):
            values["parts"] = count_parts(letter.text).parts if line.channel is Channel.SMS else None
        if letter is not None and not self._forgotten:  # erased while the provider had it
            letter = letter.without_secret()
            values.update(recipient=letter.to, subject=letter.subject, text=letter.text)
        if provider_id is not None:
            values["provider_id"] = provider_id
        if line.state is State.SENT:
            values["sent_at"] = now
        self._session.execute(
            update(messages).where(messages.c.id == line.id, messages.c.practice_id == line.practice_id).values(values)
        )
        if line.state is State.PLANNED:
            self._session.execute(text(f"NOTIFY {DUE_SIGNAL}"))


def open_desk(database: Database) -> OpenDesk[Case]:
    """Each call opens one transaction over all practices."""

    @contextmanager
    def one() -> Iterator[Desk[Case]]:
        with database.transaction(ALL_PRACTICES) as session:
            yield PostgresDesk(session)

    return one
