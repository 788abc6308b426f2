from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from scheduling.adapters.tables import patient_consents, patients
from scheduling.domain.consent import CHANNELS, ConsentSaid


class SqlPatientConsents:
    def __init__(self, session: Session, practice_id: UUID) -> None:
        self._session = session
        self._practice_id = practice_id

    def add(self, said: Mapping[UUID, Sequence[ConsentSaid]]) -> None:
        rows = [
            {
                "practice_id": self._practice_id,
                "patient_id": patient_id,
                "channel": each.channel,
                "given": each.given,
                "at": each.at,
                "source": each.source,
                "actor_id": each.actor_id,
            }
            for patient_id, answers in said.items()
            for each in answers
        ]
        if rows:
            self._session.execute(insert(patient_consents), rows)

    def newest(self, patient_id: UUID) -> list[ConsentSaid]:
        query = (
            select(patient_consents)
            .ext(distinct_on(patient_consents.c.channel))
            .where(patient_consents.c.practice_id == self._practice_id, patient_consents.c.patient_id == patient_id)
            .order_by(patient_consents.c.channel, patient_consents.c.position.desc())
        )
        found = {row.channel: _said(row) for row in self._session.execute(query)}
        return [found[channel] for channel in CHANNELS if channel in found]

    def all(self, patient_id: UUID) -> list[ConsentSaid]:
        merged = select(patients.c.id).where(
            patients.c.practice_id == self._practice_id, patients.c.merged_into == patient_id
        )
        query = (
            select(patient_consents)
            .where(
                patient_consents.c.practice_id == self._practice_id,
                or_(patient_consents.c.patient_id == patient_id, patient_consents.c.patient_id.in_(merged)),
            )
            .order_by(patient_consents.c.at.desc(), patient_consents.c.position.desc())
        )
        return [_said(row) for row in self._session.execute(query)]

    def forget(self, patient_id: UUID) -> None:
        self._session.execute(select(func.forget_consents(patient_id)))


def _said(row: Any) -> ConsentSaid:
    return ConsentSaid(row.channel, row.given, row.at, row.source, row.actor_id)
