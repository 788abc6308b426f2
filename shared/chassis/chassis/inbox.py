"""Events that were taken already: the broker may hand out an event twice, its effect must happen once."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from chassis.tables import inbox

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def first_time(session: Session, event_id: UUID, consumer: str) -> bool:
    """Whether ``consumer`` has yet to take this event; says so once. Call it in the transaction of the effect.

    Of two at the same moment the second waits for the first to end: it hears no if that one committed, yes if it
    rolled back.
    """
    taken = session.execute(
        insert(inbox).values(event_id=event_id, consumer=consumer).on_conflict_do_nothing().returning(inbox.c.event_id)
    )
    return taken.first() is not None
