"""Show messages and what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar
from uuid import UUID

from notifications.application.ports import Clock, Entry, Register, Wanted, Wording
from notifications.domain.case import Case
from notifications.domain.message import LIVE


class MessageNotFound(Exception):  # noqa: N818 - it is what happened
    """The practice has no message with this id."""

    code: ClassVar[str] = "not_found"

    def __init__(self) -> None:
        super().__init__()
        self.data: dict[str, Any] = {"what": "message"}


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
        entries = [self._shown(entry) for entry in found[: wanted.limit]]
        return Page(entries, more=len(found) > wanted.limit)

    def get(self, practice_id: UUID, message_id: UUID) -> Entry:
        """Raises MessageNotFound, also for another practice's message."""
        entry = self.register.get(practice_id, message_id)
        if entry is None:
            raise MessageNotFound
        return self._shown(entry)

    def _shown(self, entry: Entry) -> Entry:
        case = entry.case
        if case.line.state not in LIVE or case.patient.address(case.line.channel) is None:
            return entry
        as_of = max(case.line.send_at or self.clock(), self.clock())
        return replace(entry, case=replace(case, letter=self.wording.letter(case, as_of)))
