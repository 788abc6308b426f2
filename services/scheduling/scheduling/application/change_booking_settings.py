from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scheduling.application.ports import Desk
from scheduling.domain.booking_settings import BookingSettings, booking_settings_changes
from scheduling.domain.refusals import NotFound, require_version


def change_booking_settings(desk: Desk, *, fields: Mapping[str, Any], expected_version: int | None) -> BookingSettings:
    """Fields that are not among ``fields`` keep their value. Raises NotFound, ValidationFailed or VersionConflict."""
    practice = desk.practices.read_to_change()
    before = desk.booking_settings.read()
    require_version(before.version, expected_version)
    if not set(fields.get("calendar_ids") or ()) <= {calendar.id for calendar in desk.calendars.all()}:
        raise NotFound("calendar")
    settings = before.change(fields)
    if settings is not before:
        desk.booking_settings.save(settings)
        desk.changes.note("practice", practice.id, booking_settings_changes(before, settings))
    return settings
