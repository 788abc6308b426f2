"""Calls while the broker stops, restarts or stands still: each ends in time, and all is well soon after."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from chassis.refusals import Unavailable
from chassis.rpc_client import RpcClient

from dev.broker import Broker
from dev.processes import wait_for
from shared.chassis.tests.answering import CONTEXT, Answering, Say, echo, silent

pytestmark = [pytest.mark.broker, pytest.mark.slow]

TIMEOUT = 3.0
GRACE = 0.5
"""Seconds that scheduling threads on a busy machine may add."""


@pytest.fixture
def client(private_broker: Broker) -> Iterator[RpcClient]:
    made = RpcClient(private_broker.url, timeout=TIMEOUT)
    yield made
    made.close()


@pytest.fixture
def _service(private_broker: Broker) -> Iterator[None]:
    with Answering(private_broker.url):
        yield


def timed(client: RpcClient, method=echo) -> tuple[str, float]:
    began = time.monotonic()
    try:
        words = client.call(method, Say(words="a"), CONTEXT).words
    except Unavailable as error:
        words = error.outcome
    return words, time.monotonic() - began


def calls_under_way(client: RpcClient, threads: ThreadPoolExecutor) -> list[Future[tuple[str, float]]]:
    assert timed(client)[0] == "a"
    calls = [threads.submit(timed, client, silent) for _ in range(8)]
    wait_for(lambda: client.pending == 8, "eight calls wait", seconds=2)
    return calls


def works_within(client: RpcClient, seconds: float) -> None:
    end = time.monotonic() + seconds
    while timed(client)[0] != "a":
        assert time.monotonic() < end, f"no call worked within {seconds} s of the broker's return"


def outage(client: RpcClient, begin: Callable[[], None], end: Callable[[], object]) -> list[tuple[str, float]]:
    """Calls that are under way when the broker goes and that begin while it is away; then it returns."""
    with ThreadPoolExecutor(16) as threads:
        calls = calls_under_way(client, threads)
        begin()
        calls += [threads.submit(timed, client) for _ in range(8)]
        ended = [call.result(TIMEOUT + 5) for call in calls]
        ended += [timed(client) for _ in range(2)]
    assert client.pending == 0
    end()
    works_within(client, 5)
    assert client.pending == 0
    return ended


def all_in_time(ended: list[tuple[str, float]]) -> bool:
    return all(words in ("unknown", "not_sent") and took < TIMEOUT + GRACE for words, took in ended)


@pytest.mark.usefixtures("_service")
def test_the_broker_stops(client: RpcClient, private_broker: Broker) -> None:
    ended = outage(client, private_broker.stop, private_broker.start)
    assert all_in_time(ended), ended


@pytest.mark.usefixtures("_service")
def test_the_broker_dies(client: RpcClient, private_broker: Broker) -> None:
    ended = outage(client, private_broker.kill, private_broker.start)
    assert all_in_time(ended), ended
    assert {words for words, _ in ended[:8]} == {"unknown"}
    assert {words for words, _ in ended[-2:]} == {"not_sent"}
    assert all(took < 2 for _, took in ended[:8]), "calls do not sit out a connection that is lost"


@pytest.mark.usefixtures("_service")
def test_the_broker_stands_still_for_a_moment(client: RpcClient, private_broker: Broker) -> None:
    ended = outage(client, private_broker.freeze, private_broker.thaw)
    assert all_in_time(ended), ended


@pytest.mark.usefixtures("_service")
def test_the_broker_stands_still_until_it_is_given_up(client: RpcClient, private_broker: Broker) -> None:
    assert timed(client)[0] == "a"
    private_broker.freeze()
    ended = []
    end = time.monotonic() + 25
    while client.connected:
        ended.append(timed(client))
        assert time.monotonic() < end, "a frozen broker is never noticed"
    ended.append(timed(client))
    assert all_in_time(ended), ended
    assert ended[-1][0] == "not_sent"
    private_broker.thaw()
    works_within(client, 5)
    assert client.pending == 0


def test_a_client_that_is_made_while_the_broker_is_down_works_once_it_is_up(private_broker: Broker) -> None:
    private_broker.stop()
    client = RpcClient(private_broker.url, timeout=TIMEOUT)
    words, took = timed(client)
    assert words == "not_sent"
    assert took < TIMEOUT
    private_broker.start()
    with Answering(private_broker.url):
        works_within(client, 5)
    client.close()
