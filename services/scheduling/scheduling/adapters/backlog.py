"""What waits for a worker, of all practices."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from chassis.database import ALL_PRACTICES, Database
from sqlalchemy import and_, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from scheduling.adapters.tables import patient_imports as imports
from scheduling.adapters.tables import patients, public_holds
from scheduling.application.ports_imports import OpenImport
from scheduling.domain.patient_import import KEPT_FOR, WAITED_FOR
from scheduling.domain.public_hold import KEPT_FOR as HOLDS_KEPT_FOR

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
        """Practices that have any that are old enough."""
        with self._database.transaction(ALL_PRACTICES) as session:
            query = select(public_holds.c.practice_id).where(public_holds.c.created_at < now - HOLDS_KEPT_FOR)
            return list(session.scalars(query.distinct().limit(_AT_MOST)))

    def patients_to_forget(self, now: datetime) -> list[tuple[UUID, UUID]]:
        """By the date where the day begins first: the practice's own is looked at when it is done."""
        anywhere = (now + timedelta(hours=14)).date()
        with self._database.transaction(ALL_PRACTICES) as session:
            query = select(patients.c.practice_id, patients.c.id).where(patients.c.keep_until < anywhere)
            rows = session.execute(query.order_by(patients.c.keep_until, patients.c.id).limit(_AT_MOST))
            return [(row.practice_id, row.id) for row in rows]
