"""A real accounts on a real broker and database, and what its neighbours would say to it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pika
import pytest
from chassis.rpc_client import RpcClient

from dev.launching import Launcher, Running
from dev.testing import MakeDatabase, TestDatabase

KEY = secrets.token_hex(32)
"""Of every accounts here: what one process sealed another one opens."""


@pytest.fixture(scope="module")
def accounts_database(migrated: MakeDatabase) -> TestDatabase:
    return migrated("accounts")


@pytest.fixture(scope="module")
def env(accounts_database: TestDatabase, fresh_amqp_url: str) -> dict[str, str]:
    return {"DATABASE_URL": accounts_database.app_url, "SECRET_KEY": KEY, "AMQP_URL": fresh_amqp_url}


@pytest.fixture(scope="module")
def accounts(start_for_module: Launcher, env: dict[str, str]) -> Running:
    """One process for the tests of a module; who starts others of their own does so ``apart``."""
    return start_for_module(["-m", "accounts", "rpc"], env=env)


@pytest.fixture
def client(fresh_amqp_url: str) -> Iterator[RpcClient]:
    yield from _client(fresh_amqp_url)


@pytest.fixture
def apart(env: dict[str, str], amqp_url: str) -> dict[str, str]:
    """The environment of processes whom nobody else's requests reach: those of ``client_apart`` do."""
    return env | {"AMQP_URL": amqp_url}


@pytest.fixture
def client_apart(amqp_url: str) -> Iterator[RpcClient]:
    yield from _client(amqp_url)


def _client(url: str) -> Iterator[RpcClient]:
    made = RpcClient(url, timeout=20)  # a busy machine is no failure here
    yield made
    made.close()


@pytest.fixture
def published(fresh_amqp_url: str) -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """Takes what accounts published since the beginning of the test."""
    connection = pika.BlockingConnection(pika.URLParameters(fresh_amqp_url))
    channel = connection.channel()
    channel.exchange_declare("accounts.events", "topic", durable=True)
    queue = channel.queue_declare("", exclusive=True).method.queue
    channel.queue_bind(queue, "accounts.events", "#")

    def take() -> list[dict[str, Any]]:
        taken = []
        while (got := channel.basic_get(queue, auto_ack=True))[0] is not None:
            taken.append({"key": got[0].routing_key, **json.loads(got[2])})
        return taken

    yield take
    connection.close()
