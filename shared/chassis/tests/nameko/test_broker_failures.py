"""A broker that stops, dies or freezes takes no service with it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from dev.broker import Broker
from dev.launching import ready
from dev.processes import wait_for
from shared.chassis.tests.nameko.caller import Caller
from shared.chassis.tests.nameko.conftest import Diary, Serve
from shared.chassis.tests.nameko.probe_contract import HappenedV1

pytestmark = [pytest.mark.broker, pytest.mark.slow]
BACK_WITHIN = 5.0
STOCK_ENDS = pytest.mark.xfail(strict=True, reason="stock Nameko ends when a reply cannot be published")


@pytest.fixture
def vhost(private_broker: Broker) -> str:
    return private_broker.url


@contextmanager
def calling(url: str) -> Iterator[Caller]:
    caller = Caller(url)
    try:
        yield caller
    finally:
        caller.close()


@pytest.mark.parametrize("kind", ["rpc", pytest.param("stock", marks=STOCK_ENDS)])
def test_a_broker_that_stops_before_the_reply_leaves_the_service_running(
    serve: Serve, private_broker: Broker, diary: Diary, kind: str
) -> None:
    service = serve(kind)
    with calling(private_broker.url) as caller:
        caller.send("work", {"name": "one", "seconds": 2})
        diary.wait("begin one")
    private_broker.stop()
    diary.wait("end one")
    wait_for(
        lambda: service.log().count("broker connection lost") > 1 or not service.alive(),
        "the service tries again, or gives up",
        seconds=20,
    )
    private_broker.start()
    back = time.monotonic()
    assert service.alive()
    with calling(private_broker.url) as caller:
        assert caller.call("work", {"name": "two"}, BACK_WITHIN)["error"] is None
    assert time.monotonic() - back < BACK_WITHIN
    assert service.terminate() == 0


def test_a_frozen_broker_is_noticed_and_used_again_once_it_answers(
    serve: Serve, private_broker: Broker, diary: Diary
) -> None:
    service = serve("rpc", HEARTBEAT="1")
    with calling(private_broker.url) as caller:
        caller.send("work", {"name": "one", "seconds": 1})
        diary.wait("begin one")
    private_broker.freeze()
    wait_for(lambda: not ready(f"{service.health_url}/health/ready"), "the freeze is noticed", seconds=10)
    assert ready(f"{service.health_url}/health/live")
    private_broker.thaw()
    back = time.monotonic()
    service.wait_ready(BACK_WITHIN)
    with calling(private_broker.url) as caller:
        assert caller.call("work", {"name": "two"}, BACK_WITHIN)["error"] is None
    assert time.monotonic() - back < BACK_WITHIN


def test_a_process_stops_even_while_its_broker_is_frozen(serve: Serve, private_broker: Broker) -> None:
    service = serve("rpc", HEARTBEAT="1")
    private_broker.freeze()
    assert service.terminate(15) == 0


def test_an_event_under_way_while_the_broker_stops_is_handled_again(
    serve: Serve, private_broker: Broker, diary: Diary
) -> None:
    service = serve("consumer")
    with calling(private_broker.url) as caller:
        caller.announce(HappenedV1(name="one", seconds=2, how="break_once"))
        diary.wait("begin one")
    # Not killed: RabbitMQ 3.10 may leave a queue without a leader that was declared in the second before.
    private_broker.stop()
    wait_for(lambda: "event handler failed" in service.log(), "the handler raises", seconds=10)
    private_broker.start()
    diary.wait("end one", seconds=20)
    assert service.alive()


def test_the_broker_knows_each_process_by_name(serve: Serve, private_broker: Broker) -> None:
    serve("consumer")
    logs = private_broker.folder / "log"
    name = "client-provided name: probe-consumer"
    wait_for(lambda: any(name in log.read_text() for log in logs.glob("*.log")), "RabbitMQ logs its name", seconds=10)


def test_a_caller_that_left_is_no_harm(serve: Serve, private_broker: Broker, diary: Diary) -> None:
    service = serve("rpc")
    with calling(private_broker.url) as leaving:
        leaving.send("work", {"name": "one", "seconds": 1})
        diary.wait("begin one")
    diary.wait("end one")
    with calling(private_broker.url) as caller:
        assert caller.call("work", {"name": "two"})["error"] is None
        assert service.terminate() == 0
        assert caller.count("rpc-probe") == 0
