"""Register a practice."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from contracts.accounts import rpc as accounts

from gateway import rpc
from gateway.api.access import idempotency_key, public
from gateway.api.bodies import Body

blueprint = APIBlueprint("practices", __name__, tag="Practices")


class PracticeRegistration(accounts.RegisterPractice, Body):
    """Who registers, and the practice's name."""


@blueprint.post("/practices")
@blueprint.input(PracticeRegistration)
@blueprint.output(accounts.PracticeRegistered, 201)
@public
def register_practice(json_data: PracticeRegistration) -> Any:
    """Register a practice; its first person is signed in."""
    registered = rpc.call(accounts.register_practice, json_data, idempotency_key=idempotency_key())
    return registered, 201, {"Location": "/api/v1/practice"}
