"""What the worker does with a freed time: the first whom it suits gets it on offer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from scheduling.application.ports import Desk
from scheduling.application.take_time import take_time
from scheduling.application.timetable_change import timetable_change
from scheduling.domain.booking_settings import BookingSettings
from scheduling.domain.facts import TimeOffered
from scheduling.domain.free_times import free_starts
from scheduling.domain.hold import Hold, hold_changes
from scheduling.domain.local_time import day_of, day_span
from scheduling.domain.offering import Candidate, FreedTime, PassedOverBy, choose
from scheduling.domain.span import Span
from scheduling.domain.time_offer import TimeOffer, earliest_offered, offered_until
from scheduling.domain.timetable import Timetable
from scheduling.domain.visit import LONGEST_MINUTES
from scheduling.domain.waiting import ONLINE


def offer_time(desk: Desk, *, freed_id: UUID) -> bool:
    """Whether somebody was offered it: then something may be left of it, and it is looked at again.

    At night it waits for the morning; what would then be too late to come is forgotten. What somebody holds, or may
    take once they have decided about another time, is looked at again by then. Nobody else changes the waiting list
    or offers anything of the practice until the transaction ends.
    """
    practice = desk.practices.read_to_change()
    freed = desk.freed_times.claim(freed_id)
    if freed is None:
        return False
    settings = desk.booking_settings.read()
    awake = practice.quiet_hours.next_awake(desk.now, practice.zone)
    if freed.during.ends_at <= earliest_offered(awake, settings):
        desk.freed_times.forget(freed_id)
        return False
    if awake > desk.now:
        desk.freed_times.look_again(freed_id, awake)
        return False
    timetable = desk.calendars.timetable_to_book(freed.calendar_id)
    day = day_of(freed.during.starts_at, timetable.zone)
    queue = desk.waiting.queue(freed.calendar_id, day, day_span(day, timetable.zone), desk.now)
    allowed = [each for each in queue if _may_have(each, freed, settings)]
    choice = choose(freed, allowed, _free_starts(desk, timetable, freed, settings), timetable.zone, desk.now)
    _note_passed_over(desk, choice.passed_over)
    if choice.chosen is None or choice.during is None:
        _later_or_never(desk, freed, choice.again_at)
        return False
    _offer(desk, timetable, choice.chosen, choice.during, settings)
    return True


def _may_have(candidate: Candidate, freed: FreedTime, settings: BookingSettings) -> bool:
    """Who came online is offered what is on offer there."""
    chairs = settings.calendar_ids
    return candidate.entry.source != ONLINE or not chairs or freed.calendar_id in chairs


def _free_starts(
    desk: Desk, timetable: Timetable, freed: FreedTime, settings: BookingSettings
) -> Callable[[int], Sequence[datetime]]:
    """What is really free that day, which may be more than what became free, or nothing of it any more."""
    day = day_of(freed.during.starts_at, timetable.zone)
    opening = timetable.on(day, desk.days_off.on([day])).open if timetable.calendar.active else []
    taken = [each.during for each in desk.visits.taken([freed.calendar_id], day_span(day, timetable.zone))]
    not_before = earliest_offered(desk.now, settings)

    @cache
    def starts(minutes: int) -> Sequence[datetime]:
        return list(free_starts(opening, taken, minutes=minutes, not_before=not_before))

    return starts


def _note_passed_over(desk: Desk, passed_over: Sequence[PassedOverBy]) -> None:
    for candidate, over in passed_over:
        known = candidate.entry.passed_over
        if known is None or not known.same(over):
            desk.waiting.save(candidate.entry.pass_over(over))


def _later_or_never(desk: Desk, freed: FreedTime, decided_at: datetime | None) -> None:
    """Held by somebody who may not take it, or suiting somebody who may not take another one."""
    longest = timedelta(minutes=LONGEST_MINUTES)
    lasting = desk.holds.lasting(freed.during.starts_at - longest, freed.during.ends_at)
    there = [each for each in lasting if each.calendar_id == freed.calendar_id and each.during.overlaps(freed.during)]
    offered = {offer.id for offer in desk.offers.among(hold.id for hold in there)}
    ends = [hold.held_until for hold in there if hold.id not in offered]
    if decided_at is not None:
        ends.append(decided_at)
    if ends:
        desk.freed_times.look_again(freed.id, min(ends))
    else:
        desk.freed_times.forget(freed.id)


def _offer(desk: Desk, timetable: Timetable, to: Candidate, during: Span, settings: BookingSettings) -> None:
    entry = to.entry
    until = offered_until(desk.now, during.starts_at, settings)
    assert until is not None, "no earlier start was looked at"
    calendar_id = timetable.calendar.id
    take_time(desk, timetable, during, overbook=False)
    hold = Hold(desk.new_id(), desk.practice_id, calendar_id, during, until, entry.service_id)
    offer = TimeOffer(
        id=hold.id,
        practice_id=desk.practice_id,
        entry_id=entry.id,
        patient_id=entry.patient_id,
        calendar_id=calendar_id,
        during=during,
        offered_at=desk.now,
        expires_at=until,
    )
    desk.holds.add(hold)
    desk.offers.add(offer)
    desk.changes.note("visit", hold.id, hold_changes(None, hold))
    told = [("calendar_id", None, str(calendar_id)), ("starts_at", None, during.starts_at.isoformat())]
    desk.changes.note("waiting", entry.id, told)
    desk.announce([TimeOffered(offer, to.service_name), timetable_change(desk)])
