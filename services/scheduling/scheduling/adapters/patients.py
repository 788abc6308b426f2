from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, any_, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import Session

from scheduling.adapters.cursors import cursor_at, id_in
from scheduling.adapters.tables import patients
from scheduling.application.shown import Page
from scheduling.domain.consent import Consents
from scheduling.domain.patient import ACTIVE, Card, Patient
from scheduling.domain.refusals import NotFound, ValidationFailed
from scheduling.domain.search import Search

PATIENT_STATE = (patients.c.state.label("patient_state"), patients.c.merged_into.label("patient_merged_into"))
SHARED = text("FOR SHARE OF patients")
"""Behind a query whose patient is to stay who they are until the transaction ends: others may read the same."""


_MOST_WITH_ONE_CONTACT = 100


class SqlPatients:
    def __init__(self, session: Session, practice_id: UUID) -> None:
        self._session = session
        self._practice_id = practice_id

    def read(self, patient_id: UUID) -> Patient:
        return self._one(select(patients).where(*self._is_it(patient_id)))

    def read_to_change(self, patient_id: UUID) -> Patient:
        return self._one(select(patients).where(*self._is_it(patient_id)).with_for_update(key_share=True))

    def read_to_book(self, patient_id: UUID) -> Patient:
        patient = self._one(select(patients).where(*self._is_it(patient_id)).with_for_update(read=True))
        patient.require_active()
        return patient

    def merged_into(self, patient_id: UUID) -> list[Patient]:
        query = select(patients).where(self._are_ours, patients.c.merged_into == patient_id).order_by(patients.c.id)
        return [patient_of(row) for row in self._session.execute(query.with_for_update(key_share=True))]

    def reached_by(self, channel: str, contact: str) -> list[Patient]:
        there = patients.c.phone == contact if channel == "sms" else func.lower(patients.c.email) == contact.lower()
        query = select(patients).where(self._are_ours, patients.c.state == ACTIVE, there).order_by(patients.c.id)
        return [patient_of(row) for row in self._session.execute(query.limit(_MOST_WITH_ONE_CONTACT))]

    def add(self, *new: Patient) -> None:
        rows = [{"practice_id": each.practice_id, "id": each.id, **_columns(each)} for each in new]
        self._session.execute(insert(patients), rows)

    def save(self, patient: Patient) -> None:
        self._session.execute(update(patients).where(*self._is_it(patient.id)).values(**_columns(patient)))

    def find(self, search: Search, limit: int, cursor: str | None) -> Page[Patient]:
        after = (None, None) if cursor is None else self._place_of(id_in(cursor))
        patterns: array[Any] = array([func.anywhere(part) for part in search.parts], type_=Text)
        matching = select(func.matching_patients(patterns, *after, limit + 1)).scalar_subquery()
        query = select(patients).where(self._are_ours, patients.c.id == any_(func.array(matching)))
        rows = self._session.execute(query.order_by(patients.c.search, patients.c.id))
        found = [patient_of(row) for row in rows]
        return Page(found[:limit], cursor_at(found[limit - 1].id) if len(found) > limit else None)

    def _place_of(self, patient_id: UUID) -> tuple[str, UUID]:
        """Where the page before ended. The cursor holds the id alone: names do not belong in addresses and logs."""
        place = select(patients.c.search, patients.c.id).where(*self._is_it(patient_id))
        row = self._session.execute(place).one_or_none()
        if row is None:
            raise ValidationFailed.of("cursor", "invalid")
        return row.search, row.id

    @property
    def _are_ours(self) -> ColumnElement[bool]:
        return patients.c.practice_id == self._practice_id

    def _is_it(self, patient_id: UUID) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return self._are_ours, patients.c.id == patient_id

    def _one(self, query: Any) -> Patient:
        row = self._session.execute(query).one_or_none()
        if row is None:
            raise NotFound("patient")
        return patient_of(row)


def patient_of(row: Any) -> Patient:
    card = Card(
        first_name=row.first_name,
        last_name=row.last_name,
        phone=row.phone,
        email=row.email,
        birth_date=row.birth_date,
        pesel=row.pesel,
        address=row.address,
        notes=row.notes,
        consents=Consents(row.consent_sms, row.consent_email),
    )
    return Patient(row.id, row.practice_id, card, row.version, row.state, row.merged_into, row.keep_until)


def _columns(patient: Patient) -> dict[str, Any]:
    card = patient.card
    return {
        "first_name": card.first_name,
        "last_name": card.last_name,
        "phone": card.phone,
        "email": card.email,
        "birth_date": card.birth_date,
        "pesel": card.pesel,
        "address": card.address,
        "notes": card.notes,
        "consent_sms": card.consents.sms,
        "consent_email": card.consents.email,
        "version": patient.version,
        "state": patient.state,
        "merged_into": patient.merged_into,
        "keep_until": patient.keep_until,
    }
