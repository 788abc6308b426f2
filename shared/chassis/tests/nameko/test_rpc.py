"""Requests and their answers."""

import json
import uuid
from datetime import UTC, datetime, timedelta
from urllib.request import urlopen

import pytest

from dev.launching import Running
from shared.chassis.tests.nameko.caller import TRACE, Caller
from shared.chassis.tests.nameko.conftest import Diary, Serve

pytestmark = pytest.mark.broker


def test_a_request_is_answered_and_a_field_of_a_newer_caller_is_ignored(asking: Caller) -> None:
    assert asking.call("work", {"name": "one", "from_the_future": True}) == {
        "result": {"name": "one", "built": 1, "padding": ""},
        "error": None,
    }


def test_dependencies_are_built_once_and_closed_at_the_end(serve: Serve, caller: Caller, diary: Diary) -> None:
    service = serve("rpc")
    built = {caller.call("work", {"name": str(number)})["result"]["built"] for number in range(3)}
    assert service.terminate() == 0
    assert built == {1}
    assert diary.count("closed") == 1


@pytest.mark.parametrize(
    ("role", "practice_id", "code"),
    [
        ("owner", uuid.uuid4(), None),
        ("admin", uuid.uuid4(), None),
        ("dentist", uuid.uuid4(), "forbidden"),
        ("receptionist", uuid.uuid4(), "forbidden"),
        (None, uuid.uuid4(), "unauthenticated"),
        ("owner", None, "unauthenticated"),
    ],
)
def test_who_may_not_is_refused(
    asking: Caller, role: str | None, practice_id: uuid.UUID | None, code: str | None
) -> None:
    actor = {"user_id": uuid.uuid4(), "role": role} if role else None
    answer = asking.call("guarded", {"name": "one"}, practice_id=practice_id, actor=actor)
    assert (answer["error"] or {}).get("code") == code
    assert (answer["result"] or {}).get("name") == (None if code else "one")


def test_an_exception_with_a_stable_code_is_the_answer(rpc_service: Running, asking: Caller) -> None:
    answer = asking.call("work", {"name": "one", "how": "refuse"}, trace_id="a" * 32)
    assert answer == {
        "result": None,
        "error": {
            "code": "slot_taken",
            "data": {"calendar": "blue"},
            "errors": [{"field": "name", "code": "invalid", "data": {}}],
        },
    }
    (line,) = [entry for entry in map(json.loads, rpc_service.log().splitlines()) if entry.get("trace_id") == "a" * 32]
    assert (line["level"], line["event"], line["outcome"]) == ("info", "call", "slot_taken")


def test_any_other_exception_is_an_internal_error_and_its_text_stays_out_of_the_log(
    rpc_service: Running, asking: Caller
) -> None:
    practice = uuid.uuid4()
    answer = asking.call("work", {"name": "one", "how": "break"}, practice_id=practice)
    assert answer["error"]["code"] == "internal_error"
    assert "600100200" not in json.dumps(answer) + rpc_service.log()
    (line,) = [entry for entry in map(json.loads, rpc_service.log().splitlines()) if entry["level"] == "error"]
    assert line["error"] == "RuntimeError"
    assert line["trace_id"] == TRACE
    assert line["practice_id"] == str(practice)


def test_an_invalid_request_is_refused_with_fields_and_codes_but_no_values(
    rpc_service: Running, asking: Caller
) -> None:
    answer = asking.call("work", {"name": "600100200" * 5, "seconds": "soon"})
    assert answer["error"] == {
        "code": "validation_failed",
        "data": {},
        "errors": [
            {"field": "name", "code": "too_long", "data": {"max": 40}},
            {"field": "seconds", "code": "invalid", "data": {}},
        ],
    }
    assert "600100200" not in rpc_service.log()


def test_what_is_no_request_at_all_is_refused_and_the_next_one_answered(asking: Caller) -> None:
    sent = asking.send_raw("work", "{")
    assert asking.replies(1)[sent]["error"]["code"] == "validation_failed"
    assert asking.call("work", {"name": "one"})["error"] is None


def test_a_method_that_is_not_served_is_unavailable(asking: Caller) -> None:
    assert asking.call("missing", {"name": "one"})["error"]["code"] == "unavailable"


def test_a_request_that_nobody_waits_for_any_more_is_counted_and_not_done(
    serve: Serve, caller: Caller, diary: Diary
) -> None:
    service = serve("rpc")
    caller.send("work", {"name": "late"}, deadline=datetime.now(UTC) - timedelta(seconds=1))
    caller.call("work", {"name": "timely"}, deadline=datetime.now(UTC) + timedelta(seconds=30))
    assert diary.count("begin late") == 0
    with urlopen(f"{service.health_url}/metrics") as page:  # noqa: S310
        assert 'rpc_handled_total{method="probe.work",outcome="expired"} 1.0' in page.read().decode()
    assert service.terminate() == 0
    assert caller.count("rpc-probe") == 0


def test_as_many_requests_as_workers_are_worked_on_at_a_time(serve: Serve, caller: Caller, diary: Diary) -> None:
    serve("rpc", WORKERS="2")
    sent = [caller.send("work", {"name": str(number), "seconds": 1}) for number in range(3)]
    diary.wait("begin", 2)
    assert len(caller.replies(2)) == 2
    assert diary.path.read_text().splitlines()[:2] == ["begin 0", "begin 1"]
    assert set(caller.replies(1)) <= set(sent)
    assert diary.count("end") == 3


def test_large_answers_at_the_same_time_do_not_mix(asking: Caller) -> None:
    wanted = {
        asking.send("work", {"name": str(number), "seconds": 0.1, "padding": 300_000 + number}): 300_000 + number
        for number in range(40)
    }
    replies = asking.replies(40)
    assert {sent: len(reply["result"]["padding"]) for sent, reply in replies.items()} == wanted
