"""Opens the desk: one transaction a request or event, what is answered or taken once is answered or taken once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple, TypeVar
from uuid import UUID, uuid4

from chassis.clock import Clock
from chassis.database import Database
from chassis.idempotency import Idempotency, fingerprint
from chassis.inbox import first_time
from chassis.persistence import persistently
from contracts.base import Envelope, Message, Method, Response
from contracts.context import Context
from sqlalchemy import LargeBinary, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY

from scheduling.adapters.desk import SqlDesk
from scheduling.adapters.key_secrets import KeySecrets
from scheduling.domain.refusals import NotFound
from scheduling.domain.refusals_online import LinkNotValid
from scheduling.domain.throttle import BookingLimits

Result = TypeVar("Result")


_NOBODY = UUID(int=0)


class LinkedTo(NamedTuple):
    """What a link says: a visit, and the start (UTC) for which it was written."""

    visit_id: UUID
    written_for: datetime


class Office:
    """Safe for many workers at a time. Each method raises DatabaseUnavailable, and what its work raises."""

    def __init__(
        self, database: Database, clock: Clock, secrets: KeySecrets, limits: BookingLimits | None = None
    ) -> None:
        self._database = database
        self._clock = clock
        self._secrets = secrets
        self._limits = limits or BookingLimits()

    def read(self, context: Context, look: Callable[[SqlDesk], Result]) -> Result:
        """What ``look`` finds in the books of the context's practice."""

        def once() -> Result:
            with self._desk(_practice_of(context), context.trace_id, act="read") as desk:
                return look(desk)

        return persistently(once)

    def change(
        self,
        method: Method[Any, Response],
        context: Context,
        request: Message,
        work: Callable[[SqlDesk], Response],
        *,
        keep_not: set[str] | None = None,
    ) -> Response:
        """Do the work and keep its answer, in one transaction; without the fields ``keep_not``, which are secret.

        An idempotency key that came before is answered with the first answer, without any work. A transaction that the
        database gave up for another's sake (a deadlock) is done anew a few times; a taken slot is an answer, and final.
        """

        def once() -> Response:
            practice_id = _practice_of(context)
            actor_id = context.actor.user_id if context.actor else None
            with self._desk(practice_id, context.trace_id, act=method.name, actor_id=actor_id) as desk:
                kept = Idempotency(
                    desk.session, practice_id, context.idempotency_key, repr(method), fingerprint(request)
                )
                if (answer := kept.answer()) is not None:
                    return method.response.model_validate(answer)
                response = work(desk)
                if context.idempotency_key is not None:
                    kept.keep(response.model_dump(mode="json", by_alias=True, exclude=keep_not))
                return response

        return persistently(once)

    def serve(self, method: Method[Any, Any], context: Context, work: Callable[[SqlDesk], Result]) -> Result:
        """Do the work for who asked, without a key: it is its own answer when it is asked again."""
        actor_id = context.actor.user_id if context.actor else None
        return self.work(_practice_of(context), method.name, work, actor_id=actor_id, trace_id=context.trace_id)

    def take(self, envelope: Envelope[Any], consumer: str, work: Callable[[SqlDesk], None]) -> None:
        """Let an event have its effect, once, however often it is delivered."""

        def once() -> None:
            with self._desk(envelope.practice_id, envelope.trace_id, act=consumer) as desk:
                if first_time(desk.session, envelope.id, consumer):
                    work(desk)

        persistently(once)

    def work(
        self,
        practice_id: UUID,
        act: str,
        work: Callable[[SqlDesk], Result],
        *,
        actor_id: UUID | None = None,
        trace_id: str | None = None,
    ) -> Result:
        """What a process does by itself: ``act`` in the trail, on behalf of ``actor_id`` if somebody asked for it."""

        def once() -> Result:
            trace = trace_id or uuid4().hex
            with self._desk(practice_id, trace, act=act, actor_id=actor_id) as desk:
                return work(desk)

        return persistently(once)

    def by_visit_link(self, context: Context, token: str) -> tuple[Context, LinkedTo]:
        """Who comes by a link has no session: the context of the visit's practice. Raises LinkNotValid."""
        visit_id, written_for = self._secrets.read_visit_link(token, self._clock())

        def practice() -> UUID | None:
            with self._database.transaction(_NOBODY) as session:
                found: UUID | None = session.scalar(select(func.practice_of_visit(visit_id)))
                return found

        practice_id = persistently(practice)
        if practice_id is None:
            raise LinkNotValid
        return context.model_copy(update={"practice_id": practice_id}), LinkedTo(visit_id, written_for)

    def by_offer_link(self, context: Context, token: str) -> tuple[Context, UUID]:
        """As ``by_visit_link``: the context of the offer's practice, and the offer. Raises LinkNotValid."""
        offer_id = self._secrets.read_offer_link(token, self._clock())

        def practice() -> UUID | None:
            with self._database.transaction(_NOBODY) as session:
                found: UUID | None = session.scalar(select(func.practice_of_offer(offer_id)))
                return found

        practice_id = persistently(practice)
        if practice_id is None:
            raise LinkNotValid
        return context.model_copy(update={"practice_id": practice_id}), offer_id

    def by_feed_token(self, context: Context, token: str) -> tuple[Context, UUID]:
        """Who reads a feed has no session: the context of its practice, and its id. Raises LinkNotValid."""

        def feed() -> Any:
            with self._database.transaction(_NOBODY) as session:
                hashes = literal(self._secrets.marks(token), ARRAY(LargeBinary))
                found = func.feed_with_token(hashes).table_valued("its_practice", "its_id")
                return session.execute(select(found)).one()

        practice_id, feed_id = persistently(feed)
        if feed_id is None:
            raise LinkNotValid
        return context.model_copy(update={"practice_id": practice_id}), feed_id

    def ping(self) -> None:
        self._database.ping()

    def close(self) -> None:
        self._database.dispose()

    @contextmanager
    def _desk(self, practice_id: UUID, trace_id: str, *, act: str, actor_id: UUID | None = None) -> Iterator[SqlDesk]:
        with self._database.transaction(practice_id) as session:
            yield SqlDesk(
                session,
                practice_id,
                self._clock(),
                trace_id,
                act=act,
                actor_id=actor_id,
                secrets=self._secrets,
                limits=self._limits,
            )


def _practice_of(context: Context) -> UUID:
    if context.practice_id is None:
        raise NotFound("practice")
    return context.practice_id
