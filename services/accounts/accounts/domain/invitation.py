"""An invitation to join a practice: sent by e-mail, good once, for a week."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from accounts.domain import password
from accounts.domain.checks import Checks
from accounts.domain.person import Language, Role

GOOD_FOR = timedelta(days=7)


@dataclass(frozen=True)
class Invitation:
    id: UUID
    practice_id: UUID
    email: str
    """As typed; compared in lower case."""
    role: Role
    language: Language
    """Of the letter, and of later ones to this person."""
    invited_by: UUID
    invited_at: datetime
    expires_at: datetime
    token_hash: bytes = field(repr=False)
    withdrawn_at: datetime | None = None
    accepted_at: datetime | None = None
    accepted_by: UUID | None = None
    """Who the invited person is now."""
    accepted_key: str | None = None
    """The idempotency key under which it was accepted."""

    @property
    def waits(self) -> bool:
        """Neither accepted nor withdrawn; it may have expired, and can be sent again then."""
        return self.accepted_at is None and self.withdrawn_at is None

    def can_be_accepted(self, now: datetime) -> bool:
        return self.waits and now < self.expires_at

    def sent_again(self, token_hash: bytes, now: datetime) -> Invitation:
        """With another link; the one before is good for nothing from now on."""
        return dataclasses.replace(self, token_hash=token_hash, expires_at=now + GOOD_FOR)

    def withdrawn(self, now: datetime) -> Invitation:
        return dataclasses.replace(self, withdrawn_at=now)

    def accepted(self, person_id: UUID, key: str | None, now: datetime) -> Invitation:
        return dataclasses.replace(self, accepted_at=now, accepted_by=person_id, accepted_key=key)


@dataclass(frozen=True)
class Answer:
    """What the invited person typed."""

    first_name: str
    last_name: str
    password: str = field(repr=False)
    accept_terms: bool
    terms_version: str | None = None
    """The version that was shown; None: the one in force."""

    def checked(self, terms: str) -> Answer:
        """The answer as it is kept: trimmed, the password normalised.

        Args:
            terms: the version of the terms of use in force; another one cannot be accepted.

        Raises:
            ValidationFailed: with everything that is wrong.
        """
        checks = Checks()
        answer = Answer(
            first_name=checks.name("first_name", self.first_name),
            last_name=checks.name("last_name", self.last_name),
            password=password.normalised(self.password),
            accept_terms=self.accept_terms,
            terms_version=terms,
        )
        password.check(checks, "password", self.password)
        if not self.accept_terms or self.terms_version not in (None, terms):
            checks.note("accept_terms", "not_accepted")
        checks.finish()
        return answer


@dataclass(frozen=True)
class PersonInvited:
    """A practice asks somebody to join it."""

    letter_id: UUID
    """One letter goes out for one id."""
    invitation: Invitation
    practice_name: str
    invited_by: str
    """First and last name."""
    token: str = field(repr=False)
    at: datetime
