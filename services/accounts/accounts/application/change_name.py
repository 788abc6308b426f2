"""Change one's own name."""

from __future__ import annotations

from dataclasses import dataclass, replace

from accounts.application import own_password
from accounts.application.by import By
from accounts.application.ports import Tools
from accounts.domain.change import differences
from accounts.domain.checks import Checks
from accounts.domain.person import Person


@dataclass(frozen=True)
class Request:
    by: By
    first_name: str
    last_name: str


def change_name(tools: Tools, request: Request) -> Person:
    """A change that changes nothing is none.

    Raises:
        ValidationFailed: with everything that is wrong.
        Unauthenticated: they are gone.
    """
    checks = Checks()
    first_name = checks.name("first_name", request.first_name)
    last_name = checks.name("last_name", request.last_name)
    checks.finish()
    by = request.by
    with tools.transactions.practice(by.practice_id) as accounts:
        person = own_password.myself(accounts, by)
        fields = differences(person, named := replace(person, first_name=first_name, last_name=last_name), _NAMES)
        if not fields:
            return person
        changed = replace(named, version=person.version + 1)
        accounts.change_person(changed)
        accounts.note(by.did("change_name", "person", changed.id, fields))
        return changed


_NAMES = ("first_name", "last_name")
