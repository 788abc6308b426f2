"""When to leave a provider alone that does not work."""

from __future__ import annotations

from dataclasses import dataclass, replace

FAILURES = 5
"""In a row: one timeout is no outage."""
FIRST_PAUSE, LONGEST_PAUSE = 2.0, 60.0
"""Seconds; doubled each time a try after a pause fails."""


@dataclass(frozen=True)
class Breaker:
    """Moments are seconds on any one clock that never goes back.

    Closed, everything goes. After so many failures in a row it opens: nothing goes until the pause is over, then one
    message tries. If the provider takes or refuses it, the breaker closes, else the next pause is longer.
    """

    failed: int = 0
    opened: int = 0
    """How often it opened without closing in between."""
    next_try: float | None = None
    """While open: when one message may try."""

    @property
    def is_open(self) -> bool:
        return self.next_try is not None

    def wait(self, now: float) -> float:
        """Seconds until something may go; 0 for now."""
        return 0.0 if self.next_try is None else max(0.0, self.next_try - now)

    def trying(self, now: float) -> Breaker:
        """Somebody goes: while it is open the others wait another pause for what comes of it."""
        return self if self.next_try is None else replace(self, next_try=now + _pause(self.opened))

    def worked(self) -> Breaker:
        return Breaker()

    def broke(self, now: float) -> Breaker:
        """The provider did not work for this message."""
        failed = self.failed + 1
        if failed < FAILURES and not self.is_open:
            return replace(self, failed=failed)
        opened = self.opened + 1
        return Breaker(failed, opened, now + _pause(opened))


def _pause(opened: int) -> float:
    return min(FIRST_PAUSE * 2.0 ** (max(opened, 1) - 1), LONGEST_PAUSE)
