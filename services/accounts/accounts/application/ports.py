"""What the use cases need of the outside."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from accounts.domain.person import Limits, Person, Session
from accounts.domain.practice import Practice, PracticeChanged, PracticeRegistered
from accounts.domain.registration import Registration


class Accounts(Protocol):
    """What accounts keeps, within one transaction."""

    def add_registration(self, registration: Registration) -> bool:
        """False when its idempotency key was used before. Waits for another first use that is under way."""

    def registration_by_key(self, idempotency_key: str) -> Registration | None: ...

    def add_practice(self, practice: Practice) -> bool:
        """False when its slug is somebody else's."""

    def practice(self, practice_id: UUID, *, locked: bool = False) -> Practice | None:
        """``locked``: nobody else changes it before this transaction ends."""

    def change_practice(self, practice: Practice) -> None: ...

    def add_person(self, person: Person) -> bool:
        """False when somebody has the e-mail address, in whatever case."""

    def person_by_email(self, email: str) -> Person | None:
        """Compared in lower case."""

    def person(self, person_id: UUID) -> Person | None: ...

    def add_session(self, session: Session) -> None: ...

    def session_by_token(self, token_hash: bytes) -> Session | None: ...

    def use_session(self, session_id: UUID, now: datetime) -> None:
        """Keep that it was used."""

    def close_session(self, token_hash: bytes) -> None:
        """No harm if there is none."""

    def forget_ended_sessions(self, person_id: UUID, now: datetime, limits: Limits) -> None: ...

    def announce(self, event: PracticeRegistered | PracticeChanged) -> None:
        """Published once this transaction has committed, and not otherwise."""


class Transactions(Protocol):
    """Committed at the end of the block, undone if it raises."""

    def practice(self, practice_id: UUID) -> AbstractContextManager[Accounts]:
        """Sees one practice."""

    def everywhere(self) -> AbstractContextManager[Accounts]:
        """Sees all: for what begins with an e-mail, a key or a token and so cannot know the practice yet."""


class Passwords(Protocol):
    """A slow hash. Takes tens of milliseconds by design."""

    def hash(self, password: str) -> str: ...

    def matches(self, password_hash: str, password: str) -> bool: ...

    def pretend(self, password: str) -> None:
        """Takes as long as ``matches``: for an e-mail address nobody has."""


@dataclass(frozen=True)
class Chance:
    """Where new ids and secrets come from."""

    new_id: Callable[[], UUID]
    new_token: Callable[[], str]


@dataclass(frozen=True)
class SignIn:
    """A person, their practice, and the session just opened; the token is known only here and to its bearer."""

    person: Person
    practice: Practice
    session: Session
    token: str


@dataclass(frozen=True)
class Tools:
    """What every use case is built with."""

    transactions: Transactions
    passwords: Passwords
    chance: Chance
    limits: Limits
