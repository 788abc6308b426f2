"""Sign in, who am I, sign out; and where else one is signed in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from apiflask import APIBlueprint
from contracts.accounts import rpc as accounts
from contracts.base import Nothing

from gateway import auth, rpc
from gateway.api.access import public
from gateway.api.bodies import Body

blueprint = APIBlueprint("sessions", __name__, tag="Sessions")

_OWN = {"Location": "/api/v1/session"}


class Credentials(accounts.OpenSession, Body):
    """E-mail and password; ``code`` where a second factor is in force."""


class SecondStep(accounts.ConfirmSession, Body):
    """The challenge that came with ``second_factor_required``, and a code (a recovery code will do)."""


@blueprint.post("/sessions")
@blueprint.input(Credentials)
@blueprint.output(accounts.SessionOpened, 201)
@public
def open_session(json_data: Credentials) -> Any:
    """Open a session; its token goes into the Authorization header of what follows.

    Where a second factor is in force and no code was sent: 401 `second_factor_required` with `data.challenge`.
    """
    return rpc.call(accounts.open_session, json_data), 201, _OWN


@blueprint.post("/sessions/second-factor")
@blueprint.input(SecondStep)
@blueprint.output(accounts.SessionOpened, 201)
@public
def confirm_session(json_data: SecondStep) -> Any:
    """Open a session with the code that was asked for."""
    return rpc.call(accounts.confirm_session, json_data), 201, _OWN


@blueprint.get("/sessions")
@blueprint.output(accounts.KnownSessions)
def list_sessions() -> Any:
    """Where the person who asks is signed in, the latest used first."""
    return rpc.call(accounts.list_sessions, Nothing())


@blueprint.delete("/sessions")
@blueprint.output({}, 204)
def end_other_sessions() -> Any:
    """Sign out everywhere else."""
    rpc.call(accounts.end_other_sessions, Nothing())
    return ""


@blueprint.delete("/sessions/<uuid:session_id>")
@blueprint.output({}, 204)
def end_session(session_id: UUID) -> Any:
    """End one of the own sessions; its token is good for nothing from now on."""
    rpc.call(accounts.end_session, accounts.SessionId(session_id=session_id))
    return ""


@blueprint.get("/session")
@blueprint.output(accounts.SessionRead)
def read_session() -> Any:
    """Who is signed in, and until when."""
    signed_in = auth.required()
    return accounts.SessionRead(
        expires_at=signed_in.expires_at,
        user=signed_in.user,
        practice=signed_in.practice,
        session_id=signed_in.session_id,
    )


@blueprint.delete("/session")
@blueprint.output({}, 204)
def close_session() -> Any:
    """Sign out: the token is good for nothing from now on."""
    rpc.call(accounts.close_session, accounts.SessionToken(token=auth.required().token))
    return ""
