"""Letters about accounts in the database: handed in by the planner, taken up by a sender."""

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
from sqlalchemy import select
from sqlalchemy.orm import Session

from notifications.adapters import secret_lines
from notifications.adapters.rows import Row
from notifications.adapters.tables import account_letters, practices
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
        return secret_lines.keep(self._session, account_letters, letter, _values(letter), now)


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
        secret_lines.put(self._session, account_letters, line, now)

    def finish(
        self,
        taken: Line,
        line: Line,
        now: datetime,
        *,
        provider_id: str | None = None,  # noqa: ARG002 - as above
    ) -> bool:
        return secret_lines.put(self._session, account_letters, line, now, taken)


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
        "kind": letter.kind.value,
        "expires_at": letter.expires_at,
        "contents": contents,
    }


def open_post(database: Database) -> OpenPost[AccountLetter]:
    """Each call opens one transaction that sees one practice."""

    @contextmanager
    def of_practice(practice_id: UUID) -> Iterator[Post[AccountLetter]]:
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
