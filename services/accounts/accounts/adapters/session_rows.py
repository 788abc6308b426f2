"""Sessions, in PostgreSQL. See ``accounts.application.sign_in_ports``."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, or_, select, update

from accounts.adapters.rows import Rows
from accounts.adapters.tables import challenges, people, sessions
from accounts.domain.person import Limits, Origin, Session


class SessionRows(Rows):
    def add_session(self, session: Session) -> None:
        self._added(
            sessions,
            id=session.id,
            practice_id=session.practice_id,
            person_id=session.person_id,
            token_hash=session.token_hash,
            expires_at=session.expires_at,
            last_used_at=session.last_used_at,
            opened_at=session.opened_at,
            address=session.origin.address,
            agent=session.origin.agent,
        )
        self._seen(session.person_id, session.last_used_at)

    def session_by_token(self, token_hash: bytes) -> Session | None:
        row = self._one(select(sessions).where(sessions.c.token_hash == token_hash))
        return None if row is None else _session(row)

    def sessions_of(self, person_id: UUID) -> list[Session]:
        latest_first = (sessions.c.last_used_at.desc(), sessions.c.id.desc())
        rows = self._transaction.execute(
            select(sessions).where(sessions.c.person_id == person_id).order_by(*latest_first)
        )
        return [_session(row) for row in rows]

    def use_session(self, session_id: UUID, now: datetime) -> None:
        self._transaction.execute(update(sessions).where(sessions.c.id == session_id).values(last_used_at=now))
        self._seen(select(sessions.c.person_id).where(sessions.c.id == session_id).scalar_subquery(), now)

    def close_session(self, token_hash: bytes) -> None:
        self._transaction.execute(delete(sessions).where(sessions.c.token_hash == token_hash))

    def end_session(self, person_id: UUID, session_id: UUID) -> bool:
        return self._hit(delete(sessions).where(sessions.c.person_id == person_id, sessions.c.id == session_id))

    def end_sessions(self, person_id: UUID, *, but: UUID | None = None) -> None:
        ended = delete(sessions).where(sessions.c.person_id == person_id)
        self._transaction.execute(ended if but is None else ended.where(sessions.c.id != but))
        self._transaction.execute(delete(challenges).where(challenges.c.person_id == person_id))

    def forget_ended_sessions(self, person_id: UUID, now: datetime, limits: Limits) -> None:
        ended = or_(sessions.c.expires_at <= now, sessions.c.last_used_at <= now - limits.idle)
        self._transaction.execute(delete(sessions).where(sessions.c.person_id == person_id, ended))

    def _seen(self, person_id: Any, now: datetime) -> None:
        # Passed over while somebody else works on the person: waiting here could be waiting in a circle.
        person = select(people.c.id).where(people.c.id == person_id).with_for_update(skip_locked=True, key_share=True)
        self._transaction.execute(update(people).where(people.c.id.in_(person)).values(last_seen_at=now))


def _session(row: Row[Any]) -> Session:
    return Session(
        id=row.id,
        practice_id=row.practice_id,
        person_id=row.person_id,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        token_hash=row.token_hash,
        opened_at=row.opened_at,
        origin=Origin(row.address, row.agent),
    )
