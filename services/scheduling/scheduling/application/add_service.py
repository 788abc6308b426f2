from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scheduling.application.ports import Desk
from scheduling.application.timetable_change import timetable_change
from scheduling.domain.service import Service, next_service, service_changes


def add_service(desk: Desk, *, fields: Mapping[str, Any]) -> Service:
    """One more service on offer, the last of them. Raises ValidationFailed."""
    desk.practices.read_to_change()
    service = next_service(desk.new_id(), desk.practice_id, desk.services.all(), fields)
    desk.services.add(service)
    desk.changes.note("service", service.id, service_changes(None, service))
    desk.announce([timetable_change(desk)])
    return service
