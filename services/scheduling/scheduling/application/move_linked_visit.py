from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from scheduling.application.change_visit import VisitChange, change_visit
from scheduling.application.linked_visit import (
    LinkedVisit,
    find_linked,
    linked,
    require_changeable,
    require_same_time,
    take_linked,
)
from scheduling.application.list_public_times import LONGEST_DAYS, PublicTimes, bookable_times
from scheduling.application.ports import Desk
from scheduling.application.public_booking import offered_timetables
from scheduling.application.shown import ShownVisit
from scheduling.domain.booking_settings import BookingSettings
from scheduling.domain.local_time import require_dates
from scheduling.domain.refusals import NotFound
from scheduling.domain.timetable import Timetable


@dataclass(frozen=True, slots=True)
class MovedByLink:
    visit: LinkedVisit
    link: str = field(repr=False)
    """The token for the new time."""


def list_linked_times(
    desk: Desk, *, visit_id: UUID, written_for: datetime, dates: tuple[date, date], any_calendar: bool
) -> PublicTimes:
    """Where the visit could move: as ``list_public_times``, as long as it is, on its own chair or any on offer.

    Raises LinkNotValid, VisitNotChangeable, ChangeTooLate or ValidationFailed.
    """
    require_dates(*dates, LONGEST_DAYS)
    shown, settings = find_linked(desk, visit_id), desk.booking_settings.read()
    require_same_time(shown, written_for)
    require_changeable(desk, shown, settings)
    visit = shown.visit
    chairs = _chairs(desk, settings, shown)
    if not any_calendar:
        chairs = [chair for chair in chairs if chair.calendar.id == visit.calendar_id]
    return bookable_times(desk, chairs, settings, dates, shown.zone, minutes=visit.minutes, moved=visit)


def move_linked_visit(
    desk: Desk, *, visit_id: UUID, written_for: datetime, starts_at: datetime, calendar_id: UUID | None
) -> MovedByLink:
    """Another time, on its own chair or on one that is on offer, within notice and horizon.

    Raises LinkNotValid, VisitNotChangeable, ChangeTooLate, NotFound, ValidationFailed, and what booking raises.
    """
    shown, settings = take_linked(desk, visit_id, written_for), desk.booking_settings.read()
    require_changeable(desk, shown, settings)
    settings.require_bookable(starts_at, desk.now, shown.zone)
    chosen = calendar_id or shown.visit.calendar_id
    if chosen not in {chair.calendar.id for chair in _chairs(desk, settings, shown)}:
        raise NotFound("calendar")
    change = VisitChange(calendar_id=chosen, starts_at=starts_at)
    moved = change_visit(desk, visit_id=visit_id, change=change, expected_version=None)
    link = desk.secrets.visit_link(visit_id, moved.visit.starts_at)
    return MovedByLink(linked(desk, moved, moved.visit.starts_at), link)


def _chairs(desk: Desk, settings: BookingSettings, shown: ShownVisit) -> Sequence[Timetable]:
    """Its own first, if it is open, then those on offer."""
    own = [each for each in desk.calendars.timetables() if each.calendar.id == shown.visit.calendar_id]
    offered = offered_timetables(desk, settings)
    return own + [each for each in offered if each.calendar.id != shown.visit.calendar_id]
