"""The senders' side of the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from chassis.database import ALL_PRACTICES, Database
from sqlalchemy import CursorResult, bindparam, select, text
from sqlalchemy.orm import Session

from notifications.adapters.rewriting import rewritten
from notifications.adapters.rows import case_of, changing_values, select_cases
from notifications.adapters.tables import DUE_SIGNAL, messages
from notifications.application.ports import Desk, OpenDesk
from notifications.domain.case import Case
from notifications.domain.channel import Channel
from notifications.domain.message import Letter, Line, Message, State
from notifications.domain.sms_parts import count_parts

_MINE = messages.c.id == bindparam("message_id")
_CASE = select_cases().where(_MINE)
_CASE_IF_FREE = _CASE.with_for_update(of=messages, skip_locked=True)
_LOCK = select(messages.c.id).where(_MINE).with_for_update()
_WAKE = text(f"NOTIFY {DUE_SIGNAL}")


class PostgresDesk:
    """A desk over one open transaction; a sender learns a message's practice from its line."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._forgotten = False

    def case(self, message_id: UUID) -> Case | None:
        given = {"message_id": message_id}
        row = self._session.execute(_CASE_IF_FREE, given).mappings().first()
        if row is None:
            # Somebody has it. Two statements: who waited for the lock must see the practice as whoever had it left it,
            # not as it was before.
            self._session.execute(_LOCK, given)
            row = self._session.execute(_CASE, given).mappings().first()
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
        self._write(line, values)

    def finish(self, taken: Line, line: Line, now: datetime, *, provider_id: str | None = None) -> bool:
        values: dict[str, Any] = {**changing_values(line), "changed_at": now}
        if provider_id is not None:
            values["provider_id"] = provider_id
        if line.state is State.SENT:
            values["sent_at"] = now
        return self._write(line, values, taken)

    def _write(self, line: Line, values: dict[str, Any], taken: Line | None = None) -> bool:
        statement, given = rewritten(messages, line, values, taken)
        done = cast("CursorResult[Any]", self._session.execute(statement, given)).rowcount == 1
        if done and line.state is State.PLANNED:
            self._session.execute(_WAKE)
        return done


def open_desk(database: Database) -> OpenDesk[Case]:
    """Each call opens one transaction over all practices."""

    @contextmanager
    def one() -> Iterator[Desk[Case]]:
        with database.transaction(ALL_PRACTICES) as session:
            yield PostgresDesk(session)

    return one
