"""The audit trail: what the services wrote down of who changed what, as one list."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterable
from uuid import UUID

from contracts.accounts import rpc as accounts
from contracts.base import Method, Nothing
from contracts.changes import Change, Changes, ListChanges, Subject
from contracts.notifications import rpc as notifications
from contracts.scheduling import rpc as scheduling

from gateway import rpc

_KEEPERS: list[tuple[Method[ListChanges, Changes], frozenset[Subject]]] = [
    (accounts.list_changes, frozenset({"practice", "person", "invitation", "session"})),
    (
        scheduling.list_changes,
        frozenset({"practice", "calendar", "day_off", "service", "patient", "import", "visit", "waiting"}),
    ),
    (notifications.list_changes, frozenset({"template", "batch", "message"})),
]
"""Which service notes what; the practice's working time is scheduling's."""


def newest(about: Subject | None, about_id: UUID | None, before: UUID | None, limit: int) -> list[Change]:
    """The newest changes of all services, ``limit`` at most: ids are UUIDv7, so that they stand in one order."""
    known = {"subject": about, "subject_id": about_id, "before": before}
    asked = ListChanges(limit=limit, **{name: value for name, value in known.items() if value is not None})
    trails: Iterable[list[Change]] = (_of(method, asked) for method in _kept_by(about))
    return list(itertools.islice(heapq.merge(*trails, key=lambda change: change.id, reverse=True), limit))


def names_of_people() -> dict[UUID | None, str]:
    """Of everybody who is or was of the practice, by their ids."""
    people = rpc.call(accounts.list_people, Nothing()).items
    return {person.id: f"{person.first_name} {person.last_name}" for person in people}


def names_of_colleagues() -> dict[UUID | None, str]:
    """As ``names_of_people``, for everybody who works here; nobody's when accounts cannot say."""
    (said,) = rpc.together([(accounts.list_names, Nothing())])
    known = [] if isinstance(said, Exception) else said.items
    return {person.id: f"{person.first_name} {person.last_name}" for person in known}


def _kept_by(about: Subject | None) -> list[Method[ListChanges, Changes]]:
    return [method for method, subjects in _KEEPERS if about is None or about in subjects]


def _of(method: Method[ListChanges, Changes], asked: ListChanges) -> list[Change]:
    return sorted(rpc.call(method, asked).items, key=lambda change: change.id, reverse=True)
