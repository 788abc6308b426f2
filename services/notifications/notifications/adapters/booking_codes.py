"""Codes of online booking in the database: handed in by the planner, taken up by a sender."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.database import ALL_PRACTICES, Database
from chassis.inbox import first_time
from sqlalchemy import select
from sqlalchemy.orm import Session

from notifications.adapters import secret_lines
from notifications.adapters.rows import Row, practice_of
from notifications.adapters.tables import booking_codes, message_settings, practices
from notifications.application.ports import Desk, OpenDesk, OpenPost, Post
from notifications.domain.booking_code import BookingCode, CodeCase, CodeContents
from notifications.domain.channel import Channel
from notifications.domain.message import LIVE, Letter, Line, Reason, State
from notifications.domain.words import Language

CONSUMER = "booking_codes"


class PostgresCodePost:
    """Over one open transaction of one practice."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def first_time(self, event_id: UUID) -> bool:
        return first_time(self._session, event_id, CONSUMER)

    def keep(self, line: BookingCode, now: datetime) -> bool:
        return secret_lines.keep(self._session, booking_codes, line, _values(line), now)


class PostgresCodeDesk:
    """A desk over one open transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def case(self, message_id: UUID) -> CodeCase | None:
        query = (
            select(booking_codes, practices, message_settings)
            .outerjoin(practices, practices.c.practice_id == booking_codes.c.practice_id)
            .outerjoin(message_settings, message_settings.c.practice_id == booking_codes.c.practice_id)
            .where(booking_codes.c.id == message_id)
            .with_for_update(of=booking_codes)
        )
        row = self._session.execute(query).mappings().first()
        if row is None:
            return None
        practice = None if row[practices.c.practice_id] is None else practice_of(row)
        plain = row[message_settings.c.without_polish_letters]
        return CodeCase(code_of(row), practice, without_polish_letters=True if plain is None else plain)

    def put(
        self,
        line: Line,
        now: datetime,
        *,
        letter: Letter | None = None,  # noqa: ARG002 - it holds the code: not kept
        provider_id: str | None = None,  # noqa: ARG002 - nobody asks for it
    ) -> None:
        secret_lines.put(self._session, booking_codes, line, now)

    def finish(
        self,
        taken: Line,
        line: Line,
        now: datetime,
        *,
        provider_id: str | None = None,  # noqa: ARG002 - as above
    ) -> bool:
        return secret_lines.put(self._session, booking_codes, line, now, taken)


def code_of(row: Row) -> BookingCode:
    reason, contents = row[booking_codes.c.reason], row[booking_codes.c.contents]
    return BookingCode(
        id=row[booking_codes.c.id],
        practice_id=row[booking_codes.c.practice_id],
        channel=Channel(row[booking_codes.c.channel]),
        expires_at=row[booking_codes.c.expires_at],
        contents=None if contents is None else _contents_of(contents),
        state=State(row[booking_codes.c.state]),
        reason=None if reason is None else Reason(reason),
        send_at=row[booking_codes.c.send_at],
        due_at=row[booking_codes.c.due_at],
        trace_id=row[booking_codes.c.trace_id],
        attempts=row[booking_codes.c.attempts],
        maybe_accepted=row[booking_codes.c.maybe_accepted],
        claimed_at=row[booking_codes.c.claimed_at],
    )


def _contents_of(kept: dict[str, Any]) -> CodeContents:
    return CodeContents(to=kept["to"], code=kept["code"], language=Language(kept["language"]))


def _values(line: BookingCode) -> dict[str, Any]:
    contents = None
    if line.contents is not None and line.state in LIVE:
        said = line.contents
        contents = {"to": said.to, "code": said.code, "language": said.language.value}
    return {"channel": line.channel.value, "expires_at": line.expires_at, "contents": contents}


def open_code_post(database: Database) -> OpenPost[BookingCode]:
    """Each call opens one transaction that sees one practice."""

    @contextmanager
    def of_practice(practice_id: UUID) -> Iterator[Post[BookingCode]]:
        with database.transaction(practice_id) as session:
            yield PostgresCodePost(session)

    return of_practice


def open_code_desk(database: Database) -> OpenDesk[CodeCase]:
    """Each call opens one transaction over all practices."""

    @contextmanager
    def one() -> Iterator[Desk[CodeCase]]:
        with database.transaction(ALL_PRACTICES) as session:
            yield PostgresCodeDesk(session)

    return one
