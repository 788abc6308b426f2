"""What waits for a worker, of all practices."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from chassis.database import ALL_PRACTICES, Database
from sqlalchemy import and_, or_, select, union
from sqlalchemy.dialects.postgresql import distinct_on

from scheduling.adapters.tables import freed_times, joinings, patients, public_holds, time_offers
from scheduling.adapters.tables import patient_imports as imports
from scheduling.application.ports_imports import OpenImport
from scheduling.domain.patient_import import KEPT_FOR, WAITED_FOR
from scheduling.domain.public_hold import KEPT_FOR as HOLDS_KEPT_FOR
from scheduling.domain.time_offer import SENT

_AT_MOST = 100
_OPEN = (imports.c.practice_id, imports.c.id, imports.c.actor_id, imports.c.trace_id)


class SqlBacklog:
    """Only looks: who works on what it finds claims it there and then."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def imports(self) -> list[OpenImport]:
        with self._database.transaction(ALL_PRACTICES) as session:
            query = (
                select(*_OPEN)
                .ext(distinct_on(imports.c.practice_id))
                .where(~imports.c.wiped, imports.c.state.in_(["checking", "running"]))
                .order_by(imports.c.practice_id, imports.c.created_at, imports.c.id)
            )
            return [OpenImport(*row) for row in session.execute(query)]

    def imports_to_forget(self, now: datetime) -> list[OpenImport]:
        left_alone = and_(imports.c.state.in_(["checking", "checked"]), imports.c.created_at <= now - WAITED_FOR)
        ended = imports.c.finished_at <= now - KEPT_FOR
        with self._database.transaction(ALL_PRACTICES) as session:
            query = select(*_OPEN).where(~imports.c.wiped, or_(left_alone, ended))
            return [OpenImport(*row) for row in session.execute(query.limit(_AT_MOST))]

    def public_holds_to_forget(self, now: datetime) -> list[UUID]:
        """Practices that have any that are old enough, or of who asked to join the waiting list."""
        with self._database.transaction(ALL_PRACTICES) as session:
            old = [
                select(each.c.practice_id).where(each.c.created_at < now - HOLDS_KEPT_FOR).limit(_AT_MOST)
                for each in (public_holds, joinings)
            ]
            return list(session.scalars(union(*old)))

    def offers_run_out(self, now: datetime) -> list[tuple[UUID, UUID]]:
        """Practices and offers that nobody answered in time."""
        with self._database.transaction(ALL_PRACTICES) as session:
            query = select(time_offers.c.practice_id, time_offers.c.id).where(
                time_offers.c.state == SENT, time_offers.c.expires_at <= now
            )
            rows = session.execute(query.order_by(time_offers.c.expires_at).limit(_AT_MOST))
            return [(row.practice_id, row.id) for row in rows]

    def freed_times(self, now: datetime) -> list[tuple[UUID, UUID]]:
        """Practices and times that may be offered to who waits, the one that was free first before the others."""
        with self._database.transaction(ALL_PRACTICES) as session:
            query = select(freed_times.c.practice_id, freed_times.c.id).where(freed_times.c.look_at <= now)
            rows = session.execute(query.order_by(freed_times.c.look_at, freed_times.c.id).limit(_AT_MOST))
            return [(row.practice_id, row.id) for row in rows]

    def patients_to_forget(self, now: datetime) -> list[tuple[UUID, UUID]]:
        """By the date where the day begins first: the practice's own is looked at when it is done."""
        anywhere = (now + timedelta(hours=14)).date()
        with self._database.transaction(ALL_PRACTICES) as session:
            query = select(patients.c.practice_id, patients.c.id).where(patients.c.keep_until < anywhere)
            rows = session.execute(query.order_by(patients.c.keep_until, patients.c.id).limit(_AT_MOST))
            return [(row.practice_id, row.id) for row in rows]
