"""Calendars, services and notification switches in memory: what the settings' pages ask, beside the hours."""

from __future__ import annotations

import uuid
from typing import Any

from contracts.accounts import rpc as accounts
from contracts.scheduling import rpc as scheduling

from services.gateway.tests.fake_hours import FakeHours
from services.gateway.tests.fake_practice import PALETTE, FakePractice, found_in, refused, same_version


class FakeSettings(FakeHours):
    """Mixed into FakeServices."""

    # accounts

    def read_notifications(self, _: Any, context: Any) -> accounts.NotificationSettings:
        kept = self.mine(context)
        return kept.notifications.model_copy(
            update={"version": kept.practice.version, "online_booking": kept.online_booking}
        )

    def change_practice(self, request: accounts.ChangePractice, context: Any) -> accounts.Practice:
        kept = self.mine(context)
        same_version(request, kept.practice)
        switches = request.notifications.model_dump(exclude_unset=True) if request.notifications else {}
        switches.pop("expected_version", None)
        now = self.read_notifications(None, context)
        notifications = accounts.NotificationSettings(**{**now.model_dump(), **switches})
        _require_practice(request, notifications)
        if request.only_check:
            return kept.practice
        changed = request.model_dump(exclude_unset=True, exclude={"expected_version", "notifications", "only_check"})
        for field in ("phone", "second_phone"):
            if changed.get(field):
                changed[field] = "+48" + "".join(c for c in changed[field] if c.isdecimal())[-9:]
        after = (kept.practice.model_copy(update=changed), notifications)
        if after == (kept.practice, now):
            return kept.practice
        kept.notifications = notifications
        kept.online_booking = notifications.online_booking
        kept.practice = kept.practice.model_copy(update={**changed, "version": kept.practice.version + 1})
        return kept.practice

    # calendars

    def list_calendars(self, _: Any, context: Any) -> scheduling.Calendars:
        return scheduling.Calendars(items=self.mine(context).calendars)

    def read_calendar(self, request: scheduling.CalendarId, context: Any) -> scheduling.Calendar:
        return self.calendar_of(self.mine(context), request.calendar_id)

    def add_calendar(self, request: scheduling.AddCalendar, context: Any) -> scheduling.Calendar:
        kept = self.mine(context)
        _require_name(request.name)
        used = [c.color for c in kept.calendars]
        made = scheduling.Calendar(
            id=uuid.uuid4(),
            name=request.name.strip(),
            color=_color(request.color) or min(PALETTE, key=used.count),
            position=len(kept.calendars) + 1,
            active=True,
            version=1,
        )
        kept.calendars.append(made)
        return made

    def change_calendar(self, request: scheduling.ChangeCalendar, context: Any) -> scheduling.Calendar:
        kept = self.mine(context)
        old = self.calendar_of(kept, request.calendar_id)
        same_version(request, old)
        changed = request.model_dump(exclude_unset=True, exclude={"calendar_id", "expected_version"})
        if "name" in changed:
            _require_name(changed["name"])
        _color(changed.get("color"))
        if changed.get("active") is False and [c.id for c in kept.calendars if c.active] == [old.id]:
            raise refused("last_calendar")
        return self.put(kept, old, **changed)

    def order_calendars(self, request: scheduling.OrderCalendars, context: Any) -> scheduling.Calendars:
        kept = self.mine(context)
        known = {c.id: c for c in kept.calendars}
        if sorted(request.calendar_ids) != sorted(known):
            raise refused("validation_failed", ("calendar_ids", "invalid"))
        kept.calendars = [
            known[one].model_copy(update={"position": at}) for at, one in enumerate(request.calendar_ids, start=1)
        ]
        return scheduling.Calendars(items=kept.calendars)

    # services

    def list_services(self, _: Any, context: Any) -> scheduling.Services:
        return scheduling.Services(items=self.mine(context).services)

    def read_service(self, request: scheduling.ServiceId, context: Any) -> scheduling.Service:
        return found_in({s.id: s for s in self.mine(context).services}, request.service_id, "service")

    def add_service(self, request: scheduling.AddService, context: Any) -> scheduling.Service:
        kept = self.mine(context)
        _require_service(request.model_dump())
        used = [s.color for s in kept.services]
        data = request.model_dump() | {"color": request.color or min(PALETTE, key=used.count)}
        data["interval_months"] = data["interval_months"] or None
        made = scheduling.Service(id=uuid.uuid4(), active=True, position=len(kept.services) + 1, version=1, **data)
        kept.services.append(made)
        return made

    def change_service(self, request: scheduling.ChangeService, context: Any) -> scheduling.Service:
        kept = self.mine(context)
        old = self.read_service(scheduling.ServiceId(service_id=request.service_id), context)
        same_version(request, old)
        changed = request.model_dump(exclude_unset=True, exclude={"service_id", "expected_version"})
        _require_service({**old.model_dump(), **changed})
        if "interval_months" in changed:
            changed["interval_months"] = changed["interval_months"] or None
        new = old.model_copy(update={**changed, "version": old.version + 1})
        others = [s for s in kept.services if s.id != old.id]
        others.insert(new.position - 1, new)
        kept.services = [s.model_copy(update={"position": at}) for at, s in enumerate(others, start=1)]
        return new


def _require_practice(request: accounts.ChangePractice, notifications: accounts.NotificationSettings) -> None:
    errors = []
    if "name" in request.model_fields_set and not (request.name or "").strip():
        errors.append(("name", "required"))
    if request.postal_code and request.postal_code[2:3] != "-":
        errors.append(("postal_code", "invalid_postal_code"))
    errors += [
        (field, "invalid_phone")
        for field in ("phone", "second_phone")
        if getattr(request, field) and not 9 <= sum(map(str.isdecimal, getattr(request, field))) <= 11
    ]
    if request.nip and len(request.nip) != 10:
        errors.append(("nip", "invalid_checksum"))
    quiet = notifications.quiet_hours
    hour = notifications.reminder_hour
    overnight = quiet.from_ > quiet.to
    if (hour >= quiet.from_ or hour < quiet.to) if overnight else quiet.from_ <= hour < quiet.to:
        errors.append(("notifications.reminder_hour", "out_of_range"))
    if errors:
        raise refused("validation_failed", *errors)


def _require_name(name: str | None) -> None:
    if not (name or "").strip():
        raise refused("validation_failed", ("name", "required"))
    if len(name or "") > 100:
        raise refused("validation_failed", ("name", "too_long"))


def _color(color: str | None) -> str | None:
    if color is not None and color not in PALETTE:
        raise refused("validation_failed", ("color", "invalid"))
    return color


def _require_service(data: dict[str, Any]) -> None:
    _require_name(data["name"])
    _color(data["color"])
    if data["minutes"] % 15 or not 15 <= data["minutes"] <= 600:
        raise refused("validation_failed", ("minutes", "not_on_grid"))
    if data["price"] is not None and float(data["price"]) > 99_999.99:
        raise refused("validation_failed", ("price", "out_of_range"))


def give_service(kept: FakePractice, name: str, minutes: int, **more: Any) -> scheduling.Service:
    """A service of the practice, as the last one."""
    at = len(kept.services)
    data = {"color": PALETTE[at % len(PALETTE)], "price": None, "bookable_online": False, "active": True} | more
    made = scheduling.Service(id=uuid.uuid4(), name=name, minutes=minutes, position=at + 1, version=1, **data)
    kept.services.append(made)
    return made
