"""The dispatcher's side of the database: the whole ledger, by what is due."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from chassis.database import ALL_PRACTICES, Database
from sqlalchemy import select, text, update

from notifications.adapters.rows import changing_values, line_of
from notifications.adapters.tables import LIVE, UNDER_WAY, messages
from notifications.application.ports import Claimed, Due
from notifications.domain.channel import Channel
from notifications.domain.planning import MARGIN
from notifications.domain.sending import out_of_time

GROWS_UNTIL = 6
"""A line that nobody takes from its queue is put there again after 1, 2, 4 ... 64 leases: the queue of a channel whose
senders are down stays short."""

_QUEUE = text(
    f"""
    UPDATE messages
       SET state = 'queued',
           due_at = :now + :lease * power(2, least(dispatches, {GROWS_UNTIL})),
           dispatches = dispatches + 1,
           changed_at = :now
     WHERE id = ANY(:ids)
    """  # noqa: S608 - constants of ours
)

_UNDER_WAY = text(
    f"SELECT count(*) FROM (SELECT 1 FROM messages WHERE {UNDER_WAY} AND channel = :channel LIMIT :at_most) AS counted"  # noqa: S608
)

_NEXT = text(
    f"""
    SELECT min(first.due_at)
      FROM unnest(cast(:channels AS text[])) AS one (channel),
           LATERAL (SELECT due_at FROM messages
                     WHERE {LIVE} AND messages.channel = one.channel ORDER BY due_at LIMIT 1) AS first
    """  # noqa: S608
)


class PostgresDueLines:
    """Every method is a transaction over all practices."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, channel: Channel, now: datetime, limit: int, lease: timedelta) -> Claimed:
        due = (
            select(messages)
            .where(text(LIVE), messages.c.channel == channel.value, messages.c.due_at <= now)
            .order_by(messages.c.due_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        with self._database.transaction(ALL_PRACTICES) as session:
            lines = [line_of(row) for row in session.execute(due).mappings()]
            late = [line for line in lines if line.visit_starts_at < now + MARGIN]
            for line in late:
                after = {**changing_values(out_of_time(line)), "changed_at": now}
                session.execute(update(messages).where(messages.c.id == line.id).values(after))
            queued = [line for line in lines if line not in late]
            session.execute(_QUEUE, {"ids": [line.id for line in queued], "now": now, "lease": lease})
        return Claimed([Due(line.id, channel, line.trace_id) for line in queued], closed=len(late))

    def give_back(self, ids: Collection[UUID], now: datetime) -> None:
        with self._database.transaction(ALL_PRACTICES) as session:
            session.execute(
                update(messages)
                .where(messages.c.id.in_(ids), messages.c.state == "queued")
                .values(state="planned", due_at=now, dispatches=0, changed_at=now)
            )

    def under_way(self, channel: Channel, at_most: int) -> int:
        with self._database.transaction(ALL_PRACTICES) as session:
            count = session.execute(_UNDER_WAY, {"channel": channel.value, "at_most": at_most}).scalar_one()
            return int(count)

    def next_due(self) -> datetime | None:
        with self._database.transaction(ALL_PRACTICES) as session:
            moment: datetime | None = session.execute(_NEXT, {"channels": [one.value for one in Channel]}).scalar()
            return moment
