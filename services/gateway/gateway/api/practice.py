"""The practice's data."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from contracts.accounts import rpc as accounts
from contracts.base import Nothing
from pydantic import Field

from gateway import rpc
from gateway.api import versions
from gateway.api.bodies import Body

blueprint = APIBlueprint("practice", __name__, tag="Settings")


class PracticeData(Body):
    """Fields left out keep their value; null empties one that may be empty."""

    name: str | None = None
    street: str | None = None
    house_number: str | None = None
    postal_code: str | None = Field(default=None, description="NN-NNN")
    town: str | None = None
    phone: str | None = None
    second_phone: str | None = None
    nip: str | None = None
    regon: str | None = None


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
    change = accounts.ChangePractice(**versions.sent(json_data), **versions.expected())
    practice = rpc.call(accounts.change_practice, change)
    return practice, 200, versions.tag(practice)
