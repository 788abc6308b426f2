"""Remove a person from the practice."""

from __future__ import annotations

from uuid import UUID

from accounts.application.by import By
from accounts.application.ports import Tools


def remove_person(tools: Tools, by: By, person_id: UUID) -> None:
    """Their sessions end with it and their e-mail address is free again. Somebody who left already may leave twice.

    Raises:
        Unauthenticated, Forbidden, PersonNotFound, LastOwner: see ``Team.leaving``.
    """
    with tools.transactions.practice(by.practice_id) as accounts:
        team = accounts.team(by.practice_id, locked=True)
        team.manager(by.person_id)
        colleague = accounts.colleague(by.practice_id, person_id)
        if colleague is not None and colleague.removed_at is not None:
            return
        person = team.leaving(by.person_id, person_id)
        accounts.end_sessions(person.id)
        accounts.put_recovery_codes(person, [])
        accounts.forget_link(person.id, "password_reset")
        accounts.forget_link(person.id, "email_confirmation")
        accounts.remove_person(person.id, by.now)
        accounts.note(by.did("remove_person", "person", person.id, [("removed", False, True)]))
