from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, bindparam, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from scheduling.adapters import taken_times
from scheduling.adapters.calendars import TIMETABLE_COLUMNS, same_practice, timetable_of
from scheduling.adapters.cursors import cursor_at, instant_and_id_in
from scheduling.adapters.patients import PATIENT_STATE, SHARED
from scheduling.adapters.tables import calendars, patients, practices, services, visits
from scheduling.adapters.visit_rows import NO_OVERLAP, judged, visit_columns, visit_of
from scheduling.application.ports_visits import TakenTime
from scheduling.application.shown import Page, PatientInBrief, ServiceInBrief, ShownVisit
from scheduling.domain.local_time import zone_named
from scheduling.domain.patient import ERASED, require_active
from scheduling.domain.refusals import NotFound, SlotTaken
from scheduling.domain.refusals_patients import PatientErased
from scheduling.domain.span import Span
from scheduling.domain.timetable import Timetable
from scheduling.domain.visit import EXPECTED, Visit

_PATIENT = tuple(patients.c[name].label(f"patient_{name}") for name in ("id", "first_name", "last_name", "phone"))
_VISIT = tuple(each for each in visits.c if each.name not in {"patient_id", "held_until"})
_SERVICE = tuple(services.c[name].label(f"service_{name}") for name in ("name", "color"))
_TO_BOOK = (
    select(*TIMETABLE_COLUMNS, *_PATIENT, *PATIENT_STATE)
    .select_from(calendars)
    .join(practices, same_practice())
    .join(patients, and_(patients.c.practice_id == calendars.c.practice_id, patients.c.id == bindparam("patient")))
    .where(calendars.c.practice_id == bindparam("practice"), calendars.c.id == bindparam("calendar"))
    .with_for_update(key_share=True, of=calendars)
    .suffix_with(SHARED)
)
_SHOWN = (
    select(*_VISIT, *_PATIENT, *_SERVICE)
    .select_from(visits)
    .join(patients, and_(patients.c.practice_id == visits.c.practice_id, patients.c.id == visits.c.patient_id))
    .outerjoin(services, and_(services.c.practice_id == visits.c.practice_id, services.c.id == visits.c.service_id))
)
_WITH_ZONE = _SHOWN.add_columns(practices.c.time_zone).join(practices, practices.c.practice_id == visits.c.practice_id)
_ADD = insert(visits).on_conflict_do_nothing(constraint=NO_OVERLAP).returning(visits.c.id)


class SqlVisits:
    """Each query of visits joins their patients: holds have none, and so are in no answer but that of what is taken."""

    def __init__(self, session: Session, practice_id: UUID, now: datetime) -> None:
        self._session = session
        self._practice_id = practice_id
        self._now = now

    def to_book(self, calendar_id: UUID, patient_id: UUID) -> tuple[Timetable, PatientInBrief]:
        wanted = {"practice": self._practice_id, "calendar": calendar_id, "patient": patient_id}
        row = self._session.execute(_TO_BOOK, wanted).one_or_none()
        if row is None:
            there = select(calendars.c.id).where(
                calendars.c.practice_id == self._practice_id, calendars.c.id == calendar_id
            )
            raise NotFound("patient" if self._session.execute(there).first() else "calendar")
        require_active(row.patient_state, row.patient_merged_into)
        return timetable_of(row), _patient_of(row)

    def add(self, visit: Visit) -> None:
        ids = {"practice_id": visit.practice_id, "id": visit.id, "patient_id": visit.patient_id}
        if self._session.execute(_ADD, ids | visit_columns(visit)).first() is None:
            raise SlotTaken(visit.calendar_id, visit.during)

    def save(self, visit: Visit) -> None:
        with judged(visit.calendar_id, visit.during):
            self._session.execute(update(visits).where(*self._is_it(visit.id)).values(**visit_columns(visit)))

    def taken(self, calendar_ids: Collection[UUID], within: Span) -> list[TakenTime]:
        return taken_times.taken(self._session, self._practice_id, calendar_ids, within, self._now)

    def in_the_way(self, calendar_id: UUID, during: Span, *, overbooked_only: bool) -> list[TakenTime]:
        return taken_times.in_the_way(
            self._session, self._practice_id, calendar_id, during, self._now, overbooked_only=overbooked_only
        )

    def read(self, visit_id: UUID) -> ShownVisit:
        return self._one(_WITH_ZONE.where(*self._is_it(visit_id)))

    def read_to_change(self, visit_id: UUID) -> ShownVisit:
        """Locks the patient first, as who merges or erases one does. What changed hands is there at a second look."""
        query = _WITH_ZONE.where(*self._is_it(visit_id)).add_columns(*PATIENT_STATE)
        locked = query.suffix_with(SHARED, text("FOR NO KEY UPDATE OF visits"))
        row = self._session.execute(locked).one_or_none() or self._session.execute(locked).one_or_none()
        if row is None:
            raise NotFound("visit")
        if row.patient_state == ERASED:
            raise PatientErased
        return _shown_visit(row, zone_named(row.time_zone))

    def between(  # noqa: PLR0913 - the parts of a filter
        self,
        starting_in: tuple[datetime | None, datetime | None],
        zone: ZoneInfo,
        *,
        calendar_id: UUID | None,
        patient_id: UUID | None,
        limit: int,
        cursor: str | None,
    ) -> Page[ShownVisit]:
        begin, end = starting_in
        query = _SHOWN.where(visits.c.practice_id == self._practice_id)
        if begin is not None:
            query = query.where(visits.c.starts_at >= begin)
        if end is not None:
            query = query.where(visits.c.starts_at < end)
        if calendar_id is not None:
            query = query.where(visits.c.calendar_id == calendar_id)
        if patient_id is not None:
            query = query.where(visits.c.patient_id == patient_id)
        return self._page(query, zone, limit, cursor)

    def expected(self, from_: datetime, zone: ZoneInfo, *, limit: int, cursor: str | None) -> Page[ShownVisit]:
        ahead = (visits.c.starts_at >= from_, visits.c.status.in_(sorted(EXPECTED)))
        query = _SHOWN.where(visits.c.practice_id == self._practice_id, *ahead)
        return self._page(query, zone, limit, cursor)

    def cursor_after(self, visit: Visit) -> str:
        return cursor_at(visit.during.starts_at.isoformat(), visit.id)

    def _page(self, query: Select[Any], zone: ZoneInfo, limit: int, cursor: str | None) -> Page[ShownVisit]:
        if cursor is not None:
            query = query.where(tuple_(visits.c.starts_at, visits.c.id) > tuple_(*instant_and_id_in(cursor)))
        query = query.order_by(visits.c.starts_at, visits.c.id).limit(limit + 1)
        found = [_shown_visit(row, zone) for row in self._session.execute(query)]
        return Page(found[:limit], self.cursor_after(found[limit - 1].visit) if len(found) > limit else None)

    def _is_it(self, visit_id: UUID) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return visits.c.practice_id == self._practice_id, visits.c.id == visit_id

    def _one(self, query: Select[Any]) -> ShownVisit:
        row = self._session.execute(query).one_or_none()
        if row is None:
            raise NotFound("visit")
        return _shown_visit(row, zone_named(row.time_zone))


def _shown_visit(row: Any, zone: ZoneInfo) -> ShownVisit:
    service = ServiceInBrief(row.service_id, row.service_name, row.service_color) if row.service_id else None
    return ShownVisit(visit_of(row), _patient_of(row), zone, service)


def _patient_of(row: Any) -> PatientInBrief:
    return PatientInBrief(row.patient_id, row.patient_first_name, row.patient_last_name, row.patient_phone)
