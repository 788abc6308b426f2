"""Practices, calendars, patients and visits in memory: what the pages' tests call instead of the services."""

from __future__ import annotations

import hashlib
import threading
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from contracts.accounts import rpc as accounts
from contracts.permissions import may
from contracts.scheduling import rpc as scheduling
from gateway.refusals import Refused, Unavailable

from services.gateway.tests.fake_imports import FakeImports
from services.gateway.tests.fake_messages import FakeMessages
from services.gateway.tests.fake_patients import FakePatients
from services.gateway.tests.fake_people import FakePeople
from services.gateway.tests.fake_practice import PALETTE, WARSAW, FakePractice, found_in, refused, same_version
from services.gateway.tests.fake_settings import FakeSettings


class FakeServices(FakePeople, FakeSettings, FakePatients, FakeImports, FakeMessages):
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

    # visits

    def list_visits(self, request: scheduling.ListVisits, context: Any) -> scheduling.Visits:
        kept = self.mine(context)

        def wanted(visit: scheduling.Visit) -> bool:
            day = visit.starts_at.astimezone(WARSAW).date()
            return (
                (request.from_ is None or request.from_ <= day)
                and (request.to is None or day < request.to)
                and request.patient_id in {None, visit.patient_id}
                and request.calendar_id in {None, visit.calendar_id}
            )

        items = sorted((v for v in kept.visits.values() if wanted(v)), key=lambda v: v.starts_at)
        marked = [self.with_outside(kept, visit) for visit in items[: request.limit]]
        return scheduling.Visits(items=marked, next_cursor=None)

    def book_visit(self, request: scheduling.BookVisit, context: Any) -> scheduling.Visit:
        kept = self.mine(context)
        patient = found_in(kept.patients, request.patient_id, "patient")
        self._require_free(kept, request.calendar_id, request.starts_at, request.minutes)
        visit = scheduling.Visit(
            id=uuid.uuid4(),
            patient=scheduling.VisitPatient(
                id=patient.id, first_name=patient.first_name, last_name=patient.last_name, phone=patient.phone
            ),
            ends_at=request.starts_at + timedelta(minutes=request.minutes),
            status="planned",
            version=1,
            **request.model_dump(),
        )
        kept.visits[visit.id] = visit
        self.remind(kept, visit, patient)
        return visit

    def read_visit(self, request: scheduling.VisitId, context: Any) -> scheduling.Visit:
        kept = self.mine(context)
        return self.with_outside(kept, found_in(kept.visits, request.visit_id, "visit"))

    def change_visit(self, request: scheduling.ChangeVisit, context: Any) -> scheduling.Visit:
        kept = self.mine(context)
        old = found_in(kept.visits, request.visit_id, "visit")
        same_version(request, old)
        data = {**old.model_dump(), **request.model_dump(exclude_unset=True, exclude={"visit_id", "expected_version"})}
        if (data["starts_at"], data["minutes"], data["calendar_id"]) != (old.starts_at, old.minutes, old.calendar_id):
            self._require_free(kept, data["calendar_id"], data["starts_at"], data["minutes"], old.id)
        data |= {"ends_at": data["starts_at"] + timedelta(minutes=data["minutes"]), "version": old.version + 1}
        kept.visits[old.id] = scheduling.Visit(**data)
        return kept.visits[old.id]

    def cancel_visit(self, request: scheduling.CancelVisit, context: Any) -> scheduling.Visit:
        kept = self.mine(context)
        old = found_in(kept.visits, request.visit_id, "visit")
        same_version(request, old)
        if old.status == "cancelled":
            raise refused("visit_not_changeable", status="cancelled")
        kept.visits[old.id] = old.model_copy(update={"status": "cancelled", "version": old.version + 1})
        off = {"state": "cancelled", "reason": "visit_cancelled"}
        kept.messages = [m.model_copy(update=off) if m.visit_id == old.id else m for m in kept.messages]
        return kept.visits[old.id]

    def _require_free(
        self, kept: FakePractice, calendar_id: uuid.UUID, start: datetime, minutes: int, but: uuid.UUID | None = None
    ) -> None:
        if minutes < 15 or minutes % 15:
            raise refused("validation_failed", ("minutes", "not_on_grid"))
        calendar = next((c for c in kept.calendars if c.id == calendar_id), None)
        if calendar is None:
            raise refused("not_found", what="calendar")
        if not calendar.active:
            raise refused("calendar_closed")
        end = start + timedelta(minutes=minutes)
        day = self.calendar_day(kept, calendar, start.astimezone(WARSAW).date())
        if any(start < span.ends_at and span.starts_at < end for span in day.breaks):
            raise refused("in_break")
        if not any(span.starts_at <= start and end <= span.ends_at for span in day.open):
            raise refused("outside_working_time")
        for other in kept.visits.values():
            if (
                other.calendar_id == calendar_id
                and other.id != but
                and other.status != "cancelled"
                and start < other.ends_at
                and other.starts_at < end
            ):
                raise refused("slot_taken")
