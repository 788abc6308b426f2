"""Requests as the gateway makes them."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from chassis.refusals import Refused
from contracts.accounts import rpc
from contracts.context import Actor, Client, Context
from contracts.faults import Fault

from dev.testing import TestDatabase

PASSWORD = "Kasztan1"


def context(**known: Any) -> Context:
    return Context(trace_id=secrets.token_hex(16), **known)


def coming_from(address: str) -> Context:
    return context(client=Client(address=address, agent="Probe/1.0"))


def registration(**typed: Any) -> rpc.RegisterPractice:
    filled = {
        "first_name": "Ewa",
        "last_name": "Śliwa",
        "email": f"{secrets.token_hex(8)}@sliwa.example",
        "password": PASSWORD,
        "practice_name": "Gabinet Śliwa",
        "accept_terms": True,
    }
    return rpc.RegisterPractice(**filled | typed)


def owned(registered: rpc.PracticeRegistered) -> Context:
    actor = Actor(user_id=registered.user.id, role=registered.user.role)
    return context(practice_id=registered.practice.id, actor=actor)


def signed_in(read: rpc.SessionRead) -> Context:
    """As the gateway goes on after it read a session."""
    actor = Actor(user_id=read.user.id, role=read.user.role, session_id=read.session_id)
    return context(practice_id=read.practice.id, actor=actor)


def refusal(ask: Callable[[], object]) -> Fault:
    """What ``ask`` is refused with."""
    with pytest.raises(Refused) as refused:
        ask()
    return refused.value.fault


def rows(database: TestDatabase, query: str, *values: Any) -> list[tuple[Any, ...]]:
    with psycopg.connect(database.app_url) as connection:
        connection.execute("SELECT set_config('app.practice_id', 'all', false)")
        return connection.execute(query, values).fetchall()  # type: ignore[arg-type]
