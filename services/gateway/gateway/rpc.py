"""How views call the services: one deadline, one trace and one practice for the whole HTTP request."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any, Protocol, TypeVar, cast
from uuid import UUID, uuid4

from chassis.clock import Clock
from contracts.base import Message, Method
from contracts.context import Context
from flask import current_app, g
from pydantic import AwareDatetime

from gateway import clients
from gateway.refusals import Refused, Unavailable

Req = TypeVar("Req", bound=Message)
Res = TypeVar("Res", bound=Message)

_AT_ONCE = 12
"""Readings of one HTTP request under way together; more wait their turn."""


class RpcCaller(Protocol):
    """What the chassis' RpcClient is; tests give a hand-written one."""

    def call(self, method: Method[Req, Res], request: Req, context: Context) -> Res:
        """Raises chassis.refusals.Refused or Unavailable."""


def call(method: Method[Req, Res], request: Req, *, idempotency_key: str | None = None) -> Res:
    """Call a service in the name of whoever is signed in to this HTTP request.

    Raises:
        Refused: the service said no (``.code``, ``.fault``).
        Unavailable: no answer within what is left of this HTTP request's time.
    """
    caller = cast(RpcCaller, current_app.extensions["dentoro_rpc"])
    return caller.call(method, request, context(idempotency_key))


Reading = tuple[Method[Any, Any], Message]
"""A method that changes nothing, and what is asked."""


def together(readings: Sequence[Reading]) -> list[Any]:
    """The answers to all of these, asked at the same time: the slowest counts, not their sum.

    A refusal or a silence (as of ``call``) stands in its place of the list, for whoever can do without; see ``need``.
    """
    caller = cast(RpcCaller, current_app.extensions["dentoro_rpc"])
    asked = [(method, request, context()) for method, request in readings]
    if len(asked) == 1:
        return [_answer(caller, *asked[0])]
    with ThreadPoolExecutor(min(len(asked), _AT_ONCE)) as pool:
        return list(pool.map(lambda one: _answer(caller, *one), asked))


def need(answer: Any) -> Any:
    """One answer of ``together``, raised if it is a refusal or a silence."""
    if isinstance(answer, Exception):
        raise answer
    return answer


def _answer(caller: RpcCaller, method: Method[Any, Any], request: Message, context: Context) -> Any:
    try:
        return caller.call(method, request, context)
    except (Refused, Unavailable) as said:
        return said


def context(idempotency_key: str | None = None) -> Context:
    """The context of one call out of this HTTP request; nobody's until ``auth.current()`` has found who makes it."""
    asked_for = g.get("asked_for")
    signed_in = None if asked_for else g.get("signed_in")
    return Context(
        trace_id=trace_id(),
        practice_id=signed_in.practice.id if signed_in else asked_for,
        actor=signed_in.actor if signed_in else None,
        client=clients.current(),
        # Always one: the broker may deliver a request twice, and both must be the same to the service.
        idempotency_key=idempotency_key or uuid4().hex,
        deadline=deadline(),
    )


def ask_for(practice_id: UUID) -> None:
    """From now on this HTTP request is a stranger's, at this practice, whoever is signed in in the same browser."""
    g.asked_for = practice_id


def now() -> datetime:
    """The stack's time, aware UTC: shifted on a laptop that runs on another day. Never ``datetime.now()`` in a view."""
    return cast(Clock, current_app.extensions["dentoro_clock"])()


def trace_id() -> str:
    """32 hex digits that follow this HTTP request through every service."""
    return cast(str, g.trace_id)


def deadline() -> AwareDatetime:
    """Real time until which this HTTP request must be answered."""
    return cast(AwareDatetime, g.deadline)
