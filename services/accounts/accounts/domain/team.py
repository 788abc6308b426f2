"""Those who work at a practice, and who of them may do what with whom."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from uuid import UUID

from accounts.domain.errors import Forbidden, LastOwner, PersonNotFound, Unauthenticated, VersionConflict
from accounts.domain.person import Person, Role

MANAGERS: frozenset[Role] = frozenset({"owner", "admin"})


class Team:
    """Everybody who works there now: whoever was removed is not of it.

    An administrator neither touches an owner nor makes one, and there is always an owner. Beyond that people may give
    up their own role or leave.
    """

    def __init__(self, people: Iterable[Person]) -> None:
        self._people = {person.id: person for person in people}

    def manager(self, person_id: UUID, *roles: Role) -> Person:
        """The person, who manages people of these roles.

        Raises:
            Unauthenticated: they do not work here any more.
            Forbidden: their role, as it is now, does not allow it.
        """
        manager = self._people.get(person_id)
        if manager is None:
            raise Unauthenticated
        if manager.role not in MANAGERS or ("owner" in roles and manager.role != "owner"):
            raise Forbidden
        return manager

    def has(self, email: str) -> bool:
        """Whether somebody here has this e-mail address, in whatever case."""
        return any(person.email.lower() == email.lower() for person in self._people.values())

    def with_role(self, by: UUID, person_id: UUID, role: Role, expected_version: int | None) -> Person:
        """The person in another role; as they were when it is the one they have.

        Raises:
            Unauthenticated, PersonNotFound, Forbidden, VersionConflict.
            LastOwner: nobody else is an owner.
        """
        self.manager(by)
        person = self._person(person_id)
        self.manager(by, person.role, role)
        if expected_version not in (None, person.version):
            raise VersionConflict(person.version)
        if role == person.role:
            return person
        self._keeps_an_owner_without(person)
        return dataclasses.replace(person, role=role, version=person.version + 1)

    def leaving(self, by: UUID, person_id: UUID) -> Person:
        """The person, who may be removed.

        Raises:
            Unauthenticated, PersonNotFound, Forbidden.
            LastOwner: nobody else is an owner.
        """
        self.manager(by)
        person = self._person(person_id)
        self.manager(by, person.role)
        self._keeps_an_owner_without(person)
        return person

    def _person(self, person_id: UUID) -> Person:
        if person_id not in self._people:
            raise PersonNotFound
        return self._people[person_id]

    def _keeps_an_owner_without(self, person: Person) -> None:
        if person.role == "owner" and not any(
            each.role == "owner" for each in self._people.values() if each.id != person.id
        ):
            raise LastOwner
