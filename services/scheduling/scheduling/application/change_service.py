from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from scheduling.application.ports import Desk
from scheduling.application.timetable_change import timetable_change
from scheduling.domain.refusals import require_version
from scheduling.domain.service import Service, make_room, service_changes


def change_service(desk: Desk, *, service_id: UUID, fields: Mapping[str, Any], expected_version: int | None) -> Service:
    """Fields that are not among ``fields`` keep their value; where it moves to, the others make room.

    Raises NotFound, VersionConflict or ValidationFailed.
    """
    desk.practices.read_to_change()
    before = desk.services.read(service_id)
    require_version(before.version, expected_version)
    services = desk.services.all()
    service = before.change(fields, services)
    if service is not before:
        for changed in (service, *make_room(services, service)):
            desk.services.save(changed)
        desk.changes.note("service", service.id, service_changes(before, service))
        desk.announce([timetable_change(desk)])
    return service
