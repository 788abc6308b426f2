"""Our planners and senders, as production starts them; only what bounds them on purpose is out of the way."""

from __future__ import annotations

import itertools
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from chassis.ids import new_id
from chassis.publisher import ConfirmedPublisher, Outgoing
from contracts.base import wrap
from contracts.scheduling.events import VisitBookedV1

from dev import servers
from dev.launching import ready
from dev.ports import free_port
from dev.processes import wait_for
from tests.bench.notifications.ledger import Ledger
from tests.bench.notifications.watch import Processes, Provider, Rate, standing_in, watched

UNBOUNDED = {
    "SMSAPI_PER_SECOND": "0",
    "DISPATCH_PER_SECOND": "100000",
    "DISPATCH_BATCH": "500",
    "MOST_UNDER_WAY": "5000",
}
READY_SECONDS = 90
A_BATCH = 500
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@contextmanager
def virtual_host() -> Iterator[str]:
    """An empty one, gone afterwards with all that is left in its queues."""
    name, broker = f"bench_{uuid.uuid4().hex[:12]}", servers.broker()
    yield broker.create_vhost(name)
    broker.delete_vhost(name)


class Fleet:
    """Processes of notifications."""

    def __init__(self, processes: Processes, provider: Provider, ledger: Ledger, amqp_url: str) -> None:
        self._processes = processes
        self._env = UNBOUNDED | {
            "AMQP_URL": amqp_url,
            "DATABASE_URL": ledger.app_url,
            "DENTORO_ENV": "test",
            "SMSAPI_URL": provider.url,
            "SMSAPI_TOKEN": "any",
            "SMSAPI_SENDER": "Dentoro",
            "PUBLIC_URL": "https://dentoro.example",
            "LINK_KEYS": "the-keys-of-links-while-measuring",
        }

    def start(self, kind: str, count: int = 1) -> list[int]:
        """Their pids, once all of them are ready."""
        pids, urls = [], []
        for _ in range(count):
            port = free_port()
            env = self._env | {"HEALTH_HOST": "127.0.0.1", "HEALTH_PORT": str(port)}
            pids.append(self._processes.start([sys.executable, "-m", "notifications", kind], env))
            urls.append(f"http://127.0.0.1:{port}/health/ready")
        wait_for(lambda: all(map(ready, urls)), f"{kind} is ready", seconds=READY_SECONDS)
        return pids


def planned(ledger: Ledger, folder: Path, *, planners: int, events: int, longest: float) -> Rate:
    """Bookings from the broker to their lines in the ledger, two for each."""
    ledger.empty()
    with virtual_host() as amqp_url, standing_in(folder, sys.executable) as (processes, provider):
        pids = Fleet(processes, provider, ledger, amqp_url).start("planner", planners)
        before = ledger.count("inbox")
        bookings = list(_bookings(ledger, events))
        publisher = ConfirmedPublisher(amqp_url, timeout=60)
        try:
            for start in range(0, events, A_BATCH):
                batch = bookings[start : start + A_BATCH]
                assert publisher.publish(batch) == len(batch)
            return watched(lambda: ledger.count("inbox") - before, events, longest, {"planner": pids})
        finally:
            publisher.close()


def sent(ledger: Ledger, folder: Path, *, senders: int, due: int, longest: float) -> tuple[Rate, int]:
    """Reminders from due to accepted by the provider; and how many it got twice."""
    ledger.empty()
    with virtual_host() as amqp_url, standing_in(folder, sys.executable) as (processes, provider):
        fleet = Fleet(processes, provider, ledger, amqp_url)
        pids = {"dispatcher": fleet.start("dispatcher"), "sender-sms": fleet.start("sender-sms", senders)}
        ledger.make_due()
        return watched(provider.accepted, due, longest, pids), provider.twice()


def _bookings(ledger: Ledger, count: int) -> Iterator[Outgoing]:
    now = datetime.now(UTC)
    starts_at = now.replace(minute=0, second=0, microsecond=0) + timedelta(days=3)
    patients = itertools.cycle(ledger.patients(count))
    for (practice_id, patient_id), _ in zip(patients, range(count), strict=False):
        data = VisitBookedV1.model_validate(
            {
                "visit_id": new_id(),
                "patient_id": patient_id,
                "calendar_id": new_id(),
                "starts_at": starts_at,
                "ends_at": starts_at + timedelta(minutes=30),
                "status": "planned",
            }
        )
        envelope = wrap(
            data, id=new_id(), occurred_at=now, practice_id=uuid.UUID(practice_id), version=1, trace_id=TRACE
        )
        body = envelope.model_dump_json(by_alias=True).encode()
        yield Outgoing("scheduling.events", envelope.type, body, message_id=str(envelope.id), mandatory=True)
