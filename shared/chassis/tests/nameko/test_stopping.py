"""SIGTERM finishes what was begun, once; SIGKILL leaves it to another process."""

import signal

import pytest

from dev.processes import wait_for
from shared.chassis.tests.nameko.caller import Caller
from shared.chassis.tests.nameko.conftest import Diary, Serve
from shared.chassis.tests.nameko.probe_contract import HappenedV1

pytestmark = pytest.mark.broker
# Longer than the second or two after which stock Nameko closes its connection.
LONG = 3.0
STOCK_REPEATS = pytest.mark.xfail(strict=True, reason="stock Nameko closes its connection before the work is acked")


@pytest.mark.parametrize("kind", ["rpc", pytest.param("stock", marks=STOCK_REPEATS)])
def test_a_request_under_way_at_sigterm_is_answered_and_done_once(
    serve: Serve, caller: Caller, diary: Diary, kind: str
) -> None:
    service = serve(kind)
    sent = caller.send("work", {"name": "one", "seconds": LONG})
    diary.wait("begin one")
    assert service.terminate() == 0
    assert caller.replies(1)[sent]["result"]["name"] == "one"
    serve(kind)
    caller.call("work", {"name": "two"})
    assert diary.count("begin one") == 1


@pytest.mark.parametrize("kind", ["consumer", pytest.param("stock", marks=STOCK_REPEATS)])
def test_an_event_under_way_at_sigterm_is_handled_once(serve: Serve, caller: Caller, diary: Diary, kind: str) -> None:
    service = serve(kind)
    caller.announce(HappenedV1(name="one", seconds=LONG))
    diary.wait("begin one")
    assert service.terminate() == 0
    assert diary.count("end one") == 1
    serve(kind)
    caller.announce(HappenedV1(name="two"))
    diary.wait("end two")
    assert diary.count("begin one") == 1


def test_a_stopping_process_gives_back_what_it_has_not_begun(serve: Serve, caller: Caller, diary: Diary) -> None:
    first = serve("rpc", WORKERS="1")
    sent = [caller.send("work", {"name": str(number), "seconds": 1}) for number in range(3)]
    diary.wait("begin 0")
    assert first.terminate() == 0
    assert diary.count("begin") == 1
    serve("rpc")
    assert set(caller.replies(3)) == set(sent)
    assert diary.count("begin") == 3


def test_a_killed_process_leaves_its_request_and_event_to_another(serve: Serve, caller: Caller, diary: Diary) -> None:
    services = [serve("rpc"), serve("consumer")]
    sent = caller.send("work", {"name": "asked", "seconds": LONG})
    caller.announce(HappenedV1(name="told", seconds=LONG))
    diary.wait("begin asked")
    diary.wait("begin told")
    for service in services:
        service.kill()
    serve("rpc")
    serve("consumer")
    assert caller.replies(1)[sent]["error"] is None
    diary.wait("end told")
    assert (diary.count("begin asked"), diary.count("begin told")) == (2, 2)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_idle_process_ends_at_once_when_asked(serve: Serve, number: int) -> None:
    service = serve("rpc")
    service.signal(number)
    assert service.wait(5) == 0


def test_a_process_that_never_found_its_broker_ends_when_asked(serve: Serve) -> None:
    service = serve("rpc", wait=False, AMQP_URL="amqp://guest:guest@127.0.0.1:1/")
    wait_for(lambda: "broker connection lost" in service.log(), "the process looks for its broker", seconds=10)
    assert service.terminate(8) == 0
