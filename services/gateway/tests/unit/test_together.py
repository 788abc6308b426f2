"""Several readings of one request, asked at the same time."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from apiflask import APIFlask
from contracts.base import Message, Method, Nothing
from contracts.context import Context
from contracts.faults import Fault
from contracts.scheduling import rpc as scheduling
from flask import g
from gateway import rpc
from gateway.refusals import Refused, Unavailable


class Meeting:
    """Services that answer only once all three have been asked."""

    def __init__(self) -> None:
        self.met = threading.Barrier(3, timeout=5)
        self.contexts: list[Context] = []
        self.fails: dict[str, Exception] = {}

    def call(self, method: Method[Any, Any], _request: Message, context: Context) -> Any:
        self.contexts.append(context)
        self.met.wait()
        if method.name in self.fails:
            raise self.fails[method.name]
        return method.name


READINGS = [
    (method, Nothing()) for method in (scheduling.list_calendars, scheduling.list_services, scheduling.list_holds)
]


@pytest.fixture
def meeting(app: APIFlask) -> Any:
    kept = app.extensions["dentoro_rpc"]
    app.extensions["dentoro_rpc"] = Meeting()
    yield app.extensions["dentoro_rpc"]
    app.extensions["dentoro_rpc"] = kept


def asked(app: APIFlask) -> list[Any]:
    with app.test_request_context("/"):
        app.preprocess_request()
        assert g.deadline
        return rpc.together(READINGS)


def test_they_are_under_way_together_and_answered_in_their_order(app: APIFlask, meeting: Meeting) -> None:
    assert asked(app) == ["list_calendars", "list_services", "list_holds"]
    deadlines = {context.deadline for context in meeting.contexts}
    assert len(deadlines) == 1, "all share what is left of the request's time"
    assert len({context.idempotency_key for context in meeting.contexts}) == 3


def test_who_does_not_answer_spoils_nothing_for_who_can_do_without(app: APIFlask, meeting: Meeting) -> None:
    meeting.fails = {"list_services": Unavailable("unknown"), "list_holds": Refused(Fault(code="internal_error"))}
    calendars, services, holds = asked(app)
    assert rpc.need(calendars) == "list_calendars"
    with pytest.raises(Unavailable):
        rpc.need(services)
    with pytest.raises(Refused):
        rpc.need(holds)
