"""A whole system with a broker and a PostgreSQL server of its own: what is done to it harms nobody else."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dev.broker import Broker
from dev.databases import SERVICES
from dev.ports import free_port
from dev.postgres import Postgres
from dev.stack import Infrastructure, Options, Stack

SETTINGS = {
    "SANDBOX_REPORTS": "delivered",
    "SANDBOX_KEEP": "1000000",
    "SMSAPI_ANSWER_SECONDS": "2",
    "SMTP_ANSWER_SECONDS": "2",
    "SEND_LEASE_SECONDS": "7",
    "QUEUE_LEASE_SECONDS": "5",
    "SEND_RETRY_SECONDS": "0.5,1,2,3",
    "SMSAPI_PER_SECOND": "200",
    "SMTP_PER_SECOND": "200",
    # An outage must not use up an event's tries: as in production, where they last for a quarter of an hour.
    "RETRY_DELAYS": "0.5,1,2,4,6,8,10,12,14,16",
}
"""The same system at another speed: what takes minutes in production takes seconds here."""

COPIES = {
    "notifications-planner": 2,
    "notifications-dispatcher": 2,
    "notifications-sender-sms": 2,
    "notifications-sender-email": 2,
    "notifications-relay": 2,
    "scheduling-relay": 2,
}


@dataclass(frozen=True)
class Apart:
    stack: Stack
    broker: Broker
    postgres: Postgres

    def ledger_url(self) -> str:
        return self.stack.env["NOTIFICATIONS_DATABASE_OWNER_URL"]


@contextmanager
def system_apart(folder: Path, now: datetime, extra: Mapping[str, str] | None = None) -> Iterator[Apart]:
    """Ready when it is given; nothing of it runs afterwards."""
    with ExitStack() as undo:
        broker, postgres = Broker(folder / "rabbitmq"), Postgres(folder / "postgres")
        undo.callback(broker.kill)
        broker.start(wait=False)
        undo.callback(postgres.kill)
        postgres.start()
        databases = {service: postgres.databases.create(service, f"dentoro_{service}") for service in SERVICES}
        broker.wait_ready()
        settings = SETTINGS | {"REGISTRATIONS_PER_ADDRESS": "100000"} | dict(extra or {})
        options = Options(free_port(), free_port(), secrets.token_hex(32), now=now, extra=settings, copies=COPIES)
        stack = Stack(folder, Infrastructure(broker.url, databases), options, broker=broker)
        stack.migrate()
        undo.callback(stack.stop_all)
        stack.start_all()
        stack.wait_ready(120)
        yield Apart(stack, broker, postgres)
