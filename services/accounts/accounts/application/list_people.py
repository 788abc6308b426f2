"""Look at the people of a practice."""

from __future__ import annotations

from uuid import UUID

from accounts.application.people_ports import Colleague
from accounts.application.ports import Tools
from accounts.domain.errors import PersonNotFound
from accounts.domain.practice import plain_letters


def list_people(tools: Tools, practice_id: UUID) -> list[Colleague]:
    """By name, those who left at the end."""
    with tools.transactions.practice(practice_id) as accounts:
        return sorted(accounts.colleagues(practice_id), key=_place)


def read_person(tools: Tools, practice_id: UUID, person_id: UUID) -> Colleague:
    """Also somebody who left.

    Raises:
        PersonNotFound: nobody of this practice.
    """
    with tools.transactions.practice(practice_id) as accounts:
        colleague = accounts.colleague(practice_id, person_id)
    if colleague is None:
        raise PersonNotFound
    return colleague


def _place(colleague: Colleague) -> tuple[bool, str, str, UUID]:
    person = colleague.person
    return (
        colleague.removed_at is not None,
        plain_letters(person.last_name),
        plain_letters(person.first_name),
        person.id,
    )
