"""The audit trail: what accounts and scheduling wrote down of who changed what, as one list."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterable
from typing import Annotated, Any
from uuid import UUID

from apiflask import APIBlueprint
from contracts.accounts import rpc as accounts
from contracts.base import Message, Method, Nothing
from contracts.changes import Change, Changes, ListChanges, Subject
from contracts.scheduling import rpc as scheduling
from pydantic import Field

from gateway import rpc
from gateway.api.bodies import Body

blueprint = APIBlueprint("changes", __name__, tag="Changes")

_OF_ACCOUNTS = frozenset({"person", "invitation", "session"})
_OF_SCHEDULING = frozenset({"calendar", "day_off", "service", "patient", "visit"})


class ChangeSearch(Body):
    """``about``: only changes of such things, ``about_id``: of this one; ``before``: only those older than that one."""

    about: Subject | None = None
    about_id: UUID | None = None
    before: UUID | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50


class ChangeShown(Change):
    actor_name: str | None
    """First and last name; null for the system, a patient, or somebody who is no longer known."""


class ChangesShown(Message):
    items: list[ChangeShown]
    next_before: UUID | None
    """``before`` of the next page; null: there is none."""


@blueprint.get("/changes")
@blueprint.input(ChangeSearch, location="query")
@blueprint.output(ChangesShown)
def list_changes(query_data: ChangeSearch) -> Any:
    """Who changed what and when, newest first."""
    found = newest(query_data.about, query_data.about_id, query_data.before, query_data.limit + 1)
    shown, more = found[: query_data.limit], len(found) > query_data.limit
    names = names_of_people() if shown else {}
    items = [ChangeShown(**dict(each), actor_name=names.get(each.actor_id)) for each in shown]
    return ChangesShown(items=items, next_before=shown[-1].id if more else None)


def newest(about: Subject | None, about_id: UUID | None, before: UUID | None, limit: int) -> list[Change]:
    """The newest changes of both services, ``limit`` at most: ids are UUIDv7, so that they stand in one order."""
    known = {"subject": about, "subject_id": about_id, "before": before}
    asked = ListChanges(limit=limit, **{name: value for name, value in known.items() if value is not None})
    trails: Iterable[list[Change]] = (_of(method, asked) for method in _kept_by(about))
    return list(itertools.islice(heapq.merge(*trails, key=lambda change: change.id, reverse=True), limit))


def names_of_people() -> dict[UUID | None, str]:
    """Of everybody who is or was of the practice, by their ids."""
    people = rpc.call(accounts.list_people, Nothing()).items
    return {person.id: f"{person.first_name} {person.last_name}" for person in people}


def _kept_by(about: Subject | None) -> list[Method[ListChanges, Changes]]:
    methods = []
    if about not in _OF_SCHEDULING:
        methods.append(accounts.list_changes)
    if about not in _OF_ACCOUNTS:
        methods.append(scheduling.list_changes)
    return methods


def _of(method: Method[ListChanges, Changes], asked: ListChanges) -> list[Change]:
    return sorted(rpc.call(method, asked).items, key=lambda change: change.id, reverse=True)
