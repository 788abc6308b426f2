from __future__ import annotations

from uuid import UUID

from scheduling.application.ports import Desk
from scheduling.domain.refusals import ValidationFailed
from scheduling.domain.service import Service


def chosen_service(desk: Desk, service_id: UUID | None) -> Service | None:
    """The one that a visit is to be for, if one is said.

    Raises NotFound, or ValidationFailed for one that is no longer on offer.
    """
    if service_id is None:
        return None
    service = desk.services.read(service_id)
    if not service.active:
        raise ValidationFailed.of("service_id", "invalid")
    return service


def minutes_of(minutes: int | None, service: Service | None) -> int | None:
    """As long as is said, else as the service takes."""
    return service.minutes if minutes is None and service else minutes
