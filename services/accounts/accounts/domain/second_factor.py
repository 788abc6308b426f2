"""The second factor: codes that change with the time (RFC 6238, TOTP), and recovery codes for a lost device."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

STEP_SECONDS = 30
DRIFT = 1
"""Steps that a device's clock may be behind or ahead."""
RECOVERY_CODES = 10
REPEATED_WITHIN = timedelta(minutes=2)
"""A request whose answer was lost comes again within it."""
CHALLENGE_LASTS = timedelta(minutes=5)
CHALLENGE_TRIES = 5


@dataclass(frozen=True)
class SecondFactor:
    """In force."""

    secret: bytes = field(repr=False)
    """Sealed."""
    since: datetime
    last_step: int
    """Of the code that was accepted last: it and those before it are never accepted again."""

    def used(self, step: int) -> SecondFactor:
        return replace(self, last_step=step)


@dataclass(frozen=True)
class Challenge:
    """The password was right; the code is awaited."""

    practice_id: UUID
    person_id: UUID
    expires_at: datetime
    token_hash: bytes = field(repr=False)
    tries: int = 0


def step_of(code: str, code_at: Callable[[int], str], now: datetime, last_step: int) -> int | None:
    """The time step whose code this is; None when it is no code of now, or of a step that was used.

    Args:
        code: as typed.
        code_at: the code of a step.
        now: any aware time.
        last_step: the step used last, 0 for none.
    """
    typed = "".join(code.split()).encode("utf-8", "surrogatepass")
    current = int(now.timestamp()) // STEP_SECONDS
    found = None
    for step in range(current - DRIFT, current + DRIFT + 1):  # all of them, so that the time taken tells nothing
        if hmac.compare_digest(code_at(step).encode(), typed) and step > last_step:
            found = step
    return found


def plain_recovery_code(typed: str) -> str:
    """As it is hashed: without case, spaces and dashes."""
    return "".join(character for character in typed.lower() if not character.isspace() and character != "-")
