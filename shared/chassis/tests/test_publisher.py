"""Publishing with confirms, on a real broker."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pika
import pytest
from chassis.publisher import ConfirmedPublisher, Outgoing
from chassis.refusals import Unavailable
from pika.adapters.blocking_connection import BlockingChannel

from dev.broker import Broker
from dev.processes import wait_for

pytestmark = pytest.mark.broker


@pytest.fixture
def channel(fresh_amqp_url: str) -> Iterator[BlockingChannel]:
    connection = pika.BlockingConnection(pika.URLParameters(fresh_amqp_url))
    yield connection.channel()
    connection.close()


@pytest.fixture
def publisher(fresh_amqp_url: str) -> Iterator[ConfirmedPublisher]:
    made = ConfirmedPublisher(fresh_amqp_url)
    yield made
    made.close()


def work_queue(channel: BlockingChannel, **arguments: object) -> str:
    name = f"work-{uuid4()}"
    channel.queue_declare(name, durable=True, arguments={"x-queue-type": "quorum", **arguments})
    return name


def waiting(channel: BlockingChannel, queue: str) -> list[str]:
    found = []
    while (got := channel.basic_get(queue, auto_ack=True))[0]:
        found.append(got[2].decode())
    return found


def messages(queue: str, *names: object, **options: object) -> list[Outgoing]:
    return [Outgoing("", queue, str(name).encode(), message_id=str(uuid4()), **options) for name in names]


def test_a_batch_arrives_in_order(publisher: ConfirmedPublisher, channel: BlockingChannel) -> None:
    queue = work_queue(channel)
    assert publisher.publish(messages(queue, *range(500))) == 500
    assert publisher.publish([]) == 0
    assert waiting(channel, queue) == [str(number) for number in range(500)]


def test_messages_survive_and_say_what_they_are(publisher: ConfirmedPublisher, channel: BlockingChannel) -> None:
    queue = work_queue(channel)
    publisher.publish([Outgoing("", queue, b"{}", {"x-attempt": 2}, "an-id", expiration=60)])
    _, properties, _ = channel.basic_get(queue, auto_ack=True)
    assert (properties.delivery_mode, properties.message_id, properties.expiration) == (2, "an-id", "60000")
    assert properties.headers["x-attempt"] == 2
    assert (properties.content_type, properties.content_encoding) == ("application/json", "utf-8")


def test_an_exchange_is_made_when_it_is_first_published_to(
    publisher: ConfirmedPublisher, channel: BlockingChannel
) -> None:
    exchange = f"{uuid4()}.events"
    assert publisher.publish([Outgoing(exchange, "visit_booked.v1", b"nobody listens yet")]) == 1
    queue = work_queue(channel)
    channel.queue_bind(queue, exchange, "visit_booked.v1")
    publisher.publish([Outgoing(exchange, "visit_booked.v1", b"heard")])
    assert waiting(channel, queue) == ["heard"]


def test_only_what_was_taken_before_the_first_failure_counts(
    publisher: ConfirmedPublisher, channel: BlockingChannel
) -> None:
    queue = work_queue(channel)
    batch = messages(queue, "a", "b", mandatory=True)
    batch += messages("nobody-declared-this", "c", mandatory=True)
    batch += messages(queue, "d", mandatory=True)
    assert publisher.publish(batch) == 2
    with pytest.raises(Unavailable):
        publisher.publish(batch[2:])
    assert publisher.publish(messages(queue, "e")) == 1
    assert waiting(channel, queue) == ["a", "b", "d", "d", "e"]


def test_a_queue_that_refuses_is_noticed(publisher: ConfirmedPublisher, channel: BlockingChannel) -> None:
    queue = work_queue(channel, **{"x-max-length": 1, "x-overflow": "reject-publish"})
    publisher.publish(messages(queue, "fills it"))
    more = iter(range(20))  # the queue looks at its length now and then only
    with pytest.raises(Unavailable):
        all(publisher.publish(messages(queue, number)) for number in more)


def test_threads_take_turns(publisher: ConfirmedPublisher, channel: BlockingChannel) -> None:
    queue = work_queue(channel)
    with ThreadPoolExecutor(8) as threads:
        counts = list(threads.map(lambda number: publisher.publish(messages(queue, number)), range(80)))
    assert counts == [1] * 80
    assert sorted(waiting(channel, queue)) == sorted(str(number) for number in range(80))


def test_a_batch_is_confirmed_much_faster_than_message_by_message(
    publisher: ConfirmedPublisher, channel: BlockingChannel
) -> None:
    queue = work_queue(channel)
    publisher.publish(messages(queue, "warm"))

    def twice_as_fast() -> bool:
        began = time.monotonic()
        for message in messages(queue, *range(100)):
            publisher.publish([message])
        singly = time.monotonic() - began
        began = time.monotonic()
        assert publisher.publish(messages(queue, *range(100))) == 100
        return time.monotonic() - began < singly / 2

    wait_for(twice_as_fast, "a batch is faster than its messages one by one, on a machine that has time", seconds=60)


@pytest.mark.slow
def test_a_frozen_or_stopped_broker_is_reported_in_time_and_publishing_goes_on_afterwards(
    private_broker: Broker,
) -> None:
    queue = f"work-{uuid4()}"
    publisher = ConfirmedPublisher(
        private_broker.url, timeout=1.5, declare=lambda channel: channel.queue_declare(queue, durable=True)
    )
    assert publish_until_taken(publisher, queue, seconds=5)
    for begin, end in ((private_broker.freeze, private_broker.thaw), (private_broker.stop, private_broker.start)):
        begin()
        for _ in range(2):
            began = time.monotonic()
            with pytest.raises(Unavailable):
                publisher.publish(messages(queue, *range(50)))
            assert time.monotonic() - began < 2.5
        end()
        assert publish_until_taken(publisher, queue, seconds=5)
    publisher.close()


def publish_until_taken(publisher: ConfirmedPublisher, queue: str, *, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            return publisher.publish(messages(queue, "a", "b", mandatory=True)) == 2
        except Unavailable:
            continue
    return False
