"""Lines that hold a secret, in one column: written once, and emptied with the line's last state.

The database refuses the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Table, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

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


def put(session: Session, table: Table, line: Line, now: datetime) -> None:
    values = {**changes(line), "changed_at": now}
    if line.state is State.SENT:
        values["sent_at"] = now
    session.execute(update(table).where(table.c.id == line.id).values(values))
    if line.state is State.PLANNED:
        session.execute(text(f"NOTIFY {DUE_SIGNAL}"))


def changes(line: Line) -> dict[str, Any]:
    """The columns that change in its life; with its last state it is emptied."""
    return changing_values(line) | ({} if line.state in LIVE else {"contents": None})
