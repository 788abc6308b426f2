"""People, in PostgreSQL. See ``accounts.application.ports``."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select, update

from accounts.adapters.rows import Rows
from accounts.adapters.tables import people
from accounts.domain.person import AcceptedTerms, Person
from accounts.domain.second_factor import SecondFactor

_PLAIN = (
    "first_name", "last_name", "email", "role", "password_hash", "version", "language", "email_confirmed_at",
)  # fmt: skip

WORKS_HERE = people.c.removed_at.is_(None)


class PersonRows(Rows):
    def add_person(self, person: Person) -> bool:
        return self._added(people, id=person.id, practice_id=person.practice_id, **_columns(person))

    def person_by_email(self, email: str) -> Person | None:
        return self._person(select(people).where(WORKS_HERE, func.lower(people.c.email) == email.lower()))

    def person(self, person_id: UUID, *, locked: bool = False) -> Person | None:
        query = select(people).where(WORKS_HERE, people.c.id == person_id)
        return self._person(query.with_for_update(key_share=True) if locked else query)

    def change_person(self, person: Person) -> None:
        columns = _columns(person)
        del columns["email"]  # a login is never another one
        self._transaction.execute(update(people).where(people.c.id == person.id).values(**columns))

    def _person(self, query: Any) -> Person | None:
        row = self._one(query)
        return None if row is None else person_of(row)


def _columns(person: Person) -> dict[str, Any]:
    terms, factor = person.terms, person.second_factor
    return {name: getattr(person, name) for name in _PLAIN} | {
        "terms_version": terms and terms.version,
        "terms_accepted_at": terms and terms.at,
        "factor_pending": person.factor_begun,
        "factor_secret": factor and factor.secret,
        "factor_since": factor and factor.since,
        "factor_step": factor.last_step if factor else 0,
    }


def person_of(row: Row[Any]) -> Person:
    factor = row.factor_secret and SecondFactor(row.factor_secret, row.factor_since, row.factor_step)
    terms = row.terms_version and AcceptedTerms(row.terms_version, row.terms_accepted_at)
    return Person(
        id=row.id,
        practice_id=row.practice_id,
        terms=terms,
        second_factor=factor,
        factor_begun=row.factor_pending,
        **{name: getattr(row, name) for name in _PLAIN},
    )
