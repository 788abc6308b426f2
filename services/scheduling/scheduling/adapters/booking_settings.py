from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from scheduling.adapters.tables import booking_settings
from scheduling.domain.booking_settings import DEFAULTS, BookingSettings


class SqlBookingSettings:
    """At most one row of the practice."""

    def __init__(self, session: Session, practice_id: UUID) -> None:
        self._session = session
        self._practice_id = practice_id

    def read(self) -> BookingSettings:
        query = select(booking_settings).where(booking_settings.c.practice_id == self._practice_id)
        row = self._session.execute(query).one_or_none()
        return DEFAULTS if row is None else _settings_of(row)

    def save(self, settings: BookingSettings) -> None:
        columns = {
            "notice_minutes": settings.notice_minutes,
            "horizon_days": settings.horizon_days,
            "calendar_ids": list(settings.calendar_ids),
            "new_patients": settings.new_patients,
            "most_open": settings.most_open,
            "change_until_minutes": settings.change_until_minutes,
            "offer_minutes": settings.offer_minutes,
            "allowed_origins": list(settings.allowed_origins),
            "version": settings.version,
        }
        new = insert(booking_settings).values(practice_id=self._practice_id, **columns)
        self._session.execute(new.on_conflict_do_update(index_elements=["practice_id"], set_=columns))


def _settings_of(row: Any) -> BookingSettings:
    return BookingSettings(
        notice_minutes=row.notice_minutes,
        horizon_days=row.horizon_days,
        calendar_ids=tuple(row.calendar_ids),
        new_patients=row.new_patients,
        most_open=row.most_open,
        change_until_minutes=row.change_until_minutes,
        offer_minutes=row.offer_minutes,
        allowed_origins=tuple(row.allowed_origins),
        version=row.version,
    )
