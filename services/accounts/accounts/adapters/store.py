"""What accounts keeps, in PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis import outbox
from chassis.database import ALL_PRACTICES, AllPractices, Database
from sqlalchemy import Row, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session as Transaction

from accounts.adapters import wire
from accounts.adapters.tables import people, practices, registrations, sessions
from accounts.domain.person import Limits, Person, Session
from accounts.domain.practice import Practice, PracticeChanged, PracticeRegistered, Reminders
from accounts.domain.registration import Registration

_PLAIN = (
    "name", "email", "slug", "time_zone", "version", "street", "house_number", "postal_code", "town", "phone",
    "second_phone", "nip", "regon",
)  # fmt: skip


class PostgresTransactions:
    """Opens transactions for one request; the events announced in them carry its ``trace_id``."""

    def __init__(self, database: Database, new_id: Callable[[], UUID], trace_id: str) -> None:
        self._database = database
        self._new_id = new_id
        self._trace_id = trace_id

    @contextmanager
    def practice(self, practice_id: UUID) -> Iterator[PostgresAccounts]:
        with self._open(practice_id) as accounts:
            yield accounts

    @contextmanager
    def everywhere(self) -> Iterator[PostgresAccounts]:
        with self._open(ALL_PRACTICES) as accounts:
            yield accounts

    @contextmanager
    def _open(self, whose: UUID | AllPractices) -> Iterator[PostgresAccounts]:
        with self._database.transaction(whose) as transaction:
            yield PostgresAccounts(transaction, self._new_id, self._trace_id)


class PostgresAccounts:
    """See ``accounts.application.ports.Accounts``."""

    def __init__(self, transaction: Transaction, new_id: Callable[[], UUID], trace_id: str) -> None:
        self._transaction = transaction
        self._new_id = new_id
        self._trace_id = trace_id

    def add_registration(self, registration: Registration) -> bool:
        return self._added(
            registrations,
            practice_id=registration.practice_id,
            terms_version=registration.terms_version,
            registered_at=registration.at,
            idempotency_key=registration.idempotency_key,
            fingerprint=registration.fingerprint,
        )

    def registration_by_key(self, idempotency_key: str) -> Registration | None:
        row = self._one(select(registrations).where(registrations.c.idempotency_key == idempotency_key))
        if row is None:
            return None
        return Registration(row.practice_id, row.terms_version, row.registered_at, row.idempotency_key, row.fingerprint)

    def add_practice(self, practice: Practice) -> bool:
        return self._added(practices, practice_id=practice.id, **_columns(practice))

    def practice(self, practice_id: UUID, *, locked: bool = False) -> Practice | None:
        query = select(practices).where(practices.c.practice_id == practice_id)
        row = self._one(query.with_for_update() if locked else query)
        return None if row is None else _practice(row)

    def change_practice(self, practice: Practice) -> None:
        self._transaction.execute(
            update(practices).where(practices.c.practice_id == practice.id).values(**_columns(practice))
        )

    def add_person(self, person: Person) -> bool:
        return self._added(
            people,
            id=person.id,
            practice_id=person.practice_id,
            first_name=person.first_name,
            last_name=person.last_name,
            email=person.email,
            role=person.role,
            password_hash=person.password_hash,
        )

    def person_by_email(self, email: str) -> Person | None:
        return self._person(func.lower(people.c.email) == email.lower())

    def person(self, person_id: UUID) -> Person | None:
        return self._person(people.c.id == person_id)

    def add_session(self, session: Session) -> None:
        self._added(
            sessions,
            id=session.id,
            practice_id=session.practice_id,
            person_id=session.person_id,
            token_hash=session.token_hash,
            expires_at=session.expires_at,
            last_used_at=session.last_used_at,
        )

    def session_by_token(self, token_hash: bytes) -> Session | None:
        row = self._one(select(sessions).where(sessions.c.token_hash == token_hash))
        if row is None:
            return None
        return Session(row.id, row.practice_id, row.person_id, row.expires_at, row.last_used_at, row.token_hash)

    def use_session(self, session_id: UUID, now: datetime) -> None:
        self._transaction.execute(update(sessions).where(sessions.c.id == session_id).values(last_used_at=now))

    def close_session(self, token_hash: bytes) -> None:
        self._transaction.execute(delete(sessions).where(sessions.c.token_hash == token_hash))

    def forget_ended_sessions(self, person_id: UUID, now: datetime, limits: Limits) -> None:
        ended = or_(sessions.c.expires_at <= now, sessions.c.last_used_at <= now - limits.idle)
        self._transaction.execute(delete(sessions).where(sessions.c.person_id == person_id, ended))

    def announce(self, event: PracticeRegistered | PracticeChanged) -> None:
        outbox.append(self._transaction, wire.envelope(event, id=self._new_id(), trace_id=self._trace_id))

    def _added(self, table: Any, **values: Any) -> bool:
        """Insert unless a unique index has it already; a first use that is under way is waited for."""
        statement = insert(table).values(**values).on_conflict_do_nothing().returning(table.c.practice_id)
        return self._transaction.execute(statement).first() is not None

    def _person(self, which: Any) -> Person | None:
        row = self._one(select(people).where(which))
        if row is None:
            return None
        return Person(
            id=row.id,
            practice_id=row.practice_id,
            first_name=row.first_name,
            last_name=row.last_name,
            email=row.email,
            role=row.role,
            password_hash=row.password_hash,
        )

    def _one(self, query: Any) -> Row[Any] | None:
        return self._transaction.execute(query).one_or_none()


def _columns(practice: Practice) -> dict[str, Any]:
    reminders = practice.reminders
    return {name: getattr(practice, name) for name in _PLAIN} | {
        "sms": reminders.sms,
        "email_on": reminders.email,
        "reminder_hour": reminders.hour,
        "quiet_from": reminders.quiet_from,
        "quiet_to": reminders.quiet_to,
    }


def _practice(row: Row[Any]) -> Practice:
    reminders = Reminders(row.sms, row.email_on, row.reminder_hour, row.quiet_from, row.quiet_to)
    return Practice(id=row.practice_id, reminders=reminders, **{name: getattr(row, name) for name in _PLAIN})
