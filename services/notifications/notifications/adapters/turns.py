"""Which due lines go next when more are due than may go: practices take turns, whatever each of them has due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from math import ceil
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from notifications.adapters.tables import LIVE

FIRST = UUID(int=0)

_MORE_THAN = text(
    f"SELECT count(*) FROM (SELECT 1 FROM messages WHERE {LIVE}"  # noqa: S608 - a constant
    " AND channel = :channel AND kind = :kind AND due_at <= :now LIMIT :enough) AS due"
)

# From one practice to the next by the index: as many steps as there are practices with live lines, however many lines.
_NEXT = f"""
    SELECT practice_id, due_at FROM messages
    WHERE {LIVE} AND channel = :channel AND kind = :kind AND practice_id > {{after}}
    ORDER BY practice_id, due_at LIMIT 1
"""  # noqa: S608
_WITH_DUE = text(
    f"""
    WITH RECURSIVE walk AS (
        ({_NEXT.format(after=":after")})
        UNION ALL
        SELECT step.* FROM walk CROSS JOIN LATERAL ({_NEXT.format(after="walk.practice_id")}) AS step
    )
    SELECT practice_id FROM walk WHERE due_at <= :now LIMIT :at_most
    """  # noqa: S608
)

_OLDEST_OF_EACH = text(
    f"""
    SELECT line.id FROM unnest(CAST(:practices AS uuid[])) WITH ORDINALITY AS practice (id, turn)
    CROSS JOIN LATERAL (
        SELECT id, due_at FROM messages
        WHERE {LIVE} AND channel = :channel AND kind = :kind AND practice_id = practice.id AND due_at <= :now
        ORDER BY due_at LIMIT :each FOR UPDATE SKIP LOCKED
    ) AS line
    LIMIT :at_most
    """  # noqa: S608
)


class Turns:
    """Of one channel and kind. Remembers whose turn it was last; each dispatcher for itself."""

    def __init__(self, channel: str, kind: str) -> None:
        self._of_lane = {"channel": channel, "kind": kind}
        self._last = FIRST

    def needed(self, session: Session, now: datetime, limit: int) -> bool:
        """Whether more than ``limit`` lines are due."""
        enough = limit + 1
        return bool(session.execute(_MORE_THAN, {**self._of_lane, "now": now, "enough": enough}).scalar() == enough)

    def take(self, session: Session, now: datetime, limit: int) -> Sequence[UUID]:
        """Ids of up to ``limit`` due lines, locked."""
        practices = self._next_practices(session, now, limit)
        if not practices:
            return []
        self._last = practices[-1]
        given = {"practices": practices, "now": now, "each": ceil(limit / len(practices)), "at_most": limit}
        return session.execute(_OLDEST_OF_EACH, {**self._of_lane, **given}).scalars().all()

    def _next_practices(self, session: Session, now: datetime, limit: int) -> list[UUID]:
        """Up to ``limit`` that have something due: those after the last one, then from the beginning."""
        behind = self._walk(session, now, self._last, limit)
        if len(behind) == limit or self._last == FIRST:
            return behind
        before = self._walk(session, now, FIRST, limit - len(behind))
        return behind + [practice for practice in before if practice <= self._last]

    def _walk(self, session: Session, now: datetime, after: UUID, at_most: int) -> list[UUID]:
        given = {"after": after, "now": now, "at_most": at_most}
        return list(session.execute(_WITH_DUE, {**self._of_lane, **given}).scalars())
