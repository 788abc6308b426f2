"""What travels beside each call: deadline, trace, practice, idempotency key, version."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from contracts.scheduling import rpc as scheduling
from flask.testing import FlaskClient

from services.gateway.tests.fakes import SETTINGS, FakeServices
from services.gateway.tests.unit.test_resources import ID, VISIT

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def test_all_calls_of_a_request_share_one_deadline(program: FlaskClient, services: FakeServices) -> None:
    before = datetime.now(UTC)
    program.get("/api/v1/practice")
    first, second = (call.context.deadline for call in services.calls)
    assert first == second
    assert first is not None
    assert before < first <= datetime.now(UTC) + timedelta(seconds=SETTINGS.rpc_timeout)


def test_a_call_says_who_asks_for_which_practice(program: FlaskClient, services: FakeServices) -> None:
    session = program.get("/api/v1/session").json
    program.get("/api/v1/practice")
    context = services.last.context
    assert str(context.practice_id) == session["practice"]["id"]
    assert context.actor is not None
    assert (str(context.actor.user_id), context.actor.role) == (session["user"]["id"], "owner")


@pytest.mark.parametrize("traceparent", [f"00-{TRACE}-00f067aa0ba902b7-01", f"00-{TRACE.upper()}-00f067aa0ba902b7-00"])
def test_a_trace_goes_on(program: FlaskClient, services: FakeServices, traceparent: str) -> None:
    answer = program.get("/api/v1/practice", headers={"traceparent": traceparent})
    assert {call.context.trace_id for call in services.calls} == {TRACE}
    assert answer.headers["Dentoro-Trace"] == TRACE


@pytest.mark.parametrize(
    "traceparent", ["", "nonsense", f"00-{'0' * 32}-00f067aa0ba902b7-01", f"ff-{TRACE}-00f067aa0ba902b7-01", TRACE]
)
def test_or_begins(program: FlaskClient, services: FakeServices, traceparent: str) -> None:
    program.get("/api/v1/practice", headers={"traceparent": traceparent})
    (trace_id,) = {call.context.trace_id for call in services.calls}
    assert trace_id not in {TRACE, "0" * 32}
    program.get("/api/v1/practice")
    assert services.last.context.trace_id != trace_id


def test_an_idempotency_key_is_passed_on(program: FlaskClient, services: FakeServices) -> None:
    program.post("/api/v1/visits", json=VISIT, headers={"Idempotency-Key": "once"})
    assert services.last.context.idempotency_key == "once"


def test_without_one_each_request_has_its_own(program: FlaskClient, services: FakeServices) -> None:
    """The broker may deliver the same request twice."""
    keys = set()
    for _ in range(2):
        program.post("/api/v1/visits", json=VISIT)
        keys.add(services.last.context.idempotency_key)
    assert len(keys) == 2
    assert None not in keys


def test_a_key_without_end_is_refused(program: FlaskClient) -> None:
    answer = program.post("/api/v1/visits", json=VISIT, headers={"Idempotency-Key": "x" * 256})
    assert answer.json["errors"][0] == {
        "field": "Idempotency-Key",
        "code": "too_long",
        "detail": "At most 255 characters.",
    }


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("practice", {"town": "Łódź"}),
        ("practice/notifications", {"sms": False}),
        ("practice/working-time", {"days": []}),
        (f"calendars/{ID}/working-time", {"inherits": True}),
    ],
)
def test_if_match_is_the_version_that_is_expected(
    program: FlaskClient, services: FakeServices, path: str, body: dict[str, object]
) -> None:
    tag = program.get(f"/api/v1/{path}").headers["ETag"]
    assert program.put(f"/api/v1/{path}", json=body, headers={"If-Match": tag}).status_code == 200
    assert services.last.request["expected_version"] == int(tag.strip('"'))
    program.put(f"/api/v1/{path}", json=body, headers={"If-Match": "*"})
    assert "expected_version" not in services.last.request


@pytest.mark.parametrize("tag", ['W/"3"', "3", '"three"', '"3", "4"', '"-1"', f'"{10**12}"'])
def test_a_tag_that_was_never_given_matches_nothing(program: FlaskClient, services: FakeServices, tag: str) -> None:
    answer = program.patch(f"/api/v1/visits/{ID}", json={"note": "x"}, headers={"If-Match": tag})
    assert (answer.status_code, answer.json["code"]) == (412, "version_conflict")


def test_a_version_that_has_gone_by_is_412_with_the_current_one(program: FlaskClient, services: FakeServices) -> None:
    services.refuse(scheduling.change_visit, "version_conflict", data={"current_version": 4})
    answer = program.patch(f"/api/v1/visits/{ID}", json={"note": "x"}, headers={"If-Match": '"3"'})
    assert (answer.status_code, answer.json["data"]) == (412, {"current_version": 4})
