"""Change the practice's data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.application.ports import Tools
from accounts.domain.errors import Forbidden, PracticeNotFound
from accounts.domain.person import MAY_CHANGE_THE_PRACTICE
from accounts.domain.practice import Practice, PracticeChanged


@dataclass(frozen=True)
class Request:
    practice_id: UUID
    role: str | None
    """Of the person who asks."""
    typed: Mapping[str, str | None]
    """By field; a field that is not there keeps its value."""
    expected_version: int | None
    now: datetime


def change_practice(tools: Tools, request: Request) -> Practice:
    """Change and announce it; a change that changes nothing is neither.

    Raises:
        Forbidden: the person is neither owner nor administrator.
        PracticeNotFound, VersionConflict, ValidationFailed.
    """
    if request.role not in MAY_CHANGE_THE_PRACTICE:
        raise Forbidden
    with tools.transactions.practice(request.practice_id) as accounts:
        practice = accounts.practice(request.practice_id, locked=True)
        if practice is None:
            raise PracticeNotFound
        changed = practice.changed(request.typed, request.expected_version)
        if changed is not practice:
            accounts.change_practice(changed)
            accounts.announce(PracticeChanged(changed, request.now))
        return changed
