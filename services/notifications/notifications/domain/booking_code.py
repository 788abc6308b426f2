"""Codes of online booking: somebody types one to show that a phone or mailbox is theirs.

They are asked for by scheduling, go out at once whatever a practice's switches and hours say, and are no messages of
the practice.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from notifications.domain.channel import Channel
from notifications.domain.message import Letter, Line
from notifications.domain.practice import Practice
from notifications.domain.sending import Patience, out_of_time
from notifications.domain.words import Language

LONGEST_WAIT = timedelta(seconds=30)
"""Between two attempts: a code lives for minutes, and somebody looks at the screen all the while."""


@dataclass(frozen=True, kw_only=True)
class CodeContents:
    """Whom a code goes to, and the code. Neither shows in ``repr``, and so in logs."""

    to: str = field(repr=False)
    code: str = field(repr=False)
    language: Language


@dataclass(frozen=True, kw_only=True)
class BookingCode(Line):
    """One message for one id. Its contents are kept while it is live, and forgotten with its last state."""

    channel: Channel
    expires_at: datetime
    contents: CodeContents | None

    @property
    def last_moment(self) -> datetime:
        return self.expires_at


@dataclass(frozen=True)
class CodeCase:
    """A code in a sender's hands."""

    line: BookingCode
    practice: Practice | None = None
    """``None`` while it has not become known here: the code goes out without its name."""
    without_polish_letters: bool = True
    """In an SMS, as the practice has chosen for its reminders."""

    @property
    def letter(self) -> Letter | None:
        """What was sent is not kept."""
        return None

    def last_look(self, now: datetime, _provider_remembers: timedelta) -> BookingCode | None:
        """``None`` if it is to go out now, else the line as it is to be kept instead."""
        return out_of_time(self.line) if now > self.line.last_moment else None


def impatient(patience: Patience) -> Patience:
    """As patient as others, but never idle for long."""
    return replace(patience, delays=[min(delay, LONGEST_WAIT) for delay in patience.delays])
