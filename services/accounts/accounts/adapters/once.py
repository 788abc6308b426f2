"""Answers a request once: what it does and its answer are kept in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from chassis.database import Database
from chassis.idempotency import Idempotency, fingerprint
from contracts.base import Message, Method, Response
from contracts.context import Context

from accounts.adapters.store import PostgresAccounts
from accounts.application.ports import Transactions
from accounts.domain.errors import Unauthenticated


class Once:
    """For methods of a signed-in person whose answer holds nothing secret: it is kept for a day."""

    def __init__(self, database: Database, new_id: Callable[[], UUID]) -> None:
        self._database = database
        self._new_id = new_id

    def answer(
        self,
        method: Method[Any, Response],
        context: Context,
        request: Message,
        work: Callable[[Transactions], Response],
    ) -> Response:
        """Do the work, or give the first answer again when the context's idempotency key came before.

        All transactions that ``work`` opens are one and the same. Without a key the work is simply done.

        Raises:
            Unauthenticated: the context is of no practice.
            chassis.idempotency.IdempotencyKeyReused: the key came with another request.
        """
        practice_id = context.practice_id
        if practice_id is None:
            raise Unauthenticated
        with self._database.transaction(practice_id) as session:
            kept = Idempotency(session, practice_id, context.idempotency_key, repr(method), fingerprint(request))
            if (answer := kept.answer()) is not None:
                return method.response.model_validate(answer)
            response = work(_OneTransaction(practice_id, PostgresAccounts(session, self._new_id, context.trace_id)))
            kept.keep(response.model_dump(mode="json", by_alias=True))
            return response


class _OneTransaction:
    """See ``accounts.application.ports.Transactions``: every block is part of the one that is open already."""

    def __init__(self, practice_id: UUID, accounts: PostgresAccounts) -> None:
        self._practice_id = practice_id
        self._accounts = accounts

    @contextmanager
    def practice(self, practice_id: UUID) -> Iterator[PostgresAccounts]:
        if practice_id != self._practice_id:
            raise AssertionError("the open transaction sees another practice")
        yield self._accounts

    @contextmanager
    def everywhere(self) -> Iterator[PostgresAccounts]:
        raise AssertionError("the open transaction sees one practice")
        yield self._accounts
