"""The relay as a process, between a real PostgreSQL and a real broker, killed at will."""

import json
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pika
import psycopg
import pytest
from chassis.database import ALL_PRACTICES, Database
from chassis.outbox import append, append_all
from chassis.publisher import Outgoing
from chassis.refusals import Unavailable
from chassis.relay import Relay
from chassis.retention import keep_tidy
from contracts.base import Envelope, wrap
from contracts.scheduling.events import VisitCancelledV1
from pika.adapters.blocking_connection import BlockingChannel
from sqlalchemy import text

from dev.broker import Broker
from dev.processes import wait_for
from dev.testing import TestDatabase
from shared.chassis.tests.conftest import StartDesk

pytestmark = [pytest.mark.broker, pytest.mark.database]

PRACTICE = uuid4()


def event(visit: UUID, version: int) -> Envelope[VisitCancelledV1]:
    now = datetime.now(UTC)
    data = VisitCancelledV1(
        visit_id=visit, patient_id=uuid4(), calendar_id=uuid4(), starts_at=now, ends_at=now, status="cancelled"
    )
    return wrap(data, id=uuid4(), occurred_at=now, practice_id=PRACTICE, version=version, trace_id="0" * 32)


def announce(app: Database, visit: UUID, *versions: int) -> list[UUID]:
    events = [event(visit, version) for version in versions]
    with app.transaction(PRACTICE) as session:
        for each in events:
            append(session, each)
    return [each.id for each in events]


def left(app: Database) -> int:
    with app.transaction(ALL_PRACTICES) as session:
        return int(session.execute(text("SELECT count(*) FROM outbox")).scalar_one())


class Heard:
    """A queue bound to the service's events, and what was read from it so far."""

    def __init__(self, channel: BlockingChannel, queue: str) -> None:
        self._channel = channel
        self._queue = queue
        self.ids: list[UUID] = []
        self.versions: dict[UUID, list[int]] = {}

    def read(self) -> "Heard":
        while (got := self._channel.basic_get(self._queue, auto_ack=True))[0]:
            envelope = json.loads(got[2])
            assert got[1].message_id == envelope["id"]
            self.ids.append(UUID(envelope["id"]))
            self.versions.setdefault(UUID(envelope["aggregate_id"]), []).append(envelope["version"])
        return self


def listen(channel: BlockingChannel) -> Heard:
    channel.exchange_declare("scheduling.events", "topic", durable=True)
    queue = channel.queue_declare(f"ear-{uuid4()}", durable=True).method.queue
    channel.queue_bind(queue, "scheduling.events", "visit_cancelled.v1")
    return Heard(channel, queue)


@pytest.fixture
def heard(fresh_amqp_url: str, app: Database) -> Iterator[Heard]:
    with app.transaction(ALL_PRACTICES) as session:
        session.execute(text("DELETE FROM outbox"))
    connection = pika.BlockingConnection(pika.URLParameters(fresh_amqp_url))
    yield listen(connection.channel())
    connection.close()


@pytest.fixture
def environment(desk: TestDatabase, fresh_amqp_url: str) -> dict[str, str]:
    return {"DATABASE_URL": desk.app_url, "AMQP_URL": fresh_amqp_url}


def first_occurrences(versions: list[int]) -> list[int]:
    return list(dict.fromkeys(versions))


def test_a_committed_event_is_published_within_moments_and_a_rolled_back_one_never(
    app: Database, heard: Heard, start_desk: StartDesk, environment: dict[str, str]
) -> None:
    relay = start_desk("relay", environment)
    announce(app, uuid4(), 1)
    wait_for(lambda: heard.read().ids, "the first event", seconds=5)
    with suppress(ValueError), app.transaction(PRACTICE) as session:
        append(session, event(uuid4(), 1))
        raise ValueError
    delays = []
    for _ in range(20):
        wait_for(lambda: left(app) == 0, "the outbox is empty", seconds=5)
        (id_,) = announce(app, uuid4(), 1)
        began = time.monotonic()
        wait_for(lambda id_=id_: id_ in heard.read().ids, "the event", seconds=5)
        delays.append(time.monotonic() - began)
    assert sorted(delays)[10] < 0.2, "woken by the notification, not by the look once a second"
    assert len(heard.read().ids) == 21
    assert relay.terminate(5) == 0


def test_events_announced_at_once_are_published_in_their_order(
    app: Database, heard: Heard, start_desk: StartDesk, environment: dict[str, str]
) -> None:
    visit = uuid4()
    events = [event(visit, version) for version in range(1, 41)]
    with app.transaction(PRACTICE) as session:
        append_all(session, [])
        append_all(session, events)
    start_desk("relay", environment)
    wait_for(lambda: len(heard.read().ids) == len(events), "all of them", seconds=10)
    assert heard.ids == [each.id for each in events]


def test_a_relay_that_is_killed_again_and_again_loses_nothing_and_keeps_the_order(
    app: Database, heard: Heard, start_desk: StartDesk, environment: dict[str, str]
) -> None:
    announced: list[UUID] = []
    done = threading.Event()

    def write() -> None:
        visits = [uuid4() for _ in range(20)]
        for version in range(1, 41):
            for visit in visits:
                announced.extend(announce(app, visit, version))
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    kills = 0
    while not done.is_set() or kills < 4:
        relay = start_desk("relay", environment)
        before = left(app)
        wait_for(lambda before=before: left(app) < before or done.is_set(), "the relay works", seconds=10)
        relay.kill()
        kills += 1
    writer.join()
    start_desk("relay", environment)
    wait_for(lambda: left(app) == 0, "the outbox is empty", seconds=20)
    assert kills >= 4
    assert set(heard.read().ids) == set(announced)
    for versions in heard.versions.values():
        assert first_occurrences(versions) == sorted(set(versions))


def test_of_two_relays_one_works_and_the_other_takes_over(
    app: Database, heard: Heard, start_desk: StartDesk, environment: dict[str, str]
) -> None:
    first = start_desk("relay", environment)
    wait_for(lambda: "relay is active" in first.log(), "the first is active", seconds=5)
    second = start_desk("relay", environment)
    ids = announce(app, uuid4(), *range(1, 30))
    wait_for(lambda: left(app) == 0, "the outbox is empty", seconds=5)
    assert heard.read().ids == ids
    assert "relay is active" not in second.log()
    first.kill()
    ids += announce(app, uuid4(), 1)
    wait_for(lambda: left(app) == 0, "the second took over", seconds=10)
    assert heard.read().ids == ids


def test_it_comes_back_when_postgresql_cuts_its_connection(
    app: Database, desk: TestDatabase, heard: Heard, start_desk: StartDesk, environment: dict[str, str]
) -> None:
    relay = start_desk("relay", environment)
    announce(app, uuid4(), 1)
    wait_for(lambda: len(heard.read().ids) == 1, "the first event", seconds=5)
    with psycopg.connect(desk.app_url, autocommit=True) as other:
        cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND query LIKE '%%outbox%%' AND pid <> pg_backend_pid()"
        assert other.execute(cut, [desk.name]).fetchall()
    announce(app, uuid4(), 1)
    wait_for(lambda: len(heard.read().ids) == 2, "the second event", seconds=10)
    assert relay.terminate(5) == 0


@pytest.mark.slow
def test_it_waits_for_a_broker_that_is_down_and_catches_up(
    app: Database, desk: TestDatabase, private_broker: Broker, start_desk: StartDesk
) -> None:
    with app.transaction(ALL_PRACTICES) as session:
        session.execute(text("DELETE FROM outbox"))
    relay = start_desk("relay", {"DATABASE_URL": desk.app_url, "AMQP_URL": private_broker.url})
    connection = pika.BlockingConnection(pika.URLParameters(private_broker.url))
    queue = listen(connection.channel())._queue
    connection.close()
    private_broker.stop()
    visit = uuid4()
    ids = announce(app, visit, *range(1, 11))
    wait_for(lambda: "events wait for the broker" in relay.log(), "it says that it waits", seconds=10)
    assert left(app) == 10
    private_broker.start()
    wait_for(lambda: left(app) == 0, "it caught up", seconds=10)
    connection = pika.BlockingConnection(pika.URLParameters(private_broker.url))
    heard = Heard(connection.channel(), queue).read()
    connection.close()
    assert list(dict.fromkeys(heard.ids)) == ids
    relay.signal(signal.SIGTERM)
    assert relay.wait(5) == 0


@pytest.mark.parametrize("who", ["relay", "thread"])
def test_old_answers_and_taken_events_are_forgotten(
    app: Database, start_desk: StartDesk, environment: dict[str, str], who: str
) -> None:
    practice = uuid4()
    with app.transaction(practice) as session:
        for key, age in (("old", "25 hours"), ("young", "23 hours")):
            session.execute(
                text("INSERT INTO idempotency VALUES (:p, 'book', :key, 'f', '{}', now() - CAST(:age AS interval))"),
                {"p": practice, "key": key, "age": age},
            )
        for consumer, age in (("old", "31 days"), ("young", "29 days")):
            session.execute(
                text("INSERT INTO inbox VALUES (:id, :consumer, now() - CAST(:age AS interval))"),
                {"id": uuid4(), "consumer": consumer, "age": age},
            )

    def remembered() -> set[str]:
        with app.transaction(practice) as session:
            keys = session.execute(text("SELECT key FROM idempotency UNION SELECT consumer FROM inbox"))
            return set(keys.scalars())

    stop = threading.Event()
    if who == "relay":
        start_desk("relay", environment)
    else:
        keep_tidy(app, stop)
    wait_for(lambda: "old" not in remembered(), "the old ones are gone", seconds=10)
    stop.set()
    assert remembered() == {"young"}


class PartlyConfirming:
    """Stands for a publisher on a bad day: takes what it is told to take; the rest may be taken or not."""

    def __init__(self, *counts: int) -> None:
        self._counts = list(counts)
        self.batches: list[list[Outgoing]] = []

    def publish(self, batch: list[Outgoing]) -> int:
        self.batches.append(list(batch))
        count = min(self._counts.pop(0), len(batch)) if self._counts else len(batch)
        if count == 0:
            raise Unavailable("unknown")
        return count


def test_only_the_confirmed_beginning_is_deleted_and_one_visit_is_never_twice_under_way(
    app: Database, desk: TestDatabase
) -> None:
    with app.transaction(ALL_PRACTICES) as session:
        session.execute(text("DELETE FROM outbox"))
    first, second = uuid4(), uuid4()
    ids = announce(app, first, 1) + announce(app, second, 1) + announce(app, first, 2) + announce(app, second, 2)
    publisher = PartlyConfirming(1, 1, 0)
    stop = threading.Event()
    thread = threading.Thread(target=Relay(app, publisher, desk.app_url).run, args=[stop])
    thread.start()
    wait_for(lambda: left(app) == 0, "the outbox is empty", seconds=10)
    stop.set()
    thread.join(5)
    sent = [[UUID(message.message_id) for message in batch] for batch in publisher.batches]
    assert sent == [ids[:2], ids[1:3], ids[2:], ids[2:]]
