"""Practices, calendars, patients and visits in memory: what the pages' tests call instead of the services."""

from __future__ import annotations

import hashlib
import threading
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from contracts.accounts import rpc as accounts
from contracts.permissions import may
from contracts.scheduling import rpc as scheduling
from gateway.refusals import Refused, Unavailable

from services.gateway.tests.fake_booking_settings import FakeBookingSettings
from services.gateway.tests.fake_feeds import FakeFeeds
from services.gateway.tests.fake_imports import FakeImports
from services.gateway.tests.fake_messages import FakeMessages
from services.gateway.tests.fake_online import FakeOnline
from services.gateway.tests.fake_patients import FakePatients
from services.gateway.tests.fake_people import FakePeople
from services.gateway.tests.fake_practice import PALETTE, FakePractice, refused
from services.gateway.tests.fake_recalls import FakeRecalls
from services.gateway.tests.fake_settings import FakeSettings
from services.gateway.tests.fake_visits import FakeVisits
from services.gateway.tests.fake_waiting import FakeWaiting


class FakeServices(
    FakePeople,
    FakeSettings,
    FakePatients,
    FakeImports,
    FakeMessages,
    FakeOnline,
    FakeBookingSettings,
    FakeFeeds,
    FakeWaiting,
    FakeRecalls,
    FakeVisits,
):
    """``call`` is an RpcCaller. ``now`` is the stack's clock; ``down`` names services that do not answer."""

    def __init__(self, now: Callable[[], datetime] | None = None) -> None:
        self.now = now or (lambda: datetime.now(UTC))
        super().__init__()
        self.practices: dict[uuid.UUID, FakePractice] = {}
        self.down: set[str] = set()
        self.answered: dict[tuple[Any, ...], tuple[str, Any]] = {}
        self.calls: list[str] = []
        self.with_calendar = True
        self.refuse_next: dict[str, Refused] = {}
        self._lock = threading.RLock()

    def call(self, method: Any, request: Any, context: Any) -> Any:
        with self._lock:
            self.calls.append(method.name)
            if method.service in self.down:
                raise Unavailable("unknown")
            if method.name in self.refuse_next:
                raise self.refuse_next.pop(method.name)
            if method.act and not may(context.actor.role, method.act):
                raise refused("forbidden")
            handle = getattr(self, f"{method.service}_{method.name}", None) or getattr(self, method.name)
            if context.idempotency_key is None:
                return handle(request, context)
            key = (context.practice_id, method.name, context.idempotency_key)
            said = hashlib.sha256(request.model_dump_json().encode()).hexdigest()
            if key in self.answered:
                if self.answered[key][0] != said:
                    raise refused("idempotency_key_reused")
                return self.answered[key][1]
            answer = handle(request, context)
            self.answered[key] = (said, answer)
            return answer

    # accounts: the practice

    def read_practice(self, _: Any, context: Any) -> accounts.Practice:
        return self.mine(context).practice

    # calendars

    def give_calendar(self, kept: FakePractice, name: str) -> scheduling.Calendar:
        at = len(kept.calendars)
        made = scheduling.Calendar(
            id=uuid.uuid4(), name=name, color=PALETTE[at % len(PALETTE)], position=at + 1, active=True, version=1
        )
        kept.calendars.append(made)
        return made
