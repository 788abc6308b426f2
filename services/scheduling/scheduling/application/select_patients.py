from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from scheduling.application.ports import Desk
from scheduling.application.ports_patients import Selection
from scheduling.domain.local_time import FIRST_DAY, LAST_DAY, day_of, start_of_day
from scheduling.domain.refusals import ValidationFailed

MOST = 10_000
LONGEST_MONTHS = 240


def select_patients(  # noqa: PLR0913 - the parts of a filter
    desk: Desk,
    *,
    visit_from: date | None,
    visit_to: date | None,
    calendar_id: UUID | None,
    service_id: UUID | None,
    not_seen_months: int | None,
) -> tuple[list[UUID], bool]:
    """Active patients who fit every condition given, by last name, at most 10,000; and whether these are all.

    Raises ValidationFailed, or NotFound for a calendar or service that the practice does not have.
    """
    _check_span(visit_from, visit_to)
    if not_seen_months is not None and not 1 <= not_seen_months <= LONGEST_MONTHS:
        raise ValidationFailed.of("not_seen_months", "out_of_range", min=1, max=LONGEST_MONTHS)
    if calendar_id is not None:
        desk.calendars.read(calendar_id)
    if service_id is not None:
        desk.services.read(service_id)
    zone = desk.practices.read().zone
    wanted = Selection(
        visit_from=start_of_day(visit_from, zone) if visit_from else None,
        visit_to=start_of_day(visit_to, zone) if visit_to else None,
        calendar_id=calendar_id,
        service_id=service_id,
        not_seen_since=months_before(desk.now, not_seen_months, zone) if not_seen_months else None,
    )
    found = desk.patient_visits.select(wanted, desk.now, MOST + 1)
    return found[:MOST], len(found) <= MOST


def months_before(now: datetime, months: int, zone: ZoneInfo) -> datetime:
    """The end of the same day of the month so many months ago, or of that month's last day."""
    today = day_of(now, zone)
    year, before = divmod(today.year * 12 + today.month - 1 - months, 12)
    last = calendar.monthrange(year, before + 1)[1]
    return start_of_day(date(year, before + 1, min(today.day, last)) + timedelta(days=1), zone)


def _check_span(visit_from: date | None, visit_to: date | None) -> None:
    for field, day in (("visit_from", visit_from), ("visit_to", visit_to)):
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            raise ValidationFailed.of(field, "out_of_range")
    if visit_from is not None and visit_to is not None and visit_to <= visit_from:
        raise ValidationFailed.of("visit_to", "to_before_from")
