from __future__ import annotations

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from scheduling.adapters.tables import practices
from scheduling.adapters.weeks import week_as, week_from
from scheduling.domain.local_time import zone_named
from scheduling.domain.practice import ALL_CHANNELS, USUAL_QUIET_HOURS, Channels, Practice
from scheduling.domain.quiet_hours import QuietHours
from scheduling.domain.refusals import PracticeNotReady
from scheduling.domain.working_time import WorkingWeek, default_week


class SqlPractices:
    """The one row of the practice."""

    def __init__(self, session: Session, practice_id: UUID) -> None:
        self._session = session
        self._practice_id = practice_id

    def read(self) -> Practice:
        return self._read(self._query())

    def read_to_change(self) -> Practice:
        return self._read(self._query().with_for_update(key_share=True))

    def follow(  # noqa: PLR0913 - what accounts says of a practice
        self,
        name: str,
        zone: ZoneInfo,
        version: int,
        *,
        phone: str | None = None,
        online_booking: bool = False,
        channels: Channels = ALL_CHANNELS,
        quiet_hours: QuietHours = USUAL_QUIET_HOURS,
    ) -> None:
        state = {
            "name": name,
            "time_zone": zone.key,
            "source_version": version,
            "phone": phone,
            "online_booking": online_booking,
            "sms": channels.sms,
            "email": channels.email,
            "quiet_from": quiet_hours.from_,
            "quiet_to": quiet_hours.to,
        }
        new = insert(practices).values(practice_id=self._practice_id, week=week_as(default_week()), **state)
        self._session.execute(
            new.on_conflict_do_update(
                index_elements=["practice_id"], set_=state, where=practices.c.source_version <= version
            )
        )

    def welcome(self) -> bool:
        first = update(practices).where(self._is_ours, ~practices.c.welcomed).values(welcomed=True)
        return self._session.execute(first.returning(practices.c.practice_id)).first() is not None

    def save_week(self, week: WorkingWeek, version: int) -> None:
        self._session.execute(update(practices).where(self._is_ours).values(week=week_as(week), week_version=version))

    def next_timetable_version(self) -> int:
        counted = update(practices).where(self._is_ours).values(timetable_version=practices.c.timetable_version + 1)
        version: int | None = self._session.scalar(counted.returning(practices.c.timetable_version))
        if version is None:
            raise PracticeNotReady
        return version

    @property
    def _is_ours(self) -> ColumnElement[bool]:
        return practices.c.practice_id == self._practice_id

    def _query(self) -> Select[Any]:
        return select(practices).where(self._is_ours)

    def _read(self, query: Select[Any]) -> Practice:
        row = self._session.execute(query).one_or_none()
        if row is None:
            raise PracticeNotReady
        return Practice(
            row.practice_id,
            row.name,
            zone_named(row.time_zone),
            week_from(row.week),
            row.week_version,
            row.phone,
            row.online_booking,
            Channels(row.sms, row.email),
            QuietHours(row.quiet_from, row.quiet_to),
        )
