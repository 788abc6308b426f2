"""Letters about somebody's account: confirm an address, set a new password, accept an invitation, a changed password.

They are asked for by accounts, go out at once whatever a practice's switches and hours say, and are no messages of the
practice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from notifications.domain.message import Letter, Line
from notifications.domain.sending import out_of_time

NEWS_FOR = timedelta(days=7)
"""How long it is of use to tell somebody that a password was changed."""


class LetterKind(StrEnum):
    EMAIL_CONFIRMATION = "email_confirmation"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - a kind of letter
    INVITATION = "invitation"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105


@dataclass(frozen=True, kw_only=True)
class Contents:
    """Whom a letter goes to and what it says. None of it shows in ``repr``, and so in logs."""

    to: str = field(repr=False)
    language: str
    """``pl`` or ``en``."""
    practice_name: str = field(repr=False)
    first_name: str | None = field(repr=False, default=None)
    token: str | None = field(repr=False, default=None)
    """Makes the letter's link; whoever has it can use it, once and until the letter expires."""
    role: str | None = None
    invited_by: str | None = field(repr=False, default=None)
    at: datetime | None = None
    """When the password was changed."""


@dataclass(frozen=True, kw_only=True)
class AccountLetter(Line):
    """One letter for one id. Its contents are kept while it is live, and forgotten with its last state."""

    kind: LetterKind
    expires_at: datetime
    contents: Contents | None

    @property
    def last_moment(self) -> datetime:
        return self.expires_at


@dataclass(frozen=True)
class AccountCase:
    """A letter in a sender's hands, and the zone to tell times in."""

    line: AccountLetter
    zone: ZoneInfo

    @property
    def letter(self) -> Letter | None:
        """What was sent is not kept."""
        return None

    def last_look(self, now: datetime, _provider_remembers: timedelta) -> AccountLetter | None:
        """``None`` if it is to go out now, else the line as it is to be kept instead."""
        return out_of_time(self.line) if now > self.line.last_moment else None
