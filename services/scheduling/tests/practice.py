"""A practice in a real database, worked on as the service's processes do it."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID, uuid4

from chassis.database import Database
from chassis.signing import Signer
from contracts import links
from contracts.base import Envelope, Nothing
from contracts.context import Actor, Context
from contracts.registry import EVENTS, METHODS
from scheduling.adapters.desk import SqlDesk
from scheduling.adapters.key_secrets import KeySecrets
from scheduling.adapters.office import Office
from scheduling.application.book_visit import book_visit
from scheduling.application.shown import ShownVisit
from scheduling.application.welcome_practice import welcome_practice
from scheduling.domain.calendar import Calendar
from scheduling.domain.patient import Patient
from scheduling.domain.throttle import BookingLimits
from sqlalchemy import event, text

from services.scheduling.tests.builders import NOW, a_patient, at

if TYPE_CHECKING:
    from scheduling.entrypoints.rpc import SchedulingService

TIMETABLE_CHANGED = "timetable_changed.v1"
LINK_KEY = "for links in tests and nowhere else at all"
SECRETS = KeySecrets([LINK_KEY])


def offer_link(offer_id: UUID, expires_at: datetime, key: str = LINK_KEY) -> str:
    """As notifications signs it."""
    return Signer(links.OFFER, [key]).sign(links.offer_content(offer_id), expires_at)


TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
Result = TypeVar("Result")


@dataclass
class Practice:
    pool: Database
    id: UUID = field(default_factory=uuid4)
    owner_id: UUID = field(default_factory=uuid4)
    now: datetime = NOW
    """What its clocks show; a test may put them on."""
    limits: BookingLimits = field(default_factory=BookingLimits)

    @classmethod
    def registered(cls, pool: Database) -> Practice:
        practice = cls(pool)
        practice.do(lambda desk: welcome_practice(desk, name="Gabinet", time_zone="Europe/Warsaw", version=1))
        return practice

    @property
    def office(self) -> Office:
        return Office(self.pool, lambda: self.now, SECRETS, self.limits)

    def context(self, key: str | None = None) -> Context:
        """The owner's."""
        actor = Actor(user_id=self.owner_id, role="owner")
        return Context(trace_id=TRACE, practice_id=self.id, actor=actor, idempotency_key=key)

    @contextmanager
    def desk(self) -> Iterator[SqlDesk]:
        with self.pool.transaction(self.id) as session:
            yield SqlDesk(
                session,
                self.id,
                self.now,
                TRACE,
                act="test",
                actor_id=self.owner_id,
                secrets=SECRETS,
                limits=self.limits,
            )

    def do(self, work: Callable[[SqlDesk], Result]) -> Result:
        with self.desk() as desk:
            return work(desk)

    def ask(self, method: str, key: str | None = None, **request: Any) -> dict[str, Any]:
        """What the owner is answered by an RPC method, without Nameko's container around it."""
        return self.asking(method, key, **request)()

    def asking(self, method: str, key: str | None = None, **request: Any) -> Callable[[], dict[str, Any]]:
        """The same, to be asked later, also by a thread: Nameko does not like to be imported by one."""
        known = METHODS[f"scheduling.{method}"]
        serve, context = getattr(serving(self.office), method), self.context(key)
        message = known.request.model_validate(request)

        def ask() -> dict[str, Any]:
            content: dict[str, Any] = json.loads((serve(context, message) or Nothing()).model_dump_json(by_alias=True))
            return content

        return ask

    @property
    def calendar(self) -> Calendar:
        return self.do(lambda desk: desk.calendars.all())[0]

    def add_patient(self, first: str = "Żaneta", last: str = "Łęcka", **card: Any) -> Patient:
        patient = a_patient(first, last, self.id, **card)
        self.do(lambda desk: desk.patients.add(patient))
        return patient

    def book(self, when: str | datetime = "2026-11-24 10:00", minutes: int = 30, **parts: Any) -> ShownVisit:
        """A text is wall time in Warsaw; on the first calendar for a new patient unless ``parts`` say otherwise."""
        starts_at = at(when) if isinstance(when, str) else when
        known = {
            "calendar_id": parts.get("calendar_id") or self.calendar.id,
            "patient_id": parts.get("patient_id") or self.add_patient().id,
        }
        return self.do(lambda desk: book_visit(desk, starts_at=starts_at, minutes=minutes, note=None, **known))

    def hold(self, when: str = "2026-11-24 10:00", minutes: int = 30, **parts: Any) -> dict[str, Any]:
        """On the first calendar, for ten minutes, unless ``parts`` say otherwise."""
        known = {"calendar_id": self.calendar.id, "starts_at": at(when), "minutes": minutes}
        return self.ask("hold_time", **known | parts)

    def announced(self) -> list[Envelope[Any]]:
        """What waits in the outbox for this practice about patients and visits, in order."""
        return [envelope for envelope in self._outbox() if envelope.type != TIMETABLE_CHANGED]

    def timetable_changes(self) -> list[Envelope[Any]]:
        """The same about calendars, hours, days off, services and holds."""
        return [envelope for envelope in self._outbox() if envelope.type == TIMETABLE_CHANGED]

    def _outbox(self) -> list[Envelope[Any]]:
        rows = self.do(
            lambda desk: desk.session.execute(text("SELECT routing_key, body FROM outbox ORDER BY position")).all()
        )
        envelopes = [Envelope[EVENTS[row.routing_key]].model_validate_json(row.body) for row in rows]
        return [envelope for envelope in envelopes if envelope.practice_id == self.id]


@contextmanager
def statements_of(practice: Practice) -> Iterator[list[tuple[str, Any]]]:
    """What is sent to the database meanwhile, with the parameters."""
    noted: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        noted.append((statement, parameters))

    event.listen(practice.pool.engine, "before_cursor_execute", note)
    try:
        yield noted
    finally:
        event.remove(practice.pool.engine, "before_cursor_execute", note)


def serving(office: Office) -> SchedulingService:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="(?s).*Eventlet is deprecated")
        from scheduling.entrypoints.rpc import SchedulingService
    service = SchedulingService()
    service.office = office
    return service
