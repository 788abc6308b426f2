"""Lines that hold a secret, in one column: written once, and emptied with the line's last state.

The database refuses the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Table, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from notifications.adapters.rewriting import rewritten
from notifications.adapters.rows import changing_values
from notifications.adapters.tables import DUE_SIGNAL
from notifications.domain.message import LIVE, Line, State


def keep(session: Session, table: Table, line: Line, values: Mapping[str, Any], now: datetime) -> bool:
    """Write it down unless one with its id is here; say whether it was written."""
    row = {"id": line.id, "practice_id": line.practice_id, **values, **changing_values(line)}
    statement = insert(table).values({**row, "created_at": now, "changed_at": now}).on_conflict_do_nothing()
    kept = session.execute(statement.returning(table.c.id)).first() is not None
    if kept and line.state in LIVE:
        session.execute(text(f"NOTIFY {DUE_SIGNAL}"))
    return kept


def put(session: Session, table: Table, line: Line, now: datetime, taken: Line | None = None) -> bool:
    """Write it as it is now; with ``taken`` only if it is still as that. Says whether it was written."""
    values = {**changes(line), "changed_at": now}
    if line.state is State.SENT:
        values["sent_at"] = now
    statement, given = rewritten(table, line, values, taken)
    done = cast("CursorResult[Any]", session.execute(statement, given)).rowcount == 1
    if done and line.state is State.PLANNED:
        session.execute(text(f"NOTIFY {DUE_SIGNAL}"))
    return done


def changes(line: Line) -> dict[str, Any]:
    """The columns that change in its life; with its last state it is emptied."""
    return changing_values(line) | ({} if line.state in LIVE else {"contents": None})
