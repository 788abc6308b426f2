"""What signing in and one's own account need of what accounts keeps, within one transaction."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from accounts.domain.links import Link, Purpose
from accounts.domain.person import Limits, Person, Session
from accounts.domain.second_factor import Challenge
from accounts.domain.throttle import Tries


class KeptSessions(Protocol):
    def add_session(self, session: Session) -> None: ...

    def session_by_token(self, token_hash: bytes) -> Session | None: ...

    def sessions_of(self, person_id: UUID) -> list[Session]:
        """The latest used first; those that ended may be among them."""

    def use_session(self, session_id: UUID, now: datetime) -> None:
        """Keep that it was used."""

    def close_session(self, token_hash: bytes) -> None:
        """No harm if there is none."""

    def end_session(self, person_id: UUID, session_id: UUID) -> bool:
        """False when the person has no such session."""

    def end_sessions(self, person_id: UUID, *, but: UUID | None = None) -> None:
        """All of a person but one, and every challenge: half a sign-in does not survive either."""

    def forget_ended_sessions(self, person_id: UUID, now: datetime, limits: Limits) -> None: ...


class KeptLinks(Protocol):
    def put_link(self, link: Link) -> None:
        """In the place of the person's earlier one for the same purpose."""

    def link(self, token_hash: bytes, purpose: Purpose) -> Link | None: ...

    def use_link(self, token_hash: bytes, purpose: Purpose, now: datetime) -> bool:
        """Whether it was good until now; of two at the same moment the second waits and hears no."""

    def forget_link(self, person_id: UUID, purpose: Purpose) -> None: ...


class KeptTries(Protocol):
    def count_try(self, key: bytes, within: timedelta, now: datetime) -> Tries:
        """Count one more, across all processes."""

    def forget_tries(self, key: bytes) -> None: ...

    def give_back_try(self, key: bytes) -> None: ...

    def sweep(self, now: datetime) -> None:
        """Forget some of what ended, whoever's: tries, sessions, links, challenges. Only sees what is visible."""


class KeptSecondFactors(Protocol):
    def put_recovery_codes(self, person: Person, hashes: list[bytes]) -> None:
        """In the place of earlier ones."""

    def use_recovery_code(self, person_id: UUID, code_hash: bytes) -> bool:
        """Whether there was such a code; there is none afterwards."""

    def add_challenge(self, challenge: Challenge, now: datetime) -> None:
        """The person's challenges that expired are forgotten."""

    def try_challenge(self, token_hash: bytes, now: datetime) -> Challenge | None:
        """Count a try; None when it is over: never was, answered, expired, or tried too often."""

    def close_challenge(self, token_hash: bytes) -> bool:
        """Whether it was still open; of two at the same moment one hears yes."""


class Rehearsals(Protocol):
    def rehearse(self, *, in_earnest: bool) -> AbstractContextManager[None]:
        """What is done within is undone at its end, unless in earnest: for work that must take the same time."""
