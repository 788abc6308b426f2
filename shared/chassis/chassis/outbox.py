"""What a service announces waits here, written in the transaction that made it true."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select

from chassis.tables import outbox

if TYPE_CHECKING:
    from contracts.base import Envelope
    from sqlalchemy.orm import Session

CHANNEL = "outbox"
"""The PostgreSQL channel that wakes the relay."""

_APPEND = insert(outbox).returning(func.pg_notify(CHANNEL, ""))


def append(session: Session, envelope: Envelope[Any]) -> None:
    """Announce the event when (and only if) the session's transaction commits.

    Events of one aggregate are published in the order of their rows. Pending changes are flushed first, so that the
    aggregate's row is locked before its event gets a place in the line.
    """
    session.flush()
    session.execute(_APPEND, _row(envelope))


def append_all(session: Session, envelopes: Sequence[Envelope[Any]]) -> None:
    """The same for many at once, in their order: for batches, which would wait for the database once an event."""
    session.flush()
    if envelopes:
        session.execute(insert(outbox), [_row(envelope) for envelope in envelopes])
        session.execute(select(func.pg_notify(CHANNEL, "")))


def _row(envelope: Envelope[Any]) -> dict[str, Any]:
    return {
        "id": envelope.id,
        "exchange": f"{envelope.data.source}.events",
        "routing_key": envelope.type,
        "aggregate_id": envelope.aggregate_id,
        "body": envelope.model_dump_json().encode(),
    }
