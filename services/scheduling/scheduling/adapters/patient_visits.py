from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, select, update
from sqlalchemy.orm import Session

from scheduling.adapters.tables import patients, visits
from scheduling.application.ports_patients import Selection, Treatment, VisitsInBrief
from scheduling.domain.visit import EXPECTED, ONLINE

_TAKE_PLACE: Final = ("planned", "confirmed", "waiting", "in_chair", "finished")
"""Status of visits that document treatment once they have begun: not everybody marks each as finished."""
_EXPECTED: Final = tuple(sorted(EXPECTED))
_NO_PLACE: Final = ("cancelled", "no_show")


class SqlPatientVisits:
    def __init__(self, session: Session, practice_id: UUID) -> None:
        self._session = session
        self._practice_id = practice_id

    def brief(self, patient_id: UUID, now: datetime) -> VisitsInBrief:
        begun, to_come = visits.c.starts_at <= now, visits.c.starts_at > now
        query = select(
            func.count().label("how_many"),
            func.max(visits.c.starts_at).filter(begun).label("last_at"),
            func.min(visits.c.starts_at).filter(to_come, visits.c.status.in_(_EXPECTED)).label("next_at"),
        ).where(*self._of(patient_id), visits.c.status.in_((*_TAKE_PLACE, "no_show")))
        row = self._session.execute(query).one()
        return VisitsInBrief(row.how_many, row.last_at, row.next_at)

    def open_online(self, patient_id: UUID, now: datetime) -> int:
        ahead = (visits.c.source == ONLINE, visits.c.status.in_(_EXPECTED), visits.c.starts_at > now)
        query = select(func.count()).select_from(visits).where(*self._of(patient_id), *ahead)
        return self._session.scalar(query) or 0

    def treatment(self, patient_id: UUID, now: datetime) -> Treatment:
        query = select(visits.c.status, visits.c.starts_at, visits.c.ends_at).where(*self._of(patient_id))
        rows = self._session.execute(query.with_for_update(key_share=True)).all()
        expected = {*EXPECTED, "in_chair"}
        ahead = [row for row in rows if row.status in expected and row.ends_at > now]
        begun = [row.starts_at for row in rows if row.status in _TAKE_PLACE and row.starts_at <= now]
        return Treatment(len(ahead), max(begun, default=None))

    def hand_over(self, from_: UUID, to: UUID) -> None:
        self._session.execute(update(visits).where(*self._of(from_)).values(patient_id=to))

    def forget_words(self, patient_id: UUID, *, of_treatment_too: bool) -> None:
        which = () if of_treatment_too else (visits.c.status.in_(_NO_PLACE),)
        self._session.execute(update(visits).where(*self._of(patient_id), *which).values(note=None, cancel_reason=None))

    def select(self, wanted: Selection, now: datetime, limit: int) -> list[UUID]:
        query = select(patients.c.id).where(patients.c.practice_id == self._practice_id, patients.c.state == "active")
        if wanted.by_visit:
            query = query.where(exists().where(*self._theirs(), *_fitting(wanted)))
        if wanted.not_seen_since is not None:
            seen = (visits.c.status.in_(_TAKE_PLACE), visits.c.starts_at <= now)
            last = select(func.max(visits.c.starts_at)).where(*self._theirs(), *seen).scalar_subquery()
            ahead = exists().where(*self._theirs(), visits.c.status.in_(_EXPECTED), visits.c.starts_at > now)
            query = query.where(last < wanted.not_seen_since, ~ahead)
        return list(self._session.scalars(query.order_by(patients.c.search, patients.c.id).limit(limit)))

    def _of(self, patient_id: UUID) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return visits.c.practice_id == self._practice_id, visits.c.patient_id == patient_id

    def _theirs(self) -> tuple[ColumnElement[bool], ...]:
        return (and_(visits.c.practice_id == self._practice_id, visits.c.patient_id == patients.c.id),)


def _fitting(wanted: Selection) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [visits.c.status.in_((*_TAKE_PLACE, "no_show"))]
    if wanted.visit_from is not None:
        found.append(visits.c.starts_at >= wanted.visit_from)
    if wanted.visit_to is not None:
        found.append(visits.c.starts_at < wanted.visit_to)
    if wanted.calendar_id is not None:
        found.append(visits.c.calendar_id == wanted.calendar_id)
    if wanted.service_id is not None:
        found.append(visits.c.service_id == wanted.service_id)
    return found
