"""Starts and stops notifications' processes, plays its neighbours, and looks at what comes out."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pika
from chassis.clock import clock
from chassis.ids import new_id
from chassis.publisher import ConfirmedPublisher, Outgoing
from chassis.rpc_client import RpcClient
from contracts.accounts.events import PracticeChangedV1
from contracts.base import Envelope, Event, Method, wrap
from contracts.context import Actor, Context
from contracts.notifications import rpc
from contracts.permissions import Role
from contracts.scheduling.events import PatientChangedV1, TimeOfferedV1, VisitBookedV1, VisitCancelledV1, VisitMovedV1

from dev.launching import Launcher, Running
from dev.processes import wait_for
from services.notifications.tests.factories import local
from services.notifications.tests.sandbox import Sandbox

START = local("2026-11-23 11:00")
"""When the processes' clock stood as the module began: the hour of a reminder for the next day has passed."""
TOMORROW = local("2026-11-24 12:00")


OUTWARD = ("dispatcher", "sender-sms", "sender-email")
"""The way from the ledger to the patient."""


class System:
    def __init__(self, start: Launcher, database_url: str, amqp_url: str, sandbox: Sandbox) -> None:
        self._start = start
        self.amqp_url = amqp_url
        self.sandbox = sandbox
        self._running: dict[str, Running] = {}
        offset = (START - datetime.now(UTC)).total_seconds()
        self.clock = clock(offset)
        self.env = sandbox.env | {
            "AMQP_URL": amqp_url,
            "DATABASE_URL": database_url,
            "CLOCK_OFFSET_SECONDS": str(offset),
            "SEND_LEASE_SECONDS": "3",
            "QUEUE_LEASE_SECONDS": "3",
            "SEND_RETRY_SECONDS": "0.3,0.5",
            "SMSAPI_ANSWER_SECONDS": "2",
            "SMTP_ANSWER_SECONDS": "2",
            "RETRY_DELAYS": "0.2,0.5",
        }
        self._publisher = ConfirmedPublisher(amqp_url)
        self._client = RpcClient(amqp_url)

    def start(self, kind: str, **env: str) -> Running:
        running = self._start(["-m", "notifications", kind], env=self.env | env)
        self._running[kind] = running
        return running

    def running(self, kind: str) -> Running:
        return self._running[kind]

    def run(self, *kinds: str) -> None:
        """Have these outward processes running with the usual settings, and none of the others."""
        for kind in OUTWARD:
            running = self._running.get(kind)
            usual = running is not None and running.env["CLOCK_OFFSET_SECONDS"] == self.env["CLOCK_OFFSET_SECONDS"]
            if running is not None and not (kind in kinds and usual and running.alive()):
                del self._running[kind]
                if running.alive():
                    assert running.terminate() == 0
        for kind in kinds:
            if kind not in self._running:
                self.start(kind)

    def kill(self, kind: str) -> None:
        self._running.pop(kind).kill()

    def close(self) -> None:
        self._publisher.close()
        self._client.close()

    # The neighbours

    def announce(self, *envelopes: Envelope[Any]) -> None:
        batch = [
            Outgoing(
                f"{envelope.data.source}.events",
                envelope.type,
                envelope.model_dump_json(by_alias=True).encode(),
                message_id=str(envelope.id),
                mandatory=True,
            )
            for envelope in envelopes
        ]
        assert self._publisher.publish(batch) == len(batch)

    # What comes out

    def list(self, practice_id: UUID, **wanted: Any) -> list[rpc.Message]:
        return self.ask(rpc.list_messages, rpc.ListMessages(**wanted), practice_id=practice_id).items

    def read(self, practice_id: UUID, message_id: UUID) -> rpc.Message:
        return self.ask(rpc.read_message, rpc.MessageId(message_id=message_id), practice_id=practice_id)

    def ask(
        self, method: Method[Any, Any], request: Any, *, practice_id: UUID | None, role: Role | None = "receptionist"
    ) -> Any:
        """Call as somebody of the practice with this role, or as nobody."""
        actor = None if role is None else Actor(user_id=new_id(), role=role)
        context = Context(trace_id=secrets.token_hex(16), practice_id=practice_id, actor=actor)
        return self._client.call(method, request, context)

    def wait_for_states(self, practice_id: UUID, *states: str, seconds: float = 20) -> list[rpc.Message]:
        found: list[str] = []

        def arrived() -> bool:
            found[:] = [message.state for message in self.list(practice_id)]
            return sorted(found) == sorted(states)

        try:
            wait_for(arrived, "", seconds=seconds)
        except TimeoutError:
            raise AssertionError(f"wanted {sorted(states)}, found {sorted(found)}") from None
        return self.list(practice_id)

    def waiting_in(self, queue: str) -> list[tuple[dict[str, Any], Any]]:
        """Headers and bodies of what waits in a queue; it stays there."""
        with self.channel() as channel:
            found = []
            while (got := channel.basic_get(queue))[0] is not None:
                found.append((got[1].headers, json.loads(got[2])))
            return found

    @contextmanager
    def channel(self) -> Iterator[Any]:
        connection = pika.BlockingConnection(pika.URLParameters(self.amqp_url))
        try:
            yield connection.channel()
        finally:
            connection.close()


class Story:
    """One practice with one patient, as its neighbours announce it."""

    def __init__(self, phone: str | None = "+48501700100", email: str | None = "zofia@example.com") -> None:
        self.practice_id, self.patient_id = new_id(), new_id()
        self.trace_id = secrets.token_hex(16)
        self.phone, self.email = phone, email

    def practice(
        self, version: int = 1, name: str = "Gabinet Uśmiech", phone: str | None = "+48221234567", **reminders: Any
    ) -> Envelope[Any]:
        quiet = {"from": "21:00", "to": "08:00"}
        settings = {"sms": True, "email": True, "reminder_hour": "10:00", "quiet_hours": quiet}
        data = PracticeChangedV1.model_validate(
            {
                "practice_id": self.practice_id,
                "name": name,
                "phone": phone,
                "email": "anna@example.com",
                "time_zone": "Europe/Warsaw",
                "reminders": settings | reminders,
            }
        )
        return self._wrapped(data, version, "0" * 32)

    def patient(self, version: int = 1) -> Envelope[Any]:
        data = PatientChangedV1.model_validate(
            {
                "patient_id": self.patient_id,
                "first_name": "Zofia",
                "last_name": "Gęślak",
                "phone": self.phone,
                "email": self.email,
                "consents": {},
            }
        )
        return self._wrapped(data, version, "0" * 32)

    def visit(
        self, visit_id: UUID, starts_at: datetime = TOMORROW, version: int = 1, status: str = "planned"
    ) -> Envelope[Any]:
        kinds = {1: VisitBookedV1} if status == "planned" else {}
        kind = kinds.get(version, VisitCancelledV1 if status == "cancelled" else VisitMovedV1)
        data = kind.model_validate(
            {
                "visit_id": visit_id,
                "patient_id": self.patient_id,
                "calendar_id": new_id(),
                "starts_at": starts_at,
                "ends_at": starts_at + timedelta(minutes=30),
                "status": status,
            }
        )
        return self._wrapped(data, version, self.trace_id)

    def offer(self, offer_id: UUID, expires_at: datetime) -> Envelope[Any]:
        data = TimeOfferedV1.model_validate(
            {
                "offer_id": offer_id,
                "patient_id": self.patient_id,
                "calendar_id": new_id(),
                "starts_at": TOMORROW,
                "minutes": 30,
                "service_name": "Przegląd",
                "expires_at": expires_at,
            }
        )
        return self._wrapped(data, 1, self.trace_id)

    def _wrapped(self, data: Event, version: int, trace_id: str) -> Envelope[Any]:
        return wrap(
            data,
            id=new_id(),
            occurred_at=START,
            practice_id=self.practice_id,
            version=version,
            trace_id=trace_id,
        )
