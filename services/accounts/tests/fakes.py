"""Hand-written stand-ins for what is outside the use cases."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import Any
from uuid import UUID

from accounts.application.ports import Chance, Tools
from accounts.domain.person import Limits, Person, Session
from accounts.domain.practice import Practice
from accounts.domain.registration import Registration


class MemoryAccounts:
    def __init__(self) -> None:
        self.registrations: list[Registration] = []
        self.practices: dict[UUID, Practice] = {}
        self.people: list[Person] = []
        self.sessions: list[Session] = []
        self.announced: list[Any] = []

    def add_registration(self, registration: Registration) -> bool:
        if registration.idempotency_key and self.registration_by_key(registration.idempotency_key):
            return False
        self.registrations.append(registration)
        return True

    def registration_by_key(self, idempotency_key: str) -> Registration | None:
        return next((each for each in self.registrations if each.idempotency_key == idempotency_key), None)

    def add_practice(self, practice: Practice) -> bool:
        if any(each.slug == practice.slug for each in self.practices.values()):
            return False
        self.practices[practice.id] = practice
        return True

    def practice(self, practice_id: UUID, *, locked: bool = False) -> Practice | None:
        return self.practices.get(practice_id)

    def change_practice(self, practice: Practice) -> None:
        self.practices[practice.id] = practice

    def add_person(self, person: Person) -> bool:
        if self.person_by_email(person.email):
            return False
        self.people.append(person)
        return True

    def person_by_email(self, email: str) -> Person | None:
        return next((each for each in self.people if each.email.lower() == email.lower()), None)

    def person(self, person_id: UUID) -> Person | None:
        return next((each for each in self.people if each.id == person_id), None)

    def add_session(self, session: Session) -> None:
        self.sessions.append(session)

    def session_by_token(self, token_hash: bytes) -> Session | None:
        return next((each for each in self.sessions if each.token_hash == token_hash), None)

    def use_session(self, session_id: UUID, now: datetime) -> None:
        self.sessions = [replace(s, last_used_at=now) if s.id == session_id else s for s in self.sessions]

    def close_session(self, token_hash: bytes) -> None:
        self.sessions = [each for each in self.sessions if each.token_hash != token_hash]

    def forget_ended_sessions(self, person_id: UUID, now: datetime, limits: Limits) -> None:
        self.sessions = [each for each in self.sessions if each.person_id != person_id or each.is_open(now, limits)]

    def announce(self, event: Any) -> None:
        self.announced.append(event)


class MemoryTransactions:
    """Undoes everything when the block raises."""

    def __init__(self) -> None:
        self.kept = MemoryAccounts()

    @contextmanager
    def practice(self, practice_id: UUID) -> Iterator[MemoryAccounts]:
        with self.everywhere() as accounts:
            yield accounts

    @contextmanager
    def everywhere(self) -> Iterator[MemoryAccounts]:
        working = copy.deepcopy(self.kept)
        yield working
        self.kept = working


class PlainPasswords:
    """Counts what would have taken time."""

    def __init__(self) -> None:
        self.slow = 0

    def hash(self, password: str) -> str:
        self.slow += 1
        return f"hash of {password}"

    def matches(self, password_hash: str, password: str) -> bool:
        self.slow += 1
        return password_hash == f"hash of {password}"

    def pretend(self, password: str) -> None:
        self.slow += 1


def tools(limits: Limits | None = None) -> Tools:
    numbers = count(1)
    return Tools(
        transactions=MemoryTransactions(),
        passwords=PlainPasswords(),
        chance=Chance(lambda: UUID(int=next(numbers)), lambda: f"token-{next(numbers)}"),
        limits=limits or Limits(),
    )
