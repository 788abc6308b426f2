"""The dispatcher's side of the database: the whole ledger, by what is due."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from chassis.database import ALL_PRACTICES, Database
from sqlalchemy import ARRAY, ColumnElement, Table, Uuid, and_, bindparam, func, select, text, true, update
from sqlalchemy.orm import Session

from notifications.adapters import secret_lines
from notifications.adapters.account_letters import letter_of
from notifications.adapters.booking_codes import code_of
from notifications.adapters.rewriting import rewritten
from notifications.adapters.rows import Row, changing_values, line_of
from notifications.adapters.tables import LIVE, UNDER_WAY, account_letters, booking_codes, messages
from notifications.adapters.turns import Turns
from notifications.application.ports import Claimed, Due
from notifications.domain.channel import Channel, Lane
from notifications.domain.message import Kind, Line
from notifications.domain.sending import out_of_time

GROWS_UNTIL = 6
"""A line that nobody takes from its queue is put there again after 1, 2, 4 ... 64 leases: the queue of a lane whose
senders are down stays short."""

_LEASE_ENDS = text(f"CAST(:now AS timestamptz) + :lease * power(2, least(dispatches, {GROWS_UNTIL}))")


class _Kept:
    """Where the lines of a lane are, how they are read and ended, and the statements about them, built once."""

    def __init__(
        self,
        table: Table,
        of_lane: ColumnElement[bool],
        line_of: Callable[[Row], Line],
        changes: Callable[[Line], dict[str, Any]],
    ) -> None:
        self.table = table
        self.line_of = line_of
        self.changes = changes
        by_due = table.c.due_at
        of_ids = table.c.id == func.any(bindparam("ids", type_=ARRAY(Uuid)))
        live = and_(text(LIVE), of_lane)
        self.oldest = (
            select(table)
            .where(live, by_due <= bindparam("now"))
            .order_by(by_due)
            .limit(bindparam("at_most"))
            .with_for_update(skip_locked=True)
        )
        self.chosen = select(table).where(of_ids)
        self.queue = (
            update(table)
            .where(of_ids)
            .values(state="queued", due_at=_LEASE_ENDS, dispatches=table.c.dispatches + 1, changed_at=bindparam("now"))
        )
        self.take_back = (
            update(table)
            .where(of_ids, table.c.state == "queued")
            .values(state="planned", due_at=bindparam("now"), dispatches=0, changed_at=bindparam("now"))
        )
        under_way = select(table.c.id).where(text(UNDER_WAY), of_lane).limit(bindparam("at_most")).subquery()
        self.under_way = select(func.count()).select_from(under_way)
        self.first_due = select(by_due).where(live).order_by(by_due).limit(1).scalar_subquery()


def _to_patients(channel: Channel, kind: Kind) -> _Kept:
    of_lane = (messages.c.channel == channel.value) & (messages.c.kind == kind.value)
    return _Kept(messages, of_lane, line_of, changing_values)


def _codes(channel: Channel) -> _Kept:
    return _Kept(booking_codes, booking_codes.c.channel == channel.value, code_of, secret_lines.changes)


_OF_MESSAGES = {
    Lane.OFFER_SMS: (Channel.SMS, Kind.OFFER),
    Lane.OFFER_EMAIL: (Channel.EMAIL, Kind.OFFER),
    Lane.SMS: (Channel.SMS, Kind.REMINDER),
    Lane.EMAIL: (Channel.EMAIL, Kind.REMINDER),
    Lane.WRITTEN_SMS: (Channel.SMS, Kind.WRITTEN),
    Lane.WRITTEN_EMAIL: (Channel.EMAIL, Kind.WRITTEN),
}

_KEPT = {
    Lane.LETTERS: _Kept(account_letters, true(), letter_of, secret_lines.changes),
    Lane.CODE_SMS: _codes(Channel.SMS),
    Lane.CODE_EMAIL: _codes(Channel.EMAIL),
    **{lane: _to_patients(channel, kind) for lane, (channel, kind) in _OF_MESSAGES.items()},
}

_NEXT_DUE = select(func.least(*(kept.first_due for kept in _KEPT.values())))
"""``least`` looks past lanes that have none."""


class PostgresDueLines:
    """Every method is a transaction over all practices."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._turns = {lane: Turns(channel.value, kind.value) for lane, (channel, kind) in _OF_MESSAGES.items()}

    def claim(self, lane: Lane, now: datetime, limit: int, lease: timedelta) -> Claimed:
        kept = _KEPT[lane]
        with self._database.transaction(ALL_PRACTICES) as session:
            lines = self._due(session, lane, now, limit)
            late = [line for line in lines if line.last_moment < now]
            for line in late:
                after = {**kept.changes(out_of_time(line)), "changed_at": now}
                session.execute(*rewritten(kept.table, line, after))
            queued = [line for line in lines if line.last_moment >= now]
            if queued:
                session.execute(kept.queue, {"ids": [line.id for line in queued], "now": now, "lease": lease})
        return Claimed([Due(line.id, lane, line.trace_id) for line in queued], closed=len(late))

    def _due(self, session: Session, lane: Lane, now: datetime, limit: int) -> Sequence[Line]:
        """Lines to claim, locked, in the order in which they are to go."""
        kept, turns = _KEPT[lane], self._turns.get(lane)
        if turns is not None and turns.needed(session, now, limit):
            rows = session.execute(kept.chosen, {"ids": turns.take(session, now, limit)}).mappings()
            return _in_turn([kept.line_of(row) for row in rows])
        oldest = session.execute(kept.oldest, {"now": now, "at_most": limit})
        return [kept.line_of(row) for row in oldest.mappings()]

    def give_back(self, lane: Lane, ids: Collection[UUID], now: datetime) -> None:
        with self._database.transaction(ALL_PRACTICES) as session:
            session.execute(_KEPT[lane].take_back, {"ids": [*ids], "now": now})

    def under_way(self, lane: Lane, at_most: int) -> int:
        with self._database.transaction(ALL_PRACTICES) as session:
            return session.execute(_KEPT[lane].under_way, {"at_most": at_most}).scalar_one()

    def next_due(self) -> datetime | None:
        with self._database.transaction(ALL_PRACTICES) as session:
            found: datetime | None = session.execute(_NEXT_DUE).scalar_one()
        return found


def _in_turn(lines: Sequence[Line]) -> Sequence[Line]:
    """The first of each practice, then the second of each, and so on: a queue keeps its order."""
    seen: Counter[UUID] = Counter()
    placed = []
    for line in sorted(lines, key=lambda line: (line.due_at is None, line.due_at)):
        placed.append((seen[line.practice_id], line))
        seen[line.practice_id] += 1
    return [line for _, line in sorted(placed, key=lambda one: one[0])]
