"""Hand-written stand-ins for what is outside the use cases."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any
from uuid import UUID

from accounts.application.ports import Chance, Tools
from accounts.domain.change import Change
from accounts.domain.person import Limits, Person
from accounts.domain.practice import Practice
from accounts.domain.registration import Registration
from accounts.domain.throttle import Throttles

from services.accounts.tests.fake_colleagues import MemoryColleagues
from services.accounts.tests.fake_sign_in import MemorySignIn, PlainAuthenticators, PlainVault

TERMS = "2026-11"
"""In force."""


class MemoryAccounts(MemorySignIn, MemoryColleagues):
    def __init__(self) -> None:
        MemorySignIn.__init__(self)
        MemoryColleagues.__init__(self)
        self.registrations: list[Registration] = []
        self.practices: dict[UUID, Practice] = {}
        self.people: list[Person] = []
        self.announced: list[Any] = []
        self.noted: list[Change] = []

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

    def practices_after(self, practice_id: UUID | None, at_most: int) -> list[Practice]:
        later = [each for each in self.practices.values() if practice_id is None or each.id > practice_id]
        return sorted(later, key=lambda practice: practice.id)[:at_most]

    def practice_by_slug(self, slug: str) -> Practice | None:
        return next((each for each in self.practices.values() if each.slug == slug), None)

    def change_practice(self, practice: Practice) -> None:
        self.practices[practice.id] = practice

    def add_person(self, person: Person) -> bool:
        if self.person_by_email(person.email):
            return False
        self.people.append(person)
        return True

    def person_by_email(self, email: str) -> Person | None:
        return next((each for each in self.working() if each.email.lower() == email.lower()), None)

    def person(self, person_id: UUID, *, locked: bool = False) -> Person | None:
        return next((each for each in self.working() if each.id == person_id), None)

    def change_person(self, person: Person) -> None:
        self.people = [person if each.id == person.id else each for each in self.people]

    def announce(self, event: Any) -> None:
        self.announced.append(event)

    def note(self, change: Change) -> None:
        self.noted.append(change)


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


def tools(limits: Limits | None = None, throttles: Throttles | None = None) -> Tools:
    numbers = count(1)
    return Tools(
        transactions=MemoryTransactions(),
        passwords=PlainPasswords(),
        chance=Chance(lambda: UUID(int=next(numbers)), lambda: f"token-{next(numbers)}"),
        limits=limits or Limits(),
        authenticators=PlainAuthenticators(),
        vault=PlainVault(),
        terms=TERMS,
        throttles=throttles or Throttles(),
    )
