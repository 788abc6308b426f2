"""The practice's data."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from apiflask import APIBlueprint
from contracts.accounts import rpc as accounts
from contracts.base import Nothing
from contracts.faults import FieldFault
from pydantic import Field

from gateway import auth, rpc
from gateway.api import versions
from gateway.api.bodies import Body
from gateway.errors import Problem

blueprint = APIBlueprint("practice", __name__, tag="Settings")


class PracticeData(Body):
    """Fields left out keep their value; null empties one that may be empty.

    The read-only ones may be sent back as they were read.
    """

    name: str | None = None
    street: str | None = None
    house_number: str | None = None
    postal_code: str | None = Field(default=None, description="NN-NNN")
    town: str | None = None
    phone: str | None = None
    second_phone: str | None = None
    nip: str | None = None
    regon: str | None = None
    id: UUID | None = Field(default=None, strict=False, json_schema_extra={"readOnly": True})
    email: str | None = Field(default=None, json_schema_extra={"readOnly": True})
    slug: str | None = Field(default=None, json_schema_extra={"readOnly": True})
    time_zone: str | None = Field(default=None, json_schema_extra={"readOnly": True})
    version: int | None = Field(default=None, json_schema_extra={"readOnly": True})


READ_ONLY = frozenset({"id", "email", "slug", "time_zone"})


def _check_untouched(sent: dict[str, Any]) -> None:
    """A read-only field with another value than it has is refused."""
    if not sent:
        return
    known = auth.required().practice
    changed = [name for name, value in sorted(sent.items()) if value != getattr(known, name)]
    if changed:
        raise Problem("validation_failed", errors=[FieldFault(field=name, code="read_only") for name in changed])


@blueprint.get("/practice")
@blueprint.output(accounts.Practice)
def read_practice() -> Any:
    """The practice's data."""
    practice = rpc.call(accounts.read_practice, Nothing())
    return practice, 200, versions.tag(practice)


@blueprint.put("/practice")
@blueprint.input(PracticeData)
@blueprint.output(accounts.Practice)
def change_practice(json_data: PracticeData) -> Any:
    """Change the practice's data; its e-mail never changes."""
    sent = dict(versions.sent(json_data))
    _check_untouched({name: sent.pop(name) for name in READ_ONLY & sent.keys()})
    change = accounts.ChangePractice(**sent, **versions.expected())
    practice = rpc.call(accounts.change_practice, change)
    return practice, 200, versions.tag(practice)
