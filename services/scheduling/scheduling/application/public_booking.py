"""What a practice offers to those who book online."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from scheduling.application.ports import Desk
from scheduling.domain.booking_settings import BookingSettings
from scheduling.domain.practice import Practice
from scheduling.domain.refusals import NotFound
from scheduling.domain.refusals_online import OnlineBookingOff
from scheduling.domain.service import Service
from scheduling.domain.timetable import Timetable


@dataclass(frozen=True, slots=True)
class Offer:
    """All of it, as it is now."""

    practice: Practice
    settings: BookingSettings
    services: list[Service]
    """In their order."""
    timetables: list[Timetable]
    """Of the chairs on offer, from left to right."""

    def service(self, service_id: UUID) -> Service:
        """Raises NotFound, also for one that is not bookable online."""
        for service in self.services:
            if service.id == service_id:
                return service
        raise NotFound("service")

    def chairs(self, calendar_id: UUID | None) -> list[Timetable]:
        """All of them, or the one. Raises NotFound, also for one that is not on offer."""
        if calendar_id is None:
            return self.timetables
        found = [timetable for timetable in self.timetables if timetable.calendar.id == calendar_id]
        if not found:
            raise NotFound("calendar")
        return found


def read_offer(desk: Desk) -> Offer:
    """Raises PracticeNotReady, or OnlineBookingOff where the practice offers nothing."""
    practice = open_practice(desk)
    settings = desk.booking_settings.read()
    services = [service for service in desk.services.all() if service.active and service.bookable_online]
    return Offer(practice, settings, services, offered_timetables(desk, settings))


def open_practice(desk: Desk) -> Practice:
    """Raises PracticeNotReady or OnlineBookingOff."""
    practice = desk.practices.read()
    if not practice.online_booking:
        raise OnlineBookingOff
    return practice


def offered_timetables(desk: Desk, settings: BookingSettings) -> list[Timetable]:
    by_id = {timetable.calendar.id: timetable for timetable in desk.calendars.timetables()}
    return [by_id[calendar.id] for calendar in settings.offered(each.calendar for each in by_id.values())]
