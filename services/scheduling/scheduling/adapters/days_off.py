from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, any_, bindparam, delete, insert, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as insert_or_update
from sqlalchemy.orm import Session
from sqlalchemy.types import Date

from scheduling.adapters.tables import day_exceptions, holiday_choices
from scheduling.domain.days_off import DayException, DaysOff
from scheduling.domain.public_holidays import holiday_on
from scheduling.domain.refusals import NotFound
from scheduling.domain.working_time import Hours


class SqlDaysOff:
    def __init__(self, session: Session, practice_id: UUID) -> None:
        self._session = session
        self._practice_id = practice_id

    def on(self, dates: Iterable[date]) -> DaysOff:
        known = frozenset(dates)
        return DaysOff(known, self._exceptions_on(known), self._worked_of(known))

    def exceptions(self, calendar_id: UUID | None, from_: date, to: date) -> list[DayException]:
        query = select(day_exceptions).where(self._are_ours, _of(calendar_id))
        query = query.where(day_exceptions.c.date >= from_, day_exceptions.c.date < to).order_by(day_exceptions.c.date)
        return [_exception_of(row) for row in self._session.execute(query)]

    def replace(
        self, calendar_id: UUID | None, dates: Sequence[date], by: Sequence[DayException]
    ) -> list[DayException]:
        there = (self._are_ours, _of(calendar_id), _among(day_exceptions.c.date, dates))
        gone = self._session.execute(delete(day_exceptions).where(*there).returning(*day_exceptions.c)).all()
        self._session.execute(insert(day_exceptions), [_columns(exception) for exception in by])
        return [_exception_of(row) for row in gone]

    def remove(self, exception_id: UUID) -> DayException:
        it = delete(day_exceptions).where(self._are_ours, day_exceptions.c.id == exception_id)
        row = self._session.execute(it.returning(*day_exceptions.c)).one_or_none()
        if row is None:
            raise NotFound("exception")
        return _exception_of(row)

    def keep_holiday(self, day: date, *, closed: bool) -> None:
        choice = insert_or_update(holiday_choices).values(practice_id=self._practice_id, date=day, closed=closed)
        self._session.execute(
            choice.on_conflict_do_update(index_elements=["practice_id", "date"], set_={"closed": closed})
        )

    @property
    def _are_ours(self) -> ColumnElement[bool]:
        return day_exceptions.c.practice_id == self._practice_id

    def _exceptions_on(self, dates: Iterable[date]) -> list[DayException]:
        wanted = {"practice": self._practice_id, "dates": list(dates)}
        return [_exception_of(row) for row in self._session.execute(_ON_DATES, wanted)]

    def _worked_of(self, dates: Iterable[date]) -> frozenset[date]:
        """Only a public holiday can be chosen: on most dates there is nothing to ask for."""
        holidays = [day for day in dates if holiday_on(day)]
        if not holidays:
            return frozenset()
        worked = select(holiday_choices.c.date).where(
            holiday_choices.c.practice_id == self._practice_id,
            _among(holiday_choices.c.date, holidays),
            ~holiday_choices.c.closed,
        )
        return frozenset(self._session.scalars(worked))


def _of(calendar_id: UUID | None) -> ColumnElement[bool]:
    return day_exceptions.c.calendar_id.is_not_distinct_from(calendar_id)


def _among(column: ColumnElement[date], dates: Iterable[date]) -> ColumnElement[bool]:
    return column == any_(literal(list(dates), ARRAY(Date)))


_ON_DATES = select(day_exceptions).where(
    day_exceptions.c.practice_id == bindparam("practice"),
    day_exceptions.c.date == any_(bindparam("dates", type_=ARRAY(Date))),
)
"""Every booking asks: the statement is made once."""


def _exception_of(row: Any) -> DayException:
    return DayException(
        row.id,
        row.practice_id,
        row.calendar_id,
        row.date,
        Hours(row.hours_from, row.hours_to) if row.hours_from is not None else None,
        Hours(row.break_from, row.break_to) if row.break_from is not None else None,
        row.name,
    )


def _columns(exception: DayException) -> dict[str, Any]:
    hours, break_ = exception.hours, exception.break_
    return {
        "practice_id": exception.practice_id,
        "id": exception.id,
        "calendar_id": exception.calendar_id,
        "date": exception.date,
        "hours_from": hours and hours.from_,
        "hours_to": hours and hours.to,
        "break_from": break_ and break_.from_,
        "break_to": break_ and break_.to,
        "name": exception.name,
    }
