"""How a line of the ledger is written anew: one statement for each set of columns, built once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Table, Update, bindparam, update

from notifications.domain.message import Line


def rewritten(
    table: Table, line: Line, values: Mapping[str, Any], taken: Line | None = None
) -> tuple[Update, dict[str, Any]]:
    """The statement that gives a line's row these values, and what goes with it.

    With ``taken`` only while the row is still as a sender that took the line left it.
    """
    given = {f"new_{name}": value for name, value in values.items()}
    given |= {"line_id": line.id, "whose": line.practice_id}
    if taken is not None:
        given |= {"attempts_then": taken.attempts, "claimed_then": taken.claimed_at}
    return _statement(table, tuple(values), taken is not None), given


@cache
def _statement(table: Table, names: tuple[str, ...], if_as_taken: bool) -> Update:
    statement = update(table).where(table.c.id == bindparam("line_id"), table.c.practice_id == bindparam("whose"))
    if if_as_taken:
        statement = statement.where(
            table.c.state == "sending",
            table.c.attempts == bindparam("attempts_then"),
            table.c.claimed_at == bindparam("claimed_then"),
        )
    return statement.values({name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names})
