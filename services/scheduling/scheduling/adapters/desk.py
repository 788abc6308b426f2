"""One practice's books in one database transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from chassis import outbox
from chassis.audit import AuditTrail
from chassis.ids import new_id
from sqlalchemy.orm import Session

from scheduling.adapters import wire
from scheduling.adapters.booking_settings import SqlBookingSettings
from scheduling.adapters.calendars import SqlCalendars
from scheduling.adapters.days_off import SqlDaysOff
from scheduling.adapters.feeds import SqlFeeds
from scheduling.adapters.freed_times import SqlFreedTimes
from scheduling.adapters.holds import SqlHolds
from scheduling.adapters.imports import SqlImports
from scheduling.adapters.joinings import SqlJoinings
from scheduling.adapters.key_secrets import KeySecrets
from scheduling.adapters.look_alikes import SqlLookAlikes
from scheduling.adapters.patient_consents import SqlPatientConsents
from scheduling.adapters.patient_visits import SqlPatientVisits
from scheduling.adapters.patients import SqlPatients
from scheduling.adapters.practices import SqlPractices
from scheduling.adapters.public_holds import SqlPublicHolds
from scheduling.adapters.recalls import SqlRecalls
from scheduling.adapters.services import SqlServices
from scheduling.adapters.time_offers import SqlTimeOffers
from scheduling.adapters.tries import SqlTries
from scheduling.adapters.visits import SqlVisits
from scheduling.adapters.waiting import SqlWaiting
from scheduling.domain.facts import Fact
from scheduling.domain.throttle import BookingLimits


class SqlDesk:
    """``now`` is aware UTC; ``trace_id`` travels with what is announced.

    The audit trail says ``act``, the name of the RPC method or of the event's consumer, and ``actor_id``, the signed-in
    person's id.
    """

    def __init__(  # noqa: PLR0913 - what is known of one request
        self,
        session: Session,
        practice_id: UUID,
        now: datetime,
        trace_id: str,
        *,
        act: str,
        actor_id: UUID | None,
        secrets: KeySecrets,
        limits: BookingLimits,
    ) -> None:
        self.session = session
        self.practice_id = practice_id
        self.now = now
        self.actor_id = actor_id
        self.secrets = secrets
        self.limits = limits
        self.practices = SqlPractices(session, practice_id)
        self.calendars = SqlCalendars(session, practice_id)
        self.days_off = SqlDaysOff(session, practice_id)
        self.patients = SqlPatients(session, practice_id)
        self.consents = SqlPatientConsents(session, practice_id)
        self.look_alikes = SqlLookAlikes(session, practice_id)
        self.patient_visits = SqlPatientVisits(session, practice_id)
        self.imports = SqlImports(session, practice_id, trace_id)
        self.visits = SqlVisits(session, practice_id, now)
        self.holds = SqlHolds(session, practice_id, now)
        self.services = SqlServices(session, practice_id)
        self.booking_settings = SqlBookingSettings(session, practice_id)
        self.public_holds = SqlPublicHolds(session, practice_id)
        self.feeds = SqlFeeds(session, practice_id)
        self.recalls = SqlRecalls(session, practice_id)
        self.waiting = SqlWaiting(session, practice_id)
        self.offers = SqlTimeOffers(session, practice_id)
        self.freed_times = SqlFreedTimes(session, practice_id, now)
        self.joinings = SqlJoinings(session, practice_id)
        self.tries = SqlTries(session)
        self.changes = AuditTrail(session, practice_id, actor_id, act, now)
        self._trace_id = trace_id

    def new_id(self) -> UUID:
        return new_id()

    def announce(self, facts: Sequence[Fact]) -> None:
        envelopes = [
            wire.envelope(fact, event_id=new_id(), occurred_at=self.now, trace_id=self._trace_id) for fact in facts
        ]
        if len(envelopes) == 1:
            outbox.append(self.session, envelopes[0])
        else:
            outbox.append_all(self.session, envelopes)
