"""Opens the front desk: one transaction a request, and what was answered once is answered the same again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from chassis.clock import Clock
from chassis.database import Database
from chassis.idempotency import Idempotency, fingerprint
from chassis.persistence import persistently
from contracts.base import Message, Method, Response
from contracts.context import Context

from notifications.adapters.front_desk import SqlFrontDesk

Result = TypeVar("Result")


class PracticeMissing(Exception):  # noqa: N818 - it is what happened
    """The caller speaks for no practice."""

    code: ClassVar[str] = "unauthenticated"


class Office:
    """Safe for many workers at a time. Each method raises DatabaseUnavailable, and what its work raises."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def read(self, context: Context, look: Callable[[SqlFrontDesk], Result]) -> Result:
        """What ``look`` finds in the books of the context's practice."""

        def once() -> Result:
            with self._desk(context, "read") as desk:
                return look(desk)

        return persistently(once)

    def change(
        self,
        method: Method[Any, Response],
        context: Context,
        request: Message,
        work: Callable[[SqlFrontDesk], Response],
        *,
        varies: frozenset[str] = frozenset(),
    ) -> Response:
        """Do the work and keep its answer, in one transaction; a key that came before gets the first answer.

        ``varies``: fields that may differ in the same request.
        """

        def once() -> Response:
            with self._desk(context, method.name) as desk:
                told_by = fingerprint(request, exclude={*varies})
                kept = Idempotency(desk.session, desk.practice_id, context.idempotency_key, repr(method), told_by)
                if (answer := kept.answer()) is not None:
                    return method.response.model_validate(answer)
                response = work(desk)
                if context.idempotency_key is not None:
                    kept.keep(response.model_dump(mode="json", by_alias=True))
                return response

        return persistently(once)

    @contextmanager
    def _desk(self, context: Context, act: str) -> Iterator[SqlFrontDesk]:
        practice_id = practice_of(context)
        actor_id = context.actor.user_id if context.actor else None
        with self._database.transaction(practice_id) as session:
            yield SqlFrontDesk(session, practice_id, self._clock(), context.trace_id, act=act, actor_id=actor_id)


def practice_of(context: Context) -> UUID:
    """Raises PracticeMissing."""
    if context.practice_id is None:
        raise PracticeMissing
    return context.practice_id
