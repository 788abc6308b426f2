"""One person's account, for tests of signing in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.application.begin_second_factor import begin_second_factor
from accounts.application.by import By
from accounts.application.enable_second_factor import enable_second_factor
from accounts.application.open_session import Request, open_session
from accounts.application.ports import SignIn, Tools
from accounts.application.register_practice import Request as Registering
from accounts.application.register_practice import register_practice
from accounts.domain.person import Origin, Person
from accounts.domain.second_factor import STEP_SECONDS

from services.accounts.tests.factories import NOW, form

EMAIL = "ewa@sliwa.example"
PASSWORD = "Kasztan1"
HERE = Origin("192.0.2.7", "Probe/1.0")


@dataclass
class Account:
    """Of the owner of a practice that was registered at NOW."""

    tools: Tools
    signed_in: SignIn

    @property
    def person(self) -> Person:
        """As it is kept now."""
        with self.tools.transactions.everywhere() as accounts:
            person = accounts.person(self.signed_in.person.id)
        assert person is not None
        return person

    def by(self, now: datetime = NOW) -> By:
        return By(self.signed_in.practice.id, self.signed_in.person.id, now)

    def sign_in(
        self,
        password: str = PASSWORD,
        now: datetime = NOW,
        *,
        email: str | None = None,
        code: str | None = None,
        origin: Origin = HERE,
    ) -> SignIn:
        email = self.signed_in.person.email if email is None else email
        return open_session(self.tools, Request(email, password, now, code, origin))

    def code(self, now: datetime) -> str:
        """What the person's app shows."""
        factor = self.person.second_factor
        assert factor is not None
        return self.tools.authenticators.code(self.tools.vault.unseal(factor.secret), step_at(now))

    def turn_second_factor_on(self, now: datetime = NOW) -> list[str]:
        """The recovery codes. The code of this moment is used up."""
        secret = begin_second_factor(self.tools, self.by(now), PASSWORD).secret
        return enable_second_factor(self.tools, self.by(now), self.tools.authenticators.code(secret, step_at(now)))


def step_at(now: datetime) -> int:
    return int(now.timestamp()) // STEP_SECONDS


def account(tools: Tools, email: str = EMAIL) -> Account:
    return Account(tools, register_practice(tools, Registering(form(email=email), None, NOW, HERE)))
