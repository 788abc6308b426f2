"""Give a person another role."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from accounts.application.by import By
from accounts.application.people_ports import Colleague
from accounts.application.ports import Tools
from accounts.domain.errors import PersonNotFound
from accounts.domain.person import Role


@dataclass(frozen=True)
class Request:
    by: By
    person_id: UUID
    role: Role
    expected_version: int | None


def change_person(tools: Tools, request: Request) -> Colleague:
    """Change and note it; of two owners who take each other's role at the same moment one succeeds.

    Raises:
        Unauthenticated, Forbidden, PersonNotFound, VersionConflict, LastOwner: see ``Team.with_role``.
    """
    by = request.by
    with tools.transactions.practice(by.practice_id) as accounts:
        team = accounts.team(by.practice_id, locked=True)
        changed = team.with_role(by.person_id, request.person_id, request.role, request.expected_version)
        before = accounts.colleague(by.practice_id, request.person_id)
        if before is None:
            raise PersonNotFound
        if changed.role != before.person.role:
            accounts.change_person(changed)
            fields = [("role", before.person.role, changed.role)]
            accounts.note(by.did("change_person", "person", changed.id, fields))
        return Colleague(changed, None, before.last_seen_at)
