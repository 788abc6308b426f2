"""Change what the practice says about itself, and its notification switches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from accounts.application.by import By
from accounts.application.ports import Tools
from accounts.domain.errors import PracticeNotFound
from accounts.domain.notifications import Switches
from accounts.domain.practice import Practice, PracticeChanged, what_changed


@dataclass(frozen=True)
class Request:
    by: By
    typed: Mapping[str, str | None] = field(default_factory=dict)
    """By field; a field that is not there keeps its value."""
    switches: Switches = field(default_factory=dict)
    """What of the notification settings is another now."""
    expected_version: int | None = None
    act: str = "change_practice"
    switches_within: str = "notifications."
    """The path of the switches in what was asked."""
    only_check: bool = False
    """Refuse what would be refused, and change nothing."""


def change_practice(tools: Tools, request: Request) -> Practice:
    """Change, note and announce it, as one new version; a change that changes nothing is none of these.

    Raises:
        PracticeNotFound, VersionConflict, ValidationFailed.
    """
    by = request.by
    with tools.transactions.practice(by.practice_id) as accounts:
        practice = accounts.practice(by.practice_id, locked=not request.only_check)
        if practice is None:
            raise PracticeNotFound
        changed = practice.changed(
            request.typed, request.expected_version, request.switches, switches_within=request.switches_within
        )
        if request.only_check or changed is practice:
            return practice
        accounts.change_practice(changed)
        accounts.announce(PracticeChanged(changed, by.now))
        accounts.note(by.did(request.act, "practice", practice.id, what_changed(practice, changed)))
        return changed
