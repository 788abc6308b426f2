from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from scheduling.adapters import waiting_lists, waiting_queue
from scheduling.adapters.tables import time_offers
from scheduling.adapters.tables import waiting_entries as entries
from scheduling.adapters.waiting_rows import entry_columns, entry_of
from scheduling.application.ports_waiting import ListedEntry
from scheduling.application.shown import Page
from scheduling.domain.offering import Candidate
from scheduling.domain.refusals import NotFound
from scheduling.domain.span import Span
from scheduling.domain.waiting import WAITING, AlreadyWaiting, WaitingEntry


class SqlWaiting:
    def __init__(self, session: Session, practice_id: UUID) -> None:
        self._session = session
        self._practice_id = practice_id

    def add(self, entry: WaitingEntry) -> None:
        """Who adds holds the practice: nobody else comes between the look and the row."""
        same = (entries.c.patient_id == entry.patient_id, entries.c.state == WAITING)
        service = entries.c.service_id.is_not_distinct_from(entry.service_id)
        if self._session.execute(select(entries.c.id).where(self._are_ours, *same, service)).first():
            raise AlreadyWaiting
        ids = {"practice_id": entry.practice_id, "id": entry.id}
        self._session.execute(insert(entries).values(**ids, **entry_columns(entry)))

    def read(self, entry_id: UUID) -> WaitingEntry:
        row = self._session.execute(select(entries).where(*self._is_it(entry_id))).one_or_none()
        if row is None:
            raise NotFound("waiting_entry")
        return entry_of(row)

    def save(self, entry: WaitingEntry) -> None:
        self._session.execute(update(entries).where(*self._is_it(entry.id)).values(**entry_columns(entry)))

    def of_patient(self, patient_id: UUID) -> list[WaitingEntry]:
        query = select(entries).where(self._are_ours, entries.c.patient_id == patient_id).order_by(entries.c.place)
        return [entry_of(row) for row in self._session.execute(query)]

    def forget(self, patient_id: UUID) -> None:
        theirs = select(entries.c.id).where(self._are_ours, entries.c.patient_id == patient_id)
        ours = time_offers.c.practice_id == self._practice_id
        of_them = or_(time_offers.c.patient_id == patient_id, time_offers.c.entry_id.in_(theirs))
        self._session.execute(delete(time_offers).where(ours, of_them))
        self._session.execute(delete(entries).where(self._are_ours, entries.c.patient_id == patient_id))

    def last_date(self, today: date) -> date | None:
        query = select(func.max(entries.c.until_date)).where(
            self._are_ours, entries.c.state == WAITING, entries.c.until_date >= today
        )
        found: date | None = self._session.scalar(query)
        return found

    def queue(self, calendar_id: UUID, day: date, span: Span, now: datetime) -> list[Candidate]:
        return waiting_queue.queue(self._session, self._practice_id, calendar_id, day, span, now)

    def listed(self, entry_id: UUID, today: date, now: datetime) -> ListedEntry:
        found = waiting_lists.listed(
            self._session, self._practice_id, and_(entries.c.id == entry_id), today, now, limit=1
        )
        if not found:
            raise NotFound("waiting_entry")
        return found[0][1]

    def page(  # noqa: PLR0913 - the parts of a filter
        self,
        state: str | None,
        patient_id: UUID | None,
        today: date,
        now: datetime,
        *,
        limit: int,
        cursor: str | None,
    ) -> Page[ListedEntry]:
        return waiting_lists.page(
            self._session, self._practice_id, state, patient_id, today, now, limit=limit, cursor=cursor
        )

    @property
    def _are_ours(self) -> ColumnElement[bool]:
        return entries.c.practice_id == self._practice_id

    def _is_it(self, entry_id: UUID) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return self._are_ours, entries.c.id == entry_id
