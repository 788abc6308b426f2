"""The worker as a process: retries, dead letters, stops and outages, on a real broker."""

import json
import signal
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pika
import pytest
from chassis.publisher import ConfirmedPublisher, Outgoing
from chassis.topology import dead_queue, declare_work_queue, retry_queue
from pika.adapters.blocking_connection import BlockingChannel

from dev.broker import Broker
from dev.launching import Running
from dev.processes import wait_for
from shared.chassis.tests.conftest import StartDesk

pytestmark = pytest.mark.broker

DELAYS = "0.2,0.5"


class Desk:
    """One worker's queue, diary and process."""

    def __init__(self, amqp_url: str, diary: Path, start_desk: StartDesk) -> None:
        self.amqp_url = amqp_url
        self.queue = f"work-{uuid4()}"
        self._diary = diary
        self._start = start_desk
        diary.touch()

    def start(self) -> Running:
        env = {"AMQP_URL": self.amqp_url, "QUEUE": self.queue, "DIARY": str(self._diary), "RETRY_DELAYS": DELAYS}
        return self._start("worker", env)

    def lines(self, beginning: str) -> list[str]:
        return [line for line in self._diary.read_text().splitlines() if line.startswith(beginning)]

    def times(self, beginning: str) -> list[float]:
        return [float(line.split()[-1]) for line in self.lines(beginning)]

    def wait(self, beginning: str, count: int = 1, seconds: float = 10) -> None:
        wait_for(lambda: len(self.lines(beginning)) >= count, f"{count} x {beginning}", seconds=seconds)

    def send(self, name: str, **wishes: object) -> None:
        publisher = ConfirmedPublisher(self.amqp_url, declare=lambda channel: declare_work_queue(channel, self.queue))
        body = json.dumps({"name": name, **wishes}).encode()
        publisher.publish([Outgoing("", self.queue, body, {"trace": "t"}, str(uuid4()), mandatory=True)])
        publisher.close()

    def channel(self, use: Callable[[BlockingChannel], object]) -> object:
        connection = pika.BlockingConnection(pika.URLParameters(self.amqp_url))
        try:
            return use(connection.channel())
        finally:
            connection.close()

    def depth(self, queue: str) -> int:
        """Messages ready in a queue (those delivered and not acked do not count)."""
        return int(str(self.channel(lambda channel: channel.queue_declare(queue, passive=True).method.message_count)))


@pytest.fixture
def desk_worker(fresh_amqp_url: str, tmp_path: Path, start_desk: StartDesk) -> Desk:
    return Desk(fresh_amqp_url, tmp_path / "diary", start_desk)


def test_work_is_done_once_and_acked(desk_worker: Desk) -> None:
    worker = desk_worker.start()
    for number in range(3):
        desk_worker.send(f"job{number}")
    desk_worker.wait("end", 3)
    assert worker.terminate(5) == 0
    assert desk_worker.depth(desk_worker.queue) == 0
    assert len(desk_worker.lines("begin")) == 3


def test_a_failing_delivery_waits_longer_each_time_and_then_is_a_dead_letter(desk_worker: Desk) -> None:
    worker = desk_worker.start()
    desk_worker.send("bad", raises=True)
    wait_for(lambda: desk_worker.depth(dead_queue(desk_worker.queue)) == 1, "the dead letter", seconds=10)
    first, second, third = desk_worker.times("begin bad")
    assert 0.2 <= second - first < 0.5 <= third - second
    assert [line.split()[2] for line in desk_worker.lines("begin bad")] == ["0", "1", "2"]
    _, properties, body = desk_worker.channel(lambda channel: channel.basic_get(dead_queue(desk_worker.queue)))
    assert json.loads(body)["name"] == "bad"
    assert properties.headers["x-error"] == "ValueError"
    assert properties.headers["x-attempt"] == 3
    assert properties.headers["trace"] == "t"
    assert "600 700 800" not in worker.log()
    assert "ValueError" in worker.log()


def test_dead_means_dead_at_once_and_later_means_later(desk_worker: Desk) -> None:
    desk_worker.start()
    desk_worker.send("hopeless", dead=True)
    desk_worker.send("busy", later=0.3)
    wait_for(lambda: desk_worker.depth(dead_queue(desk_worker.queue)) == 1, "the dead letter", seconds=10)
    desk_worker.wait("end busy", 2)
    assert len(desk_worker.lines("begin hopeless")) == 1
    first, second = desk_worker.times("begin busy")
    assert second - first >= 0.5, "rounded up to the next of the delays"
    assert desk_worker.depth(retry_queue(desk_worker.queue, 0.5)) == 0


def test_sigterm_finishes_the_delivery_under_way_and_acks_it_once(desk_worker: Desk) -> None:
    worker = desk_worker.start()
    desk_worker.send("long", seconds=1.5)
    desk_worker.send("next")
    desk_worker.wait("begin long")
    worker.signal(signal.SIGTERM)
    assert worker.wait(10) == 0
    assert len(desk_worker.lines("end long")) == 1
    assert desk_worker.lines("begin next") == []
    wait_for(lambda: desk_worker.depth(desk_worker.queue) == 1, "the one not begun is back", seconds=5)
    desk_worker.start()
    desk_worker.wait("end next")
    assert len(desk_worker.lines("begin long")) == 1


def test_sigkill_hands_the_delivery_to_the_next_worker(desk_worker: Desk) -> None:
    worker = desk_worker.start()
    desk_worker.send("long", seconds=0.7)
    desk_worker.wait("begin long")
    worker.kill()
    desk_worker.start()
    desk_worker.wait("end long")
    assert len(desk_worker.lines("begin long")) == 2


@pytest.mark.slow
def test_the_connection_lives_on_while_a_handler_takes_its_time(desk_worker: Desk) -> None:
    worker = desk_worker.start()
    desk_worker.send("slow", seconds=16)
    desk_worker.wait("end slow", seconds=30)
    assert worker.terminate(5) == 0
    assert "no connection to the broker" not in worker.log()
    assert len(desk_worker.lines("begin slow")) == 1
    assert desk_worker.depth(desk_worker.queue) == 0


@pytest.mark.slow
def test_it_works_on_after_the_broker_stopped_and_after_it_stood_still(
    private_broker: Broker, tmp_path: Path, start_desk: StartDesk
) -> None:
    desk = Desk(private_broker.url, tmp_path / "diary", start_desk)
    worker = desk.start()
    desk.send("before", raises=True)
    desk.wait("end before", 3)
    private_broker.stop()
    private_broker.start()
    desk.send("restarted", later=0.1)
    desk.wait("end restarted", 2, seconds=10)
    private_broker.freeze()
    frozen = time.monotonic()
    wait_for(lambda: worker.log().count("no connection to the broker") >= 2, "it notices", seconds=20)
    private_broker.thaw()
    assert time.monotonic() - frozen < 20
    desk.send("thawed", later=0.1)
    desk.wait("end thawed", 2, seconds=10)
    assert worker.terminate(10) == 0
