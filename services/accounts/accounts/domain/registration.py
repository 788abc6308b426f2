"""Registering a practice: what must be typed, and what of it is kept."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from accounts.domain import password
from accounts.domain.checks import Checks
from accounts.domain.person import Language


@dataclass(frozen=True)
class Form:
    """What was typed."""

    first_name: str
    last_name: str
    email: str
    password: str = field(repr=False)
    practice_name: str
    accept_terms: bool
    terms_version: str | None = None
    """The version that was shown; None: the one in force."""
    language: Language = "pl"

    def checked(self, terms: str) -> Form:
        """The form as it is kept: trimmed, the password normalised.

        Args:
            terms: the version of the terms of use in force; another one cannot be accepted.

        Raises:
            ValidationFailed: with everything that is wrong.
        """
        checks = Checks()
        form = Form(
            first_name=checks.name("first_name", self.first_name),
            last_name=checks.name("last_name", self.last_name),
            email=checks.email("email", self.email),
            password=password.normalised(self.password),
            practice_name=checks.name("practice_name", self.practice_name),
            accept_terms=self.accept_terms,
            terms_version=terms,
            language=self.language,
        )
        password.check(checks, "password", self.password)
        if not self.accept_terms or self.terms_version not in (None, terms):
            checks.note("accept_terms", "not_accepted")
        checks.finish()
        return form

    @property
    def fingerprint(self) -> str:
        """Tells one registration from another; the password has no part in it, only its slow hash may be kept."""
        parts = [self.first_name, self.last_name, self.email.lower(), self.practice_name]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


@dataclass(frozen=True)
class Registration:
    """That a practice was registered: kept for the terms it accepted and for the repeat of a lost answer."""

    practice_id: UUID
    terms_version: str
    at: datetime
    idempotency_key: str | None
    fingerprint: str
