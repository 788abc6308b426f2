from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, Uuid, and_, any_, literal, select, tuple_, update
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.orm import Session

from scheduling.adapters.calendars import TIMETABLE_COLUMNS, same_practice, timetable_of
from scheduling.adapters.cursors import cursor_at, instant_and_id_in
from scheduling.adapters.patients import PATIENT_STATE, SHARED
from scheduling.adapters.tables import calendars, patients, practices, services, visits
from scheduling.adapters.visit_rows import NO_OVERLAP, judged, takes_its_time, visit_columns, visit_of
from scheduling.application.ports_visits import TakenTime
from scheduling.application.shown import Page, PatientInBrief, ServiceInBrief, ShownVisit
from scheduling.domain.local_time import zone_named
from scheduling.domain.patient import ERASED, require_active
from scheduling.domain.refusals import NotFound, SlotTaken
from scheduling.domain.refusals_patients import PatientErased
from scheduling.domain.span import Span
from scheduling.domain.timetable import Timetable
from scheduling.domain.visit import EXPECTED, LONGEST_MINUTES, Visit

_PATIENT = tuple(patients.c[name].label(f"patient_{name}") for name in ("id", "first_name", "last_name", "phone"))
_VISIT = tuple(each for each in visits.c if each.name not in {"patient_id", "held_until"})
_SERVICE = tuple(services.c[name].label(f"service_{name}") for name in ("name", "color"))
_TAKEN = (visits.c.calendar_id, visits.c.id, visits.c.starts_at, visits.c.ends_at)
_LONGEST = timedelta(minutes=LONGEST_MINUTES)


class SqlVisits:
    """Each query of visits joins their patients: holds have none, and so are in no answer but that of what is taken."""

    def __init__(self, session: Session, practice_id: UUID, now: datetime) -> None:
        self._session = session
        self._practice_id = practice_id
        self._now = now

    def to_book(self, calendar_id: UUID, patient_id: UUID) -> tuple[Timetable, PatientInBrief]:
        ours = and_(patients.c.practice_id == calendars.c.practice_id, patients.c.id == patient_id)
        query = (
            select(*TIMETABLE_COLUMNS, *_PATIENT, *PATIENT_STATE)
            .select_from(calendars)
            .join(practices, same_practice())
            .join(patients, ours)
            .where(calendars.c.practice_id == self._practice_id, calendars.c.id == calendar_id)
            .with_for_update(key_share=True, of=calendars)
            .suffix_with(SHARED)
        )
        row = self._session.execute(query).one_or_none()
        if row is None:
            there = select(calendars.c.id).where(
                calendars.c.practice_id == self._practice_id, calendars.c.id == calendar_id
            )
            raise NotFound("patient" if self._session.execute(there).first() else "calendar")
        require_active(row.patient_state, row.patient_merged_into)
        return timetable_of(row), _patient_of(row)

    def add(self, visit: Visit) -> None:
        new = insert(visits).values(
            practice_id=visit.practice_id, id=visit.id, patient_id=visit.patient_id, **visit_columns(visit)
        )
        kept = new.on_conflict_do_nothing(constraint=NO_OVERLAP).returning(visits.c.id)
        if self._session.execute(kept).first() is None:
            raise SlotTaken(visit.calendar_id, visit.during)

    def save(self, visit: Visit) -> None:
        with judged(visit.calendar_id, visit.during):
            self._session.execute(update(visits).where(*self._is_it(visit.id)).values(**visit_columns(visit)))

    def taken(self, calendar_ids: Collection[UUID], within: Span) -> list[TakenTime]:
        return self._taken(select(*_TAKEN).where(*self._on(calendar_ids, within)))

    def in_the_way(self, calendar_id: UUID, during: Span, *, overbooked_only: bool) -> list[TakenTime]:
        there = self._on([calendar_id], during)
        run_out = update(visits).where(*there, visits.c.status == "held", visits.c.held_until <= self._now)
        query = select(*_TAKEN).where(*there).add_cte(run_out.values(status="cancelled").cte("run_out"))
        return self._taken(query.where(visits.c.overbooked) if overbooked_only else query)

    def _on(self, calendar_ids: Collection[UUID], within: Span) -> tuple[ColumnElement[bool], ...]:
        return (
            visits.c.practice_id == self._practice_id,
            visits.c.calendar_id == any_(literal(list(calendar_ids), ARRAY(Uuid))),
            visits.c.starts_at > within.starts_at - _LONGEST,  # what began before is over; an index knows the starts
            visits.c.starts_at < within.ends_at,
            visits.c.ends_at > within.starts_at,
        )

    def _taken(self, query: Select[Any]) -> list[TakenTime]:
        query = query.where(takes_its_time(self._now)).order_by(visits.c.starts_at, visits.c.id)
        rows = self._session.execute(query).all()
        return [TakenTime(row.calendar_id, row.id, Span(row.starts_at, row.ends_at)) for row in rows]

    def read(self, visit_id: UUID) -> ShownVisit:
        return self._one(self._shown().where(*self._is_it(visit_id)))

    def read_to_change(self, visit_id: UUID) -> ShownVisit:
        """Whose patient is another one by now, merged while this waited, is found at a second look."""
        query = self._shown().where(*self._is_it(visit_id)).add_columns(*PATIENT_STATE)
        locked = query.with_for_update(key_share=True, of=visits).suffix_with(SHARED)
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
        query = self._ours()
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
        query = self._ours().where(visits.c.starts_at >= from_, visits.c.status.in_(sorted(EXPECTED)))
        return self._page(query, zone, limit, cursor)

    def cursor_after(self, visit: Visit) -> str:
        return cursor_at(visit.during.starts_at.isoformat(), visit.id)

    def _page(self, query: Select[Any], zone: ZoneInfo, limit: int, cursor: str | None) -> Page[ShownVisit]:
        if cursor is not None:
            query = query.where(tuple_(visits.c.starts_at, visits.c.id) > tuple_(*instant_and_id_in(cursor)))
        query = query.order_by(visits.c.starts_at, visits.c.id).limit(limit + 1)
        found = [_shown_visit(row, zone) for row in self._session.execute(query)]
        return Page(found[:limit], self.cursor_after(found[limit - 1].visit) if len(found) > limit else None)

    def _ours(self) -> Select[Any]:
        query = (
            select(*_VISIT, *_PATIENT, *_SERVICE).join(patients, _same_patient()).outerjoin(services, _its_service())
        )
        return query.where(visits.c.practice_id == self._practice_id)

    def _shown(self) -> Select[Any]:
        return (
            select(*_VISIT, *_PATIENT, *_SERVICE, practices.c.time_zone)
            .select_from(visits)
            .join(patients, _same_patient())
            .outerjoin(services, _its_service())
            .join(practices, practices.c.practice_id == visits.c.practice_id)
        )

    def _is_it(self, visit_id: UUID) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return visits.c.practice_id == self._practice_id, visits.c.id == visit_id

    def _one(self, query: Select[Any]) -> ShownVisit:
        row = self._session.execute(query).one_or_none()
        if row is None:
            raise NotFound("visit")
        return _shown_visit(row, zone_named(row.time_zone))


def _same_patient() -> ColumnElement[bool]:
    return and_(patients.c.practice_id == visits.c.practice_id, patients.c.id == visits.c.patient_id)


def _its_service() -> ColumnElement[bool]:
    return and_(services.c.practice_id == visits.c.practice_id, services.c.id == visits.c.service_id)


def _shown_visit(row: Any, zone: ZoneInfo) -> ShownVisit:
    service = ServiceInBrief(row.service_id, row.service_name, row.service_color) if row.service_id else None
    return ShownVisit(visit_of(row), _patient_of(row), zone, service)


def _patient_of(row: Any) -> PatientInBrief:
    return PatientInBrief(row.patient_id, row.patient_first_name, row.patient_last_name, row.patient_phone)
