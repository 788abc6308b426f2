"""What is counted against guessing, in PostgreSQL. See ``accounts.application.sign_in_ports``."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from accounts.adapters.rows import Rows
from accounts.adapters.tables import challenges, links, sessions, tries
from accounts.domain.throttle import Tries

_SWEPT_AT_ONCE = 20
_ENDS: tuple[tuple[Any, Any, Any], ...] = (
    (tries, tries.c.key, tries.c.until),
    (sessions, sessions.c.id, sessions.c.expires_at),
    (links, links.c.token_hash, links.c.expires_at),
    (challenges, challenges.c.token_hash, challenges.c.expires_at),
)


class TryRows(Rows):
    def count_try(self, key: bytes, within: timedelta, now: datetime) -> Tries:
        is_over = tries.c.until <= now
        counted, until = self._transaction.execute(
            insert(tries)
            .values(key=key, count=1, until=now + within)
            .on_conflict_do_update(
                index_elements=["key"],
                set_={
                    "count": case((is_over, 1), else_=tries.c.count + 1),
                    "until": case((is_over, now + within), else_=tries.c.until),
                },
            )
            .returning(tries.c.count, tries.c.until)
        ).one()
        return Tries(counted, until)

    def forget_tries(self, key: bytes) -> None:
        self._transaction.execute(delete(tries).where(tries.c.key == key))

    def give_back_try(self, key: bytes) -> None:
        self._transaction.execute(
            update(tries).where(tries.c.key == key, tries.c.count > 0).values(count=tries.c.count - 1)
        )

    def sweep(self, now: datetime) -> None:
        for table, key, ends in _ENDS:
            # What somebody works on is passed over: sweeping waits for nobody.
            ended = select(key).where(ends <= now).limit(_SWEPT_AT_ONCE).with_for_update(skip_locked=True)
            self._transaction.execute(delete(table).where(key.in_(ended)))
