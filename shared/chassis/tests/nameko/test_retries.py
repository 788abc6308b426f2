"""Events whose handling fails."""

import json
import signal

import pytest
from chassis.topology import DELIVERY_LIMIT

from dev.processes import wait_for
from shared.chassis.tests.nameko.caller import Caller
from shared.chassis.tests.nameko.conftest import Diary, Serve
from shared.chassis.tests.nameko.probe_contract import HappenedV1

pytestmark = pytest.mark.broker
QUEUE = "probe.consumer.happened.v1"
DEAD = f"dead.{QUEUE}"
STOCK_DROPS = pytest.mark.xfail(
    strict=True, reason="stock Nameko acks an event whose handler raised", raises=TimeoutError
)


@pytest.mark.parametrize("kind", ["consumer", pytest.param("stock", marks=STOCK_DROPS)])
def test_an_event_whose_handler_raised_is_handled_again(serve: Serve, caller: Caller, diary: Diary, kind: str) -> None:
    serve(kind)
    caller.announce(HappenedV1(name="one", how="break_once"))
    diary.wait("end one", seconds=3)


def test_attempts_wait_longer_each_time_and_then_the_event_is_a_dead_letter(
    serve: Serve, caller: Caller, diary: Diary
) -> None:
    service = serve("consumer", RETRY_DELAYS="0.3,1")
    caller.announce(HappenedV1(name="one", how="break"))
    wait_for(lambda: caller.count(DEAD) == 1, "a dead letter", seconds=10)
    first, second, third = diary.times("begin one")
    assert 0.3 <= second - first < 0.9
    assert 1 <= third - second < 2
    _, properties, body = caller.channel.basic_get(DEAD)
    headers = properties.headers
    assert headers["x-attempt"] == 3
    assert headers["x-error"] == "RuntimeError"
    assert headers["x-original-exchange"] == "probe.events"
    assert headers["x-original-routing-key"] == "happened.v1"
    assert headers["x-first-failed"] < headers["x-last-failed"]
    assert json.loads(body)["data"]["name"] == "one"
    assert "600100200" not in service.log()


def test_dead_letters_that_are_not_to_last_are_gone_after_a_while(serve: Serve, caller: Caller) -> None:
    serve("forgetful", RETRY_DELAYS="0.1")
    dead = "dead.probe.forgetful.happened.v1"
    caller.announce(HappenedV1(name="secret"))
    caller.announce_raw("{")
    wait_for(lambda: caller.count(dead) == 2, "dead letters", seconds=10)
    wait_for(lambda: caller.count(dead) == 0, "none any more", seconds=10)


def test_an_event_that_kills_its_process_is_stopped_by_the_delivery_limit(
    serve: Serve, vhost: str, caller: Caller, diary: Diary
) -> None:
    service = serve("consumer")
    caller.announce(HappenedV1(name="poison", how="kill"))
    assert service.wait(15) == -signal.SIGKILL
    for _ in range(DELIVERY_LIMIT):
        # Deaths of further processes, quicker: the broker sees a connection end with the message unacked.
        dying = Caller(vhost)
        wait_for(lambda channel=dying.channel: channel.basic_get(QUEUE)[0], "the event is there again", seconds=10)
        dying.close()
    wait_for(lambda: caller.count(DEAD) == 1, "a dead letter", seconds=10)
    serve("consumer")
    caller.announce(HappenedV1(name="next"))
    diary.wait("end next")
    assert diary.count("begin poison") == 1


def test_what_is_no_envelope_is_a_dead_letter_at_once(serve: Serve, caller: Caller) -> None:
    service = serve("consumer")
    caller.announce_raw('{"id": "600100200"}')
    caller.announce_raw("{")
    wait_for(lambda: caller.count(DEAD) == 2, "two dead letters", seconds=10)
    _, properties, _ = caller.channel.basic_get(DEAD)
    assert properties.headers["x-attempt"] == 1
    assert "ValidationError" in properties.headers["x-error"]
    assert "600100200" not in service.log()


def test_fields_that_a_newer_sender_added_are_ignored(serve: Serve, caller: Caller, diary: Diary) -> None:
    serve("consumer")
    caller.announce(HappenedV1(name="plain"))
    diary.wait("end plain")
    envelope = {
        "id": "0197c0de-0000-7000-8000-000000000000",
        "type": "happened.v1",
        "occurred_at": "2026-11-22T10:00:00Z",
        "practice_id": "0197c0de-0000-7000-8000-000000000001",
        "aggregate_id": "0197c0de-0000-7000-8000-000000000002",
        "version": 1,
        "trace_id": "0" * 32,
        "priority": "high",
        "data": {"name": "newer", "colour": "blue"},
    }
    caller.announce_raw(json.dumps(envelope))
    diary.wait("end newer")


def test_a_killed_process_loses_no_event_that_was_to_be_tried_again(serve: Serve, caller: Caller, diary: Diary) -> None:
    service = serve("consumer", RETRY_DELAYS="0.1,0.1,0.1")
    for number in range(20):
        caller.announce(HappenedV1(name=f"e{number}", how="break"))
    diary.wait("begin", 15)
    service.kill()
    serve("consumer", RETRY_DELAYS="0.1,0.1,0.1")
    wait_for(lambda: caller.count(DEAD) >= 20, "twenty dead letters", seconds=15)
