from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pika
import pytest
from chassis.rpc_client import RpcClient
from contracts import golden
from contracts.context import Actor, Context
from contracts.permissions import Role
from contracts.registry import EVENTS, METHODS
from scheduling.domain.public_holidays import holiday_on

from dev.launching import Launcher, Running
from dev.testing import TestDatabase
from services.scheduling.tests.practice import LINK_KEY, TIMETABLE_CHANGED, TRACE

Found = TypeVar("Found")
WARSAW = ZoneInfo("Europe/Warsaw")


def monday_ahead(hour: int = 12, minute: int = 0) -> datetime:
    """A working day ahead on the real clock, which these processes have; in Warsaw."""
    today = datetime.now(WARSAW)
    day = today + timedelta(days=14 - today.weekday())
    while holiday_on(day.date()):
        day += timedelta(days=7)
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0)


def eventually(look: Callable[[], Found], what: str, seconds: float = 20) -> Found:
    """What ``look`` finds as soon as it finds something."""
    end = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.05)
    return found


class Broker:
    """The test's own side of the broker: what scheduling announces, and news from its neighbours."""

    def __init__(self, url: str) -> None:
        self._connection = pika.BlockingConnection(pika.URLParameters(url))
        self.channel = self._connection.channel()
        for service in ("accounts", "scheduling", "notifications"):
            self.channel.exchange_declare(f"{service}.events", "topic", durable=True)
        self.queue = self.channel.queue_declare("", exclusive=True).method.queue
        self.channel.queue_bind(self.queue, "scheduling.events", "#")
        self._seen: list[dict[str, Any]] = []

    def announce(self, example: dict[str, Any]) -> None:
        """Publish an event of a neighbour."""
        exchange, body = f"{EVENTS[example['type']].source}.events", json.dumps(example).encode()
        self.channel.basic_publish(exchange, example["type"], body, pika.BasicProperties(delivery_mode=2))

    def announced(self, practice_id: UUID, *, timetable: bool = False) -> list[dict[str, Any]]:
        """What scheduling announced for the practice so far, in order: about patients and visits, or the timetable."""
        while (message := self.channel.basic_get(self.queue, auto_ack=True))[0] is not None:
            self._seen.append(json.loads(message[2]))
        ours = (event for event in self._seen if event["practice_id"] == str(practice_id))
        return [event for event in ours if (event["type"] == TIMETABLE_CHANGED) is timetable]

    def waiting(self, queue: str) -> int:
        """Messages in a queue that nobody has yet."""
        count: int = self.channel.queue_declare(queue, passive=True).method.message_count
        return count

    def close(self) -> None:
        self._connection.close()


@dataclass
class Reception:
    """One practice as the gateway sees it: RPC by method name, plain JSON in and out."""

    client: RpcClient
    id: UUID
    person_id: UUID = field(default_factory=uuid4)
    role: Role = "owner"
    """Of the person who calls."""

    def call(self, method: str, key: str | None = None, **request: Any) -> Any:
        known = METHODS[f"scheduling.{method}"]
        answer = self.client.call(known, known.request.model_validate(request), self.context(key))
        return json.loads(answer.model_dump_json(by_alias=True))

    def context(self, key: str | None = None) -> Context:
        actor = Actor(user_id=self.person_id, role=self.role)
        return Context(trace_id=TRACE, practice_id=self.id, actor=actor, idempotency_key=key)

    def first_calendar(self) -> dict[str, Any]:
        items = eventually(lambda: self.call("list_calendars")["items"], "the first calendar")
        found: dict[str, Any] = items[0]
        return found

    def at_once(self, count: int, work: Callable[[int], Found]) -> list[Found]:
        with ThreadPoolExecutor(count) as callers:
            return list(callers.map(work, range(count)))


@dataclass
class Scheduling:
    """The service's processes on a broker and a database of the module's own."""

    launcher: Launcher
    env: dict[str, str]

    def start(self, kind: str, *, wait: bool = True, module: str = "scheduling", **env: str) -> Running:
        return self.launcher(["-m", module, kind], self.env | env, wait=wait)


@pytest.fixture(scope="module")
def scheduling(scheduling_database: TestDatabase, fresh_amqp_url: str, start_for_module: Launcher) -> Scheduling:
    env = {
        "AMQP_URL": fresh_amqp_url,
        "DATABASE_URL": scheduling_database.app_url,
        "RETRY_DELAYS": "0.2,0.5",
        "LINK_KEYS": LINK_KEY,
    }
    return Scheduling(start_for_module, env)


@pytest.fixture
def broker(fresh_amqp_url: str) -> Iterator[Broker]:
    opened = Broker(fresh_amqp_url)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def client(fresh_amqp_url: str) -> Iterator[RpcClient]:
    calling = RpcClient(fresh_amqp_url, timeout=15)
    yield calling
    calling.close()


@pytest.fixture
def reception(client: RpcClient) -> Reception:
    return Reception(client, uuid4())


def registration(practice_id: UUID, event_type: str = "practice_registered.v1", **envelope: Any) -> dict[str, Any]:
    """accounts' golden event, for another practice."""
    example = golden.event(event_type)
    ids = {"id": str(uuid4()), "practice_id": str(practice_id), "aggregate_id": str(practice_id)}
    data = example["data"] | {"practice_id": str(practice_id)}
    return example | ids | {"data": data} | envelope
