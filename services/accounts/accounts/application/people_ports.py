"""What people and invitations need of what accounts keeps, within one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from accounts.domain.invitation import Invitation
from accounts.domain.person import Person
from accounts.domain.team import Team


@dataclass(frozen=True)
class Colleague:
    """Somebody who works at a practice, or did."""

    person: Person
    removed_at: datetime | None
    last_seen_at: datetime | None
    """The last use of a session, to the minute."""


class KeptPeople(Protocol):
    def team(self, practice_id: UUID, *, locked: bool = False) -> Team:
        """``locked``: nobody else changes any of them before this transaction ends."""

    def colleagues(self, practice_id: UUID) -> Sequence[Colleague]:
        """In no order."""

    def colleague(self, practice_id: UUID, person_id: UUID) -> Colleague | None: ...

    def remove_person(self, person_id: UUID, now: datetime) -> None:
        """From now on they are found as a colleague alone; what they signed in with is gone."""


class KeptInvitations(Protocol):
    def add_invitation(self, invitation: Invitation) -> bool:
        """False when one for that e-mail address waits already."""

    def change_invitation(self, invitation: Invitation) -> None: ...

    def invitation(self, practice_id: UUID, invitation_id: UUID) -> Invitation | None:
        """Nobody else changes it before this transaction ends."""

    def invitation_by_token(self, token_hash: bytes) -> Invitation | None:
        """Nobody else changes it before this transaction ends."""

    def waiting_invitations(self, practice_id: UUID) -> Sequence[Invitation]:
        """Neither accepted nor withdrawn, the latest first; expired ones too."""
