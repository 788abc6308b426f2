"""What the use cases need of the outside."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from accounts.application.people_ports import KeptInvitations, KeptPeople
from accounts.application.sign_in_ports import KeptLinks, KeptSecondFactors, KeptSessions, KeptTries, Rehearsals
from accounts.domain.change import Change
from accounts.domain.invitation import PersonInvited
from accounts.domain.letters import Letter
from accounts.domain.person import Limits, Person, Session
from accounts.domain.practice import Practice, PracticeChanged, PracticeRegistered
from accounts.domain.registration import Registration
from accounts.domain.throttle import Throttles


class Accounts(
    KeptSessions, KeptLinks, KeptTries, KeptSecondFactors, Rehearsals, KeptPeople, KeptInvitations, Protocol
):
    """What accounts keeps, within one transaction."""

    def add_registration(self, registration: Registration) -> bool:
        """False when its idempotency key was used before. Waits for another first use that is under way."""

    def registration_by_key(self, idempotency_key: str) -> Registration | None: ...

    def add_practice(self, practice: Practice) -> bool:
        """False when its slug is somebody else's."""

    def practice(self, practice_id: UUID, *, locked: bool = False) -> Practice | None:
        """``locked``: nobody else changes it before this transaction ends."""

    def change_practice(self, practice: Practice) -> None: ...

    def practices_after(self, practice_id: UUID | None, at_most: int) -> list[Practice]:
        """In the order of their ids; from the first one if None."""

    def practice_by_slug(self, slug: str) -> Practice | None: ...

    def add_person(self, person: Person) -> bool:
        """False when somebody has the e-mail address, in whatever case."""

    def person_by_email(self, email: str) -> Person | None:
        """Compared in lower case. Whoever was removed has no address."""

    def person(self, person_id: UUID, *, locked: bool = False) -> Person | None:
        """None for somebody who was removed. ``locked``: nobody else changes it before this transaction ends."""

    def change_person(self, person: Person) -> None: ...

    def announce(self, event: PracticeRegistered | PracticeChanged | Letter | PersonInvited) -> None:
        """Published once this transaction has committed, and not otherwise."""

    def note(self, change: Change) -> None:
        """Keep in the audit trail, with this transaction. Nothing secret may be in it."""


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


class Authenticators(Protocol):
    """The apps that show the codes of a second factor."""

    def new_secret(self) -> str: ...

    def new_recovery_code(self) -> str:
        """To be written down; two such are never the same."""

    def uri(self, secret: str, email: str) -> str:
        """What an app reads from a QR code."""

    def code(self, secret: str, step: int) -> str:
        """The code of a time step."""


class Vault(Protocol):
    """The service's own key, which is not in its database."""

    def seal(self, secret: str) -> bytes: ...

    def unseal(self, sealed: bytes) -> str: ...

    def mark(self, text: str) -> bytes:
        """A hash that nobody can make or try out without the key: for what is short enough to be guessed."""


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
    authenticators: Authenticators
    vault: Vault
    terms: str
    """The version of the terms of use in force."""
    throttles: Throttles
