"""Sign in, who am I, sign out."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from contracts.accounts import rpc as accounts

from gateway import auth, rpc
from gateway.api.access import public
from gateway.api.bodies import Body

blueprint = APIBlueprint("sessions", __name__, tag="Sessions")


class Credentials(accounts.OpenSession, Body):
    """E-mail and password."""


@blueprint.post("/sessions")
@blueprint.input(Credentials)
@blueprint.output(accounts.SessionOpened, 201)
@public
def open_session(json_data: Credentials) -> Any:
    """Open a session; its token goes into the Authorization header of what follows."""
    return rpc.call(accounts.open_session, json_data), 201, {"Location": "/api/v1/session"}


@blueprint.get("/session")
@blueprint.output(accounts.SessionRead)
def read_session() -> Any:
    """Who is signed in, and until when."""
    signed_in = auth.required()
    return accounts.SessionRead(expires_at=signed_in.expires_at, user=signed_in.user, practice=signed_in.practice)


@blueprint.delete("/session")
@blueprint.output({}, 204)
def close_session() -> Any:
    """Sign out: the token is good for nothing from now on."""
    rpc.call(accounts.close_session, accounts.SessionToken(token=auth.required().token))
    return ""
