from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from scheduling.adapters.tables import tries as kept
from scheduling.domain.throttle import Limit

_SWEPT_AT_ONCE = 20
_COUNT = text("""
INSERT INTO tries AS known (key, times, until)
VALUES (:key, ARRAY[CAST(:now AS timestamptz)], CAST(:now AS timestamptz) + CAST(:within AS interval))
ON CONFLICT (key) DO UPDATE SET until = excluded.until, times = excluded.times || ARRAY(
    SELECT each FROM unnest(known.times) AS each WHERE each > CAST(:now AS timestamptz) - CAST(:within AS interval)
)
RETURNING times
""")


class SqlTries:
    """All processes count together, over all practices; a transaction that is given up has counted nothing."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def count(self, tries: Mapping[bytes, Limit], now: datetime) -> None:
        for key in sorted(tries):  # in one order nobody waits for somebody who waits for them
            limit = tries[key]
            row: Any = self._session.execute(_COUNT, {"key": key, "now": now, "within": limit.within}).one()
            limit.judge(row.times, now)
        # What somebody works on is passed over: sweeping waits for nobody.
        ended = select(kept.c.key).where(kept.c.until <= now).limit(_SWEPT_AT_ONCE).with_for_update(skip_locked=True)
        self._session.execute(delete(kept).where(kept.c.key.in_(ended)))
