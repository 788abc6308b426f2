"""What the parts of the store stand on: one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Row
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session as Transaction


class Rows:
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    @contextmanager
    def rehearse(self, *, in_earnest: bool) -> Iterator[None]:
        savepoint = self._transaction.begin_nested()
        yield
        if in_earnest:
            savepoint.commit()
        else:
            savepoint.rollback()

    def _added(self, table: Any, **values: Any) -> bool:
        """Insert unless a unique index has it already; a first use that is under way is waited for."""
        statement = insert(table).values(**values).on_conflict_do_nothing().returning(table.c.practice_id)
        return self._transaction.execute(statement).first() is not None

    def _hit(self, statement: Any) -> bool:
        """Whether an UPDATE or DELETE met a row."""
        result: Any = self._transaction.execute(statement)
        return bool(result.rowcount)

    def _one(self, query: Any) -> Row[Any] | None:
        return self._transaction.execute(query).one_or_none()
