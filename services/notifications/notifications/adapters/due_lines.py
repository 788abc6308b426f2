"""The dispatcher's side of the database: the whole ledger, by what is due."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from chassis.database import ALL_PRACTICES, Database
from sqlalchemy import ARRAY, ColumnElement, Table, Uuid, cast, func, select, text, true, update
from sqlalchemy.orm import Session

from notifications.adapters import secret_lines
from notifications.adapters.account_letters import letter_of
from notifications.adapters.booking_codes import code_of
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

_LEASE_ENDS = text(f":now + :lease * power(2, least(dispatches, {GROWS_UNTIL}))")


@dataclass(frozen=True)
class _Kept:
    """Where the lines of a lane are, and how they are read and ended."""

    table: Table
    of_lane: ColumnElement[bool]
    line_of: Callable[[Row], Line]
    changes: Callable[[Line], dict[str, Any]]


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


class PostgresDueLines:
    """Every method is a transaction over all practices."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._turns = {lane: Turns(channel.value, kind.value) for lane, (channel, kind) in _OF_MESSAGES.items()}

    def claim(self, lane: Lane, now: datetime, limit: int, lease: timedelta) -> Claimed:
        kept, table = _KEPT[lane], _KEPT[lane].table
        with self._database.transaction(ALL_PRACTICES) as session:
            lines = self._due(session, lane, now, limit)
            late = [line for line in lines if line.last_moment < now]
            for line in late:
                after = {**kept.changes(out_of_time(line)), "changed_at": now}
                session.execute(update(table).where(table.c.id == line.id).values(after))
            queued = [line for line in lines if line not in late]
            session.execute(
                update(table)
                .where(table.c.id.in_([line.id for line in queued]))
                .values(
                    state="queued",
                    due_at=_LEASE_ENDS.bindparams(now=now, lease=lease),
                    dispatches=table.c.dispatches + 1,
                    changed_at=now,
                )
            )
        return Claimed([Due(line.id, lane, line.trace_id) for line in queued], closed=len(late))

    def _due(self, session: Session, lane: Lane, now: datetime, limit: int) -> Sequence[Line]:
        """Lines to claim, locked, in the order in which they are to go."""
        kept, table = _KEPT[lane], _KEPT[lane].table
        turns = self._turns.get(lane)
        if turns is not None and turns.needed(session, now, limit):
            ids = turns.take(session, now, limit)
            rows = session.execute(select(table).where(table.c.id == func.any(cast(ids, ARRAY(Uuid))))).mappings()
            return _in_turn([kept.line_of(row) for row in rows])
        oldest = (
            select(table)
            .where(text(LIVE), kept.of_lane, table.c.due_at <= now)
            .order_by(table.c.due_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return [kept.line_of(row) for row in session.execute(oldest).mappings()]

    def give_back(self, lane: Lane, ids: Collection[UUID], now: datetime) -> None:
        table = _KEPT[lane].table
        with self._database.transaction(ALL_PRACTICES) as session:
            session.execute(
                update(table)
                .where(table.c.id.in_(ids), table.c.state == "queued")
                .values(state="planned", due_at=now, dispatches=0, changed_at=now)
            )

    def under_way(self, lane: Lane, at_most: int) -> int:
        kept = _KEPT[lane]
        counted = select(kept.table.c.id).where(text(UNDER_WAY), kept.of_lane).limit(at_most).subquery()
        with self._database.transaction(ALL_PRACTICES) as session:
            return session.execute(select(func.count()).select_from(counted)).scalar_one()

    def next_due(self) -> datetime | None:
        with self._database.transaction(ALL_PRACTICES) as session:
            firsts = [
                session.execute(
                    select(kept.table.c.due_at).where(text(LIVE), kept.of_lane).order_by(kept.table.c.due_at).limit(1)
                ).scalar()
                for kept in _KEPT.values()
            ]
        return min((moment for moment in firsts if moment is not None), default=None)


def _in_turn(lines: Sequence[Line]) -> Sequence[Line]:
    """The first of each practice, then the second of each, and so on: a queue keeps its order."""
    seen: Counter[UUID] = Counter()
    placed = []
    for line in sorted(lines, key=lambda line: (line.due_at is None, line.due_at)):
        placed.append((seen[line.practice_id], line))
        seen[line.practice_id] += 1
    return [line for _, line in sorted(placed, key=lambda one: one[0])]
