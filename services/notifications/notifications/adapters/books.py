"""The planner's side of the database."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from chassis.database import Database
from chassis.inbox import first_time
from sqlalchemy import ARRAY, ColumnElement, Executable, Table, Uuid, bindparam, cast, func, select, text, true
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from notifications.adapters.cards import cancel, card_of, forget_patient, join_cards, lock_key
from notifications.adapters.rows import (
    changing_values,
    line_of,
    line_values,
    offer_of,
    offer_values,
    patient_of,
    patient_values,
    practice_of,
    practice_values,
    visit_of,
    visit_values,
)
from notifications.adapters.tables import DUE_SIGNAL, messages, offers, patients, practices, visits
from notifications.application.ports import Books, OpenBooks
from notifications.domain.channel import Channel
from notifications.domain.message import Kind, Offered, Reason, Reminder
from notifications.domain.offer import Offer
from notifications.domain.patient import Card, Patient
from notifications.domain.practice import Practice
from notifications.domain.visit import Visit

CONSUMER = "planner"
SOON = timedelta(minutes=1)
_OF_OFFERS = frozenset({"offer_id", "practice_id", "ended"})
"""What of an offer is not changed by hearing its details."""


class PostgresBooks:
    """Books over one open transaction of one practice."""

    def __init__(self, session: Session, practice_id: UUID) -> None:
        self._session = session
        self._practice_id = practice_id

    def first_time(self, event_id: UUID) -> bool:
        return first_time(self._session, event_id, CONSUMER)

    def hold_practice(self) -> None:
        self._session.execute(select(func.pg_advisory_xact_lock(lock_key(self._practice_id))))

    def hold_patient(self, patient_id: UUID) -> None:
        both = (
            func.pg_advisory_xact_lock_shared(lock_key(self._practice_id)),
            func.pg_advisory_xact_lock(lock_key(patient_id)),
        )
        self._session.execute(select(*both))

    def keep_practice(self, practice: Practice) -> bool:
        return self._keep_newer(practices, practices.c.practice_id, practice_values(practice))

    def keep_patient(self, patient: Patient) -> bool:
        return self._keep_newer(patients, patients.c.patient_id, patient_values(patient))

    def keep_visit(self, visit: Visit) -> bool:
        return self._keep_newer(visits, visits.c.visit_id, visit_values(visit))

    def _keep_newer(self, table: Table, key: ColumnElement[UUID], values: dict[str, Any]) -> bool:
        statement = _newer(table, key, tuple(values))
        return self._session.execute(statement, {**values, "mine": self._practice_id}).first() is not None

    def practice(self) -> Practice | None:
        found = self._session.execute(select(practices).where(practices.c.practice_id == self._practice_id))
        row = found.mappings().first()
        return None if row is None else practice_of(row)

    def patients(self, ids: Collection[UUID]) -> dict[UUID, Patient]:
        found = self._session.execute(
            select(patients).where(
                patients.c.practice_id == self._practice_id, patients.c.patient_id == func.any(_array(ids))
            )
        )
        return {patient.id: patient for patient in map(patient_of, found.mappings())}

    def card_of(self, patient_id: UUID) -> UUID:
        return card_of(self._session, self._practice_id, patient_id)

    def join_cards(self, card: Card, into: UUID, now: datetime) -> int:
        return join_cards(self._session, card, into, now)

    def forget_patient(self, card: Card, now: datetime) -> int:
        return forget_patient(self._session, card, now)

    def call_off_written(self, channels: Collection[Channel], now: datetime) -> int:
        mine = [
            messages.c.practice_id == self._practice_id,
            messages.c.kind == Kind.WRITTEN.value,
            messages.c.channel.in_([channel.value for channel in channels]),
        ]
        return cancel(self._session, mine, Reason.CHANNEL_OFF, now)

    def visit(self, visit_id: UUID) -> Visit | None:
        found = self._session.execute(
            select(visits).where(visits.c.practice_id == self._practice_id, visits.c.visit_id == visit_id)
        )
        row = found.mappings().first()
        return None if row is None else visit_of(row)

    def visits_after(self, moment: datetime, patient_id: UUID | None = None) -> Sequence[Visit]:
        query = select(visits).where(visits.c.practice_id == self._practice_id, visits.c.starts_at > moment)
        if patient_id is not None:
            query = query.where(visits.c.patient_id == patient_id)
        return [visit_of(row) for row in self._session.execute(query).mappings()]

    def lines(self, visit_ids: Collection[UUID]) -> Sequence[Reminder]:
        found = self._session.execute(
            select(messages)
            .where(messages.c.practice_id == self._practice_id, messages.c.visit_id == func.any(_array(visit_ids)))
            .order_by(messages.c.id)
            .with_for_update()
        )
        return [line for row in found.mappings() if isinstance(line := line_of(row), Reminder)]

    def keep_offer(self, offer: Offer) -> Offer:
        statement = insert(offers).values(offer_values(offer))
        details = {name: statement.excluded[name] for name in offer_values(offer) if name not in _OF_OFFERS}
        kept = self._session.execute(
            statement.on_conflict_do_update(
                index_elements=[offers.c.practice_id, offers.c.offer_id], set_=details
            ).returning(offers)
        )
        return offer_of(kept.mappings().one())

    def end_offer(self, offer_id: UUID) -> None:
        ended = {"offer_id": offer_id, "practice_id": self._practice_id, "trace_id": "", "ended": True}
        self._session.execute(
            insert(offers)
            .values(ended)
            .on_conflict_do_update(index_elements=[offers.c.practice_id, offers.c.offer_id], set_={"ended": True})
        )

    def offers_after(self, moment: datetime, patient_id: UUID | None = None) -> Sequence[Offer]:
        query = select(offers).where(
            offers.c.practice_id == self._practice_id, ~offers.c.ended, offers.c.expires_at > moment
        )
        if patient_id is not None:
            query = query.where(offers.c.patient_id == patient_id)
        query = query.order_by(offers.c.offer_id).with_for_update()
        return [offer_of(row) for row in self._session.execute(query).mappings()]

    def lines_of_offers(self, offer_ids: Collection[UUID]) -> Sequence[Offered]:
        found = self._session.execute(
            select(messages)
            .where(messages.c.practice_id == self._practice_id, messages.c.offer_id == func.any(_array(offer_ids)))
            .order_by(messages.c.id)
            .with_for_update()
        )
        return [line for row in found.mappings() if isinstance(line := line_of(row), Offered)]

    def save(self, lines: Sequence[Reminder | Offered], now: datetime) -> None:
        if not lines:
            return
        rows = [{**line_values(line), "created_at": now, "changed_at": now} for line in lines]
        self._session.execute(_saved((*changing_values(lines[0]), "changed_at")), rows)
        if any(line.due_at is not None and line.due_at <= now + SOON for line in lines):
            self._session.execute(text(f"NOTIFY {DUE_SIGNAL}"))


@cache
def _newer(table: Table, key: ColumnElement[UUID], names: tuple[str, ...]) -> Executable:
    """Writes a copy unless the same or a newer version is here; answers its key if it did."""
    statement = insert(table)
    not_final = ~patients.c.erased & patients.c.merged_into.is_(None) if table is patients else true()
    return statement.on_conflict_do_update(
        index_elements=[key],
        set_={name: statement.excluded[name] for name in names if name not in (key.key, "practice_id")},
        where=(table.c.version < statement.excluded.version) & (table.c.practice_id == bindparam("mine")) & not_final,
    ).returning(key)


@cache
def _saved(names: tuple[str, ...]) -> Executable:
    """Writes new lines, and of known ones what changes."""
    statement = insert(messages)
    changes = {name: statement.excluded[name] for name in names}
    return statement.on_conflict_do_update(index_elements=[messages.c.id], set_=changes)


def _array(ids: Collection[UUID]) -> ColumnElement[Any]:
    """One parameter, however many there are."""
    return cast(list(ids), ARRAY(Uuid))


def open_books(database: Database) -> OpenBooks:
    """Each call opens one transaction that sees one practice."""

    @contextmanager
    def of_practice(practice_id: UUID) -> Iterator[Books]:
        with database.transaction(practice_id) as session:
            yield PostgresBooks(session, practice_id)

    return of_practice
