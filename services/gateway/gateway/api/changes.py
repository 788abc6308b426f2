"""The audit trail: what the services wrote down of who changed what, as one list."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from apiflask import APIBlueprint
from contracts.base import Message
from contracts.changes import Change, Subject
from pydantic import Field

from gateway.api.bodies import Body
from gateway.trail import names_of_people, newest

blueprint = APIBlueprint("changes", __name__, tag="Changes")


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
