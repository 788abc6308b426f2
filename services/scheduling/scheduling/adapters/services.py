from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.orm import Session

from scheduling.adapters.tables import services
from scheduling.domain.refusals import NotFound
from scheduling.domain.service import Service


class SqlServices:
    def __init__(self, session: Session, practice_id: UUID) -> None:
        self._session = session
        self._practice_id = practice_id

    def all(self) -> list[Service]:
        query = select(services).where(self._are_ours).order_by(services.c.position, services.c.id)
        return [_service_of(row) for row in self._session.execute(query)]

    def read(self, service_id: UUID) -> Service:
        row = self._session.execute(select(services).where(*self._is_it(service_id))).one_or_none()
        if row is None:
            raise NotFound("service")
        return _service_of(row)

    def add(self, service: Service) -> None:
        new = insert(services).values(practice_id=service.practice_id, id=service.id, **_columns(service))
        self._session.execute(new)

    def save(self, service: Service) -> None:
        self._session.execute(update(services).where(*self._is_it(service.id)).values(**_columns(service)))

    @property
    def _are_ours(self) -> ColumnElement[bool]:
        return services.c.practice_id == self._practice_id

    def _is_it(self, service_id: UUID) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return self._are_ours, services.c.id == service_id


def _service_of(row: Any) -> Service:
    return Service(
        id=row.id,
        practice_id=row.practice_id,
        name=row.name,
        minutes=row.minutes,
        color=row.color,
        price_grosze=row.price_grosze,
        bookable_online=row.bookable_online,
        position=row.position,
        active=row.active,
        version=row.version,
        interval_months=row.interval_months,
    )


def _columns(service: Service) -> dict[str, Any]:
    return {
        "name": service.name,
        "minutes": service.minutes,
        "color": service.color,
        "price_grosze": service.price_grosze,
        "bookable_online": service.bookable_online,
        "position": service.position,
        "active": service.active,
        "version": service.version,
        "interval_months": service.interval_months,
    }
