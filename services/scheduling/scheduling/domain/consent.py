"""Consents: to which channels a patient has agreed, when they said so, and how the answer came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

CHANNELS: Final = ("sms", "email")
SOURCES: Final = frozenset({"reception", "patient", "import", "online_booking", "program", "assumed"})
"""``assumed``: nobody asked."""
AT_THE_DESK: Final = "reception"


@dataclass(frozen=True, slots=True)
class Consents:
    """To which channels the patient has agreed."""

    sms: bool = True
    email: bool = True

    def to(self, channel: str) -> bool:
        return bool(getattr(self, channel))

    def stricter(self, other: Consents) -> Consents:
        """Only what both agree to."""
        return Consents(self.sms and other.sms, self.email and other.email)


GIVEN: Final = Consents()
NONE_GIVEN: Final = Consents(sms=False, email=False)


@dataclass(frozen=True, slots=True)
class ConsentSaid:
    """One answer to "may we write to you?"."""

    channel: str
    given: bool
    at: datetime
    """Aware UTC."""
    source: str
    """One of SOURCES."""
    actor_id: UUID | None
    """The person of the practice who noted it; None: nobody of theirs."""


def answers(consents: Consents, at: datetime, source: str, actor_id: UUID | None) -> list[ConsentSaid]:
    """What a new patient says to each channel."""
    return [ConsentSaid(channel, consents.to(channel), at, source, actor_id) for channel in CHANNELS]


def new_answers(
    now_said: Iterable[ConsentSaid], newest: Iterable[ConsentSaid], *, expressly: bool
) -> list[ConsentSaid]:
    """Those of ``now_said`` that tell something new.

    Another answer does; the same one does where it is told ``expressly`` how it came, and that is new.
    """
    known = {said.channel: (said.given, said.source if expressly else None) for said in newest}
    return [said for said in now_said if known.get(said.channel) != (said.given, said.source if expressly else None)]


def answers_taken_over(
    before: Consents, after: Consents, other: Mapping[str, ConsentSaid], at: datetime, actor_id: UUID | None
) -> list[ConsentSaid]:
    """What the card that goes on takes from the ``other``, by channel: the answer that now holds, as it once came.

    Where no answer is known that says so, it came at the desk, now.
    """
    changed = [channel for channel in CHANNELS if before.to(channel) != after.to(channel)]
    fresh = {said.channel: said for said in answers(after, at, AT_THE_DESK, actor_id)}
    taken = [other.get(channel, fresh[channel]) for channel in changed]
    return [said if said.given == after.to(said.channel) else fresh[said.channel] for said in taken]
