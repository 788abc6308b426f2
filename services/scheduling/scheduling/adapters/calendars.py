from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, bindparam, func, insert, null, select, update
from sqlalchemy.orm import Session

from scheduling.adapters.tables import calendars, practices
from scheduling.adapters.weeks import week_as, week_from
from scheduling.domain.calendar import Calendar
from scheduling.domain.local_time import zone_named
from scheduling.domain.refusals import NotFound
from scheduling.domain.timetable import Timetable
from scheduling.domain.working_time import WorkingWeek

CALENDAR_COLUMNS = (
    *(calendars.c[name].label(f"calendar_{name}") for name in ("id", "name", "color", "position", "active", "version")),
    calendars.c.own_week.is_not(None).label("own_hours"),
)
TIMETABLE_COLUMNS = (
    *CALENDAR_COLUMNS,
    calendars.c.practice_id,
    practices.c.time_zone,
    func.coalesce(calendars.c.own_week, practices.c.week).label("week"),
)
"""A calendar and the hours that hold for it, read from ``calendars`` joined with ``practices``."""


class SqlCalendars:
    def __init__(self, session: Session, practice_id: UUID) -> None:
        self._session = session
        self._practice_id = practice_id

    def all(self) -> list[Calendar]:
        query = select(*CALENDAR_COLUMNS, calendars.c.practice_id).where(self._are_ours)
        return [calendar_of(row) for row in self._session.execute(query.order_by(*_FROM_LEFT))]

    def read(self, calendar_id: UUID) -> Calendar:
        query = select(*CALENDAR_COLUMNS, calendars.c.practice_id)
        return calendar_of(self._one(query.where(self._are_ours, calendars.c.id == calendar_id)))

    def add(self, calendar: Calendar) -> None:
        self._session.execute(
            insert(calendars).values(
                practice_id=calendar.practice_id,
                id=calendar.id,
                name=calendar.name,
                color=calendar.color,
                position=calendar.position,
                active=calendar.active,
                version=calendar.version,
            )
        )

    def save(self, calendar: Calendar) -> None:
        self._update(
            calendar.id,
            name=calendar.name,
            color=calendar.color,
            position=calendar.position,
            active=calendar.active,
            version=calendar.version,
        )

    def timetables(self, *, closed_too: bool = False) -> list[Timetable]:
        query = _TIMETABLES if closed_too else _OPEN_TIMETABLES
        return [timetable_of(row) for row in self._session.execute(query, {"practice": self._practice_id})]

    def timetable(self, calendar_id: UUID) -> Timetable:
        return timetable_of(self._one(_TIMETABLE, {"practice": self._practice_id, "calendar": calendar_id}))

    def timetable_to_book(self, calendar_id: UUID) -> Timetable:
        return timetable_of(self._one(_TIMETABLE_TO_BOOK, {"practice": self._practice_id, "calendar": calendar_id}))

    def save_own_week(self, calendar_id: UUID, week: WorkingWeek | None, version: int) -> None:
        self._update(calendar_id, own_week=week_as(week) if week else null(), version=version)

    def forget_own_weeks(self) -> None:
        own = calendars.c.own_week.is_not(None)
        self._session.execute(
            update(calendars).where(self._are_ours, own).values(own_week=null(), version=calendars.c.version + 1)
        )

    @property
    def _are_ours(self) -> ColumnElement[bool]:
        return calendars.c.practice_id == self._practice_id

    def _update(self, calendar_id: UUID, **values: Any) -> None:
        self._session.execute(update(calendars).where(self._are_ours, calendars.c.id == calendar_id).values(**values))

    def _one(self, query: Any, wanted: dict[str, Any] | None = None) -> Row[Any]:
        row = self._session.execute(query, wanted).one_or_none()
        if row is None:
            raise NotFound("calendar")
        return row


_FROM_LEFT = (calendars.c.position, calendars.c.id)


def same_practice() -> ColumnElement[bool]:
    return practices.c.practice_id == calendars.c.practice_id


# Asked for whatever is shown or booked: these statements are made once and not for each request.
_TIMETABLES = (
    select(*TIMETABLE_COLUMNS)
    .join(practices, same_practice())
    .where(calendars.c.practice_id == bindparam("practice"))
    .order_by(*_FROM_LEFT)
)
_OPEN_TIMETABLES = _TIMETABLES.where(calendars.c.active)
_TIMETABLE = _TIMETABLES.where(calendars.c.id == bindparam("calendar"))
_TIMETABLE_TO_BOOK = _TIMETABLE.with_for_update(key_share=True, of=calendars)


def calendar_of(row: Any) -> Calendar:
    return Calendar(
        row.calendar_id,
        row.practice_id,
        row.calendar_name,
        row.calendar_color,
        row.calendar_position,
        row.calendar_active,
        row.calendar_version,
        row.own_hours,
    )


def timetable_of(row: Any) -> Timetable:
    return Timetable(calendar_of(row), week_from(row.week), zone_named(row.time_zone))
