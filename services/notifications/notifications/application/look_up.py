"""Show messages and what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from notifications.application.ports import Clock, Entry, Register, Wanted, Wording
from notifications.domain.case import Case
from notifications.domain.channel import Channel
from notifications.domain.message import LIVE
from notifications.domain.refusals import NotFound
from notifications.domain.resending import can_resend
from notifications.domain.sms_parts import count_parts


@dataclass(frozen=True)
class Page:
    entries: Sequence[Entry]
    more: bool
    """There are further ones behind the last."""


@dataclass(frozen=True)
class LookUp:
    """Unsent messages are shown with the text that would go out at their time, sent ones with the text that went."""

    register: Register
    wording: Wording[Case]
    clock: Clock

    def find(self, practice_id: UUID, wanted: Wanted) -> Page:
        found = self.register.find(practice_id, replace(wanted, limit=wanted.limit + 1))
        entries = [shown(entry, self.wording, self.clock()) for entry in found[: wanted.limit]]
        return Page(entries, more=len(found) > wanted.limit)

    def get(self, practice_id: UUID, message_id: UUID) -> Entry:
        """Raises NotFound, also for another practice's message."""
        entry = self.register.get(practice_id, message_id)
        if entry is None:
            raise NotFound("message")
        return shown(entry, self.wording, self.clock())


def shown(entry: Entry, wording: Wording[Case], now: datetime) -> Entry:
    """With the text that would go out, while it has not gone, and whether it could be sent again."""
    case = entry.case
    entry = replace(entry, can_resend=can_resend(case, now))
    if case.line.state not in LIVE or case.patient.address(case.line.channel) is None:
        return entry
    letter = wording.letter(case, max(case.line.send_at or now, now))
    parts = count_parts(letter.text).parts if case.line.channel is Channel.SMS else None
    return replace(entry, case=replace(case, letter=letter.without_secret()), parts=parts)
