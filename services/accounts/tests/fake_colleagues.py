"""People who work together, those who left, and invitations, in memory: a part of the fake store."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from accounts.application.people_ports import Colleague
from accounts.domain.invitation import Invitation
from accounts.domain.person import Person, Session
from accounts.domain.team import Team


class MemoryColleagues:
    people: list[Person]
    sessions: list[Session]

    def __init__(self) -> None:
        self.removed: dict[UUID, datetime] = {}
        self.invitations: dict[UUID, Invitation] = {}

    def working(self) -> list[Person]:
        return [each for each in self.people if each.id not in self.removed]

    def team(self, practice_id: UUID, *, locked: bool = False) -> Team:
        return Team(each for each in self.working() if each.practice_id == practice_id)

    def colleagues(self, practice_id: UUID) -> list[Colleague]:
        return [self._colleague(each) for each in self.people if each.practice_id == practice_id]

    def colleague(self, practice_id: UUID, person_id: UUID) -> Colleague | None:
        return next((each for each in self.colleagues(practice_id) if each.person.id == person_id), None)

    def remove_person(self, person_id: UUID, now: datetime) -> None:
        self.removed[person_id] = now
        self.people = [replace(each, password_hash="") if each.id == person_id else each for each in self.people]

    def add_invitation(self, invitation: Invitation) -> bool:
        waiting = self.waiting_invitations(invitation.practice_id)
        if any(each.email.lower() == invitation.email.lower() for each in waiting):
            return False
        self.invitations[invitation.id] = invitation
        return True

    def change_invitation(self, invitation: Invitation) -> None:
        self.invitations[invitation.id] = invitation

    def invitation(self, practice_id: UUID, invitation_id: UUID) -> Invitation | None:
        found = self.invitations.get(invitation_id)
        return found if found is not None and found.practice_id == practice_id else None

    def invitation_by_token(self, token_hash: bytes) -> Invitation | None:
        return next((each for each in self.invitations.values() if each.token_hash == token_hash), None)

    def waiting_invitations(self, practice_id: UUID) -> list[Invitation]:
        waiting = [each for each in self.invitations.values() if each.practice_id == practice_id and each.waits]
        return sorted(waiting, key=lambda each: (each.invited_at, each.id), reverse=True)

    def _colleague(self, person: Person) -> Colleague:
        uses = [each.last_used_at for each in self.sessions if each.person_id == person.id]
        return Colleague(person, self.removed.get(person.id), max(uses, default=None))
