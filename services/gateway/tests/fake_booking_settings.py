"""What a practice allows those who book online, as the settings' pages ask for it."""

from __future__ import annotations

import uuid
from typing import Any

from contracts.scheduling import rpc as scheduling

from services.gateway.tests.fake_practice import FakePractice, refused, same_version

DEFAULTS = scheduling.BookingSettings(
    notice_minutes=120,
    horizon_days=60,
    calendar_ids=[],
    new_patients=True,
    most_open=3,
    change_until_minutes=1440,
    offer_minutes=60,
    allowed_origins=[],
    version=1,
)


class FakeBookingSettings:
    """Part of FakeServices."""

    def __init__(self) -> None:
        super().__init__()
        self.booking_settings: dict[uuid.UUID, scheduling.BookingSettings] = {}

    def mine(self, context: Any) -> FakePractice:
        raise NotImplementedError

    def read_booking_settings(self, _: Any, context: Any) -> scheduling.BookingSettings:
        return self.booking_settings.get(self.mine(context).practice.id, DEFAULTS)

    def change_booking_settings(
        self, request: scheduling.ChangeBookingSettings, context: Any
    ) -> scheduling.BookingSettings:
        kept = self.mine(context)
        before = self.read_booking_settings(None, context)
        same_version(request, before)
        changed = request.model_dump(exclude_unset=True, exclude={"expected_version"})
        if not set(changed.get("calendar_ids", [])) <= {one.id for one in kept.calendars}:
            raise refused("not_found", what="calendar")
        if any(not origin.startswith("https://") for origin in changed.get("allowed_origins", [])):
            raise refused("validation_failed", ("allowed_origins", "invalid"))
        if not 1 <= changed.get("horizon_days", 1) <= 365:
            raise refused("validation_failed", ("horizon_days", "out_of_range"))
        after = before.model_copy(update=changed)
        if after != before:
            after = after.model_copy(update={"version": before.version + 1})
        self.booking_settings[kept.practice.id] = after
        return after
