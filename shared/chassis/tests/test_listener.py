"""Every process hears what is announced, and knows when it may have missed something."""

import uuid
from collections.abc import Iterator
from typing import Any

import pika
import pytest
from chassis.listener import Listener
from contracts import golden
from contracts.base import Envelope
from contracts.scheduling.events import VisitBookedV1, VisitMovedV1

from dev.broker import Broker
from dev.processes import wait_for

pytestmark = pytest.mark.broker


class Ear:
    """What one listener was told, in order."""

    def __init__(self, amqp_url: str) -> None:
        self.told: list[str] = []
        self.listener = Listener(
            amqp_url, [VisitBookedV1, VisitMovedV1], name="ear", heard=self._heard, gap=lambda: self.told.append("gap")
        )

    def _heard(self, envelope: Envelope[Any]) -> None:
        self.told.append(str(envelope.id))

    def waits_for(self, *told: str) -> None:
        wait_for(lambda: self.told == list(told), f"it hears {told}, has heard {self.told}", seconds=15)


@pytest.fixture
def ears(fresh_amqp_url: str) -> Iterator[list[Ear]]:
    both = [Ear(fresh_amqp_url), Ear(fresh_amqp_url)]
    for ear in both:
        ear.waits_for("gap")
    yield both
    for ear in both:
        ear.listener.close()


def announce(amqp_url: str, event_type: str = "visit_booked.v1", body: bytes | None = None) -> str:
    """Announce a golden event under a new id; the id."""
    id_ = uuid.uuid4()
    envelope = Envelope[VisitBookedV1].model_validate(golden.event("visit_booked.v1")).model_copy(update={"id": id_})
    with pika.BlockingConnection(pika.URLParameters(amqp_url)) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        channel.exchange_declare("scheduling.events", "topic", durable=True)
        channel.basic_publish("scheduling.events", event_type, body or envelope.model_dump_json().encode())
    return str(id_)


def test_each_listener_hears_each_event_once_and_in_order(ears: list[Ear], fresh_amqp_url: str) -> None:
    heard = [announce(fresh_amqp_url) for _ in range(3)]
    for ear in ears:
        ear.waits_for("gap", *heard)


def test_it_hears_only_what_it_asked_for(ears: list[Ear], fresh_amqp_url: str) -> None:
    announce(fresh_amqp_url, "visit_cancelled.v1")
    heard = announce(fresh_amqp_url)
    ears[0].waits_for("gap", heard)


def test_what_it_does_not_understand_is_a_gap(ears: list[Ear], fresh_amqp_url: str) -> None:
    announce(fresh_amqp_url, body=b'{"patient": "600700800"}')
    heard = announce(fresh_amqp_url)
    ears[0].waits_for("gap", "gap", heard)


@pytest.mark.slow
def test_after_an_outage_it_says_that_it_may_have_missed_something_and_hears_again(private_broker: Broker) -> None:
    ear = Ear(private_broker.url)
    ear.waits_for("gap")
    private_broker.stop()
    wait_for(lambda: not ear.listener.connected, "the outage is noticed", seconds=15)
    private_broker.start()
    ear.waits_for("gap", "gap")
    heard = announce(private_broker.url)
    ear.waits_for("gap", "gap", heard)
    ear.listener.close()


def test_a_closed_one_hears_nothing_more(fresh_amqp_url: str) -> None:
    ear = Ear(fresh_amqp_url)
    ear.waits_for("gap")
    ear.listener.close()
    announce(fresh_amqp_url)  # goes nowhere, and does no harm
    assert ear.told == ["gap"]
