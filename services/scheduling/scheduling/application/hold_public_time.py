from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from scheduling.application.holding_back import address_tries, practice_tries
from scheduling.application.ports import Desk
from scheduling.application.public_booking import read_offer
from scheduling.application.read_public_hold import ShownPublicHold
from scheduling.application.take_time import take_time
from scheduling.application.timetable_change import timetable_change
from scheduling.domain.hold import Hold, held_until, hold_changes
from scheduling.domain.local_time import day_of, day_span
from scheduling.domain.public_hold import HOLD_MINUTES, PublicHold
from scheduling.domain.refusals import CalendarClosed, InBreak, NotFound, OutsideWorkingTime, Refusal, SlotTaken
from scheduling.domain.service import Service
from scheduling.domain.span import Span
from scheduling.domain.timetable import Timetable
from scheduling.domain.visit import visit_time


def hold_public_time(
    desk: Desk, *, service_id: UUID, starts_at: datetime, calendar_id: UUID | None, address: str | None
) -> ShownPublicHold:
    """A stranger keeps a time for some minutes: on this chair, or on any that is free then.

    ``starts_at`` with the offset it was asked for in; ``address``: from where they come, if that is known. Raises
    OnlineBookingOff, RateLimited, NotFound, ValidationFailed, LocalTimeMissing, and what booking raises.
    """
    offer = read_offer(desk)
    service, chairs, zone = offer.service(service_id), offer.chairs(calendar_id), offer.practice.zone
    limits = desk.limits
    desk.tries.count(
        address_tries(desk, "hold", address, limits.holds_per_address)
        | practice_tries(desk, "hold", limits.holds_per_practice),
        desk.now,
    )
    during = visit_time(starts_at, service.minutes, zone, desk.now)
    offer.settings.require_bookable(during.starts_at, desk.now, zone)
    change = timetable_change(desk)
    if calendar_id is None:
        chairs = _in_turn(desk, chairs, during, zone)
    hold = _first_free(desk, chairs, during, service)
    token = desk.secrets.new_token()
    desk.public_holds.add(PublicHold(hold_id=hold.id, token_hash=desk.secrets.mark(token), created_at=desk.now))
    desk.changes.note("visit", hold.id, hold_changes(None, hold))
    desk.announce([change])
    named = {timetable.calendar.id: timetable.calendar.name for timetable in chairs}
    return ShownPublicHold(hold, token, named[hold.calendar_id], service.name, zone)


def _in_turn(desk: Desk, chairs: Sequence[Timetable], during: Span, zone: ZoneInfo) -> list[Timetable]:
    """Those with the least booked on that day first, so that work spreads."""
    day = day_span(day_of(during.starts_at, zone), zone)
    load = dict.fromkeys((chair.calendar.id for chair in chairs), 0)
    for each in desk.visits.taken(list(load), day):
        load[each.calendar_id] += each.during.minutes
    return sorted(chairs, key=lambda chair: load[chair.calendar.id])


def _first_free(desk: Desk, chairs: Sequence[Timetable], during: Span, service: Service) -> Hold:
    """Raises SlotTaken where a chair works then but none is free, else why none does."""
    why: Refusal = NotFound("calendar")
    until = held_until(desk.now, HOLD_MINUTES)
    for chair in chairs:
        calendar_id = chair.calendar.id
        try:
            timetable = desk.calendars.timetable_to_book(calendar_id)
            take_time(desk, timetable, during, overbook=False)
            hold = Hold(desk.new_id(), desk.practice_id, calendar_id, during, until, service.id)
            desk.holds.add(hold)
        except SlotTaken as taken:
            why = taken
        except (OutsideWorkingTime, InBreak, CalendarClosed) as closed:
            why = why if isinstance(why, SlotTaken) else closed
        else:
            return hold
    raise why
