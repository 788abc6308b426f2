"""What accounts keeps, in PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from chassis import outbox
from chassis.audit import AuditTrail
from chassis.database import ALL_PRACTICES, AllPractices, Database
from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session as Transaction

from accounts.adapters import wire
from accounts.adapters.colleague_rows import ColleagueRows
from accounts.adapters.invitation_rows import InvitationRows
from accounts.adapters.link_rows import LinkRows
from accounts.adapters.person_rows import PersonRows
from accounts.adapters.second_factor_rows import SecondFactorRows
from accounts.adapters.session_rows import SessionRows
from accounts.adapters.tables import practices, registrations
from accounts.adapters.try_rows import TryRows
from accounts.domain.change import Change
from accounts.domain.invitation import PersonInvited
from accounts.domain.letters import Letter
from accounts.domain.notifications import Notifications
from accounts.domain.practice import Practice, PracticeChanged, PracticeRegistered
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


class PostgresAccounts(PersonRows, SessionRows, LinkRows, TryRows, SecondFactorRows, ColleagueRows, InvitationRows):
    """See ``accounts.application.ports.Accounts``."""

    def __init__(self, transaction: Transaction, new_id: Callable[[], UUID], trace_id: str) -> None:
        super().__init__(transaction)
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
        row = self._one(query.with_for_update(key_share=True) if locked else query)
        return None if row is None else _practice(row)

    def practices_after(self, practice_id: UUID | None, at_most: int) -> list[Practice]:
        query = select(practices).order_by(practices.c.practice_id).limit(at_most)
        if practice_id is not None:
            query = query.where(practices.c.practice_id > practice_id)
        return [_practice(row) for row in self._transaction.execute(query)]

    def practice_by_slug(self, slug: str) -> Practice | None:
        row = self._one(select(practices).where(practices.c.slug == slug))
        return None if row is None else _practice(row)

    def change_practice(self, practice: Practice) -> None:
        self._transaction.execute(
            update(practices).where(practices.c.practice_id == practice.id).values(**_columns(practice))
        )

    def announce(self, event: PracticeRegistered | PracticeChanged | Letter | PersonInvited) -> None:
        outbox.append(self._transaction, wire.envelope(event, id=self._new_id(), trace_id=self._trace_id))

    def note(self, change: Change) -> None:
        trail = AuditTrail(self._transaction, change.practice_id, change.actor_id, change.act, change.at)
        trail.note(change.subject, change.subject_id, change.fields)


def _columns(practice: Practice) -> dict[str, Any]:
    switches = practice.notifications
    return {name: getattr(practice, name) for name in _PLAIN} | {
        "sms": switches.sms,
        "email_on": switches.email,
        "online_booking": switches.online_booking,
        "reminder_hour": switches.reminder_hour,
        "quiet_from": switches.quiet_from,
        "quiet_to": switches.quiet_to,
    }


def _practice(row: Row[Any]) -> Practice:
    switches = Notifications(row.sms, row.email_on, row.online_booking, row.reminder_hour, row.quiet_from, row.quiet_to)
    return Practice(id=row.practice_id, notifications=switches, **{name: getattr(row, name) for name in _PLAIN})
