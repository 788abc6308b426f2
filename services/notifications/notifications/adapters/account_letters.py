"""Letters about accounts in the database: handed in by the planner, taken up by a sender.

What they say is in one column, written once and emptied with the letter's last state: the database refuses the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.database import ALL_PRACTICES, Database
from chassis.inbox import first_time
from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from notifications.adapters.rows import Row, changing_values
from notifications.adapters.tables import DUE_SIGNAL, account_letters, practices
from notifications.application.ports import Desk, OpenDesk, OpenPost, Post
from notifications.domain.account_letter import AccountCase, AccountLetter, Contents, LetterKind
from notifications.domain.message import LIVE, Letter, Line, Reason, State

CONSUMER = "letters"
ZONE_OF_STRANGERS = "Europe/Warsaw"
"""Of practices that have not become known here yet."""


class PostgresPost:
    """Over one open transaction of one practice."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def first_time(self, event_id: UUID) -> bool:
        return first_time(self._session, event_id, CONSUMER)

    def keep(self, letter: AccountLetter, now: datetime) -> bool:
        values = {**_values(letter), "created_at": now, "changed_at": now}
        statement = insert(account_letters).values(values).on_conflict_do_nothing()
        kept = self._session.execute(statement.returning(account_letters.c.id)).first() is not None
        if kept and letter.state in LIVE:
            self._session.execute(text(f"NOTIFY {DUE_SIGNAL}"))
        return kept


class PostgresLetterDesk:
    """A desk over one open transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def case(self, message_id: UUID) -> AccountCase | None:
        query = (
            select(account_letters, practices.c.time_zone)
            .outerjoin(practices, practices.c.practice_id == account_letters.c.practice_id)
            .where(account_letters.c.id == message_id)
            .with_for_update(of=account_letters)
        )
        row = self._session.execute(query).mappings().first()
        if row is None:
            return None
        return AccountCase(letter_of(row), ZoneInfo(row[practices.c.time_zone] or ZONE_OF_STRANGERS))

    def put(
        self,
        line: Line,
        now: datetime,
        *,
        letter: Letter | None = None,  # noqa: ARG002 - it holds the link: not kept
        provider_id: str | None = None,  # noqa: ARG002 - SMTP gives none
    ) -> None:
        values = {**letter_changes(line), "changed_at": now}
        if line.state is State.SENT:
            values["sent_at"] = now
        self._session.execute(update(account_letters).where(account_letters.c.id == line.id).values(values))
        if line.state is State.PLANNED:
            self._session.execute(text(f"NOTIFY {DUE_SIGNAL}"))


def letter_changes(line: Line) -> dict[str, Any]:
    """The columns that change in a letter's life; with its last state it is emptied."""
    return changing_values(line) | ({} if line.state in LIVE else {"contents": None})


def letter_of(row: Row) -> AccountLetter:
    reason, contents = row[account_letters.c.reason], row[account_letters.c.contents]
    return AccountLetter(
        id=row[account_letters.c.id],
        practice_id=row[account_letters.c.practice_id],
        kind=LetterKind(row[account_letters.c.kind]),
        expires_at=row[account_letters.c.expires_at],
        contents=None if contents is None else _contents_of(contents),
        state=State(row[account_letters.c.state]),
        reason=None if reason is None else Reason(reason),
        send_at=row[account_letters.c.send_at],
        due_at=row[account_letters.c.due_at],
        trace_id=row[account_letters.c.trace_id],
        attempts=row[account_letters.c.attempts],
        maybe_accepted=row[account_letters.c.maybe_accepted],
        claimed_at=row[account_letters.c.claimed_at],
    )


def _contents_of(kept: dict[str, Any]) -> Contents:
    known = {one.name: kept[one.name] for one in fields(Contents) if one.name in kept}
    at = known.get("at")
    return Contents(**{**known, "at": None if at is None else datetime.fromisoformat(at)})


def _values(letter: AccountLetter) -> dict[str, Any]:
    contents = None
    if letter.contents is not None and letter.state in LIVE:
        at = letter.contents.at
        contents = {**asdict(letter.contents), "at": None if at is None else at.isoformat()}
    return {
        "id": letter.id,
        "practice_id": letter.practice_id,
        "kind": letter.kind.value,
        "expires_at": letter.expires_at,
        "contents": contents,
        **changing_values(letter),
    }


def open_post(database: Database) -> OpenPost:
    """Each call opens one transaction that sees one practice."""

    @contextmanager
    def of_practice(practice_id: UUID) -> Iterator[Post]:
        with database.transaction(practice_id) as session:
            yield PostgresPost(session)

    return of_practice


def open_letter_desk(database: Database) -> OpenDesk[AccountCase]:
    """Each call opens one transaction over all practices."""

    @contextmanager
    def one() -> Iterator[Desk[AccountCase]]:
        with database.transaction(ALL_PRACTICES) as session:
            yield PostgresLetterDesk(session)

    return one
