"""Send somebody a letter with a link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.application.ports import Accounts, Tools
from accounts.domain.letters import EmailConfirmationRequested, PasswordResetRequested
from accounts.domain.links import LASTS, Link, Purpose
from accounts.domain.person import Language, Person, hash_of
from accounts.domain.practice import Practice


@dataclass(frozen=True)
class Recipient:
    person: Person
    practice: Practice
    language: Language


def send_link(tools: Tools, accounts: Accounts, purpose: Purpose, to: Recipient, now: datetime) -> None:
    """Announce the letter; the link takes the place of an earlier one. Its token is in the letter and nowhere else."""
    token = tools.chance.new_token()
    expires_at = now + LASTS[purpose]
    accounts.put_link(Link(to.person.practice_id, to.person.id, purpose, expires_at, hash_of(token)))
    kind = PasswordResetRequested if purpose == "password_reset" else EmailConfirmationRequested
    accounts.announce(kind(tools.chance.new_id(), to.person, to.practice, to.language, now, token, expires_at))
