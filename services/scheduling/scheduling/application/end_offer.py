"""How an offer ends: its time is free again, and the next in the queue may have it. Only for who holds the practice."""

from __future__ import annotations

from uuid import UUID

from scheduling.application.ports import Desk
from scheduling.application.timetable_change import timetable_change
from scheduling.domain.facts import TimeOfferEnded
from scheduling.domain.hold import hold_changes
from scheduling.domain.time_offer import EXPIRED, WITHDRAWN, TimeOffer
from scheduling.domain.waiting import WAITING, WaitingEntry, waiting_changes
from scheduling.domain.waiting import WITHDRAWN as TAKEN_OFF


def end_offer(desk: Desk, offer: TimeOffer, state: str, *, pass_on: bool = True) -> TimeOffer:
    """Refused, run out or withdrawn. What somebody else made a visit of meanwhile stays that.

    ``pass_on``: the next in the queue may have the time.
    """
    ended = offer.end(state)
    desk.offers.save(ended)
    change = timetable_change(desk)
    _, before = desk.holds.read_to_change(offer.id)
    if before.patient_id is None:
        hold = before.release(desk.now)
        if hold != before:
            desk.holds.save(hold)
            desk.changes.note("visit", hold.id, hold_changes(before, hold))
        if pass_on:
            desk.freed_times.note(hold.calendar_id, hold.during)
    desk.freed_times.look_now()
    desk.announce([TimeOfferEnded(ended), change])
    return ended


def run_out(desk: Desk, *, offer_id: UUID) -> bool:
    """The worker notes that nobody answered in time. Whether it was so; the time has been free since then anyway."""
    desk.practices.read_to_change()
    offer = desk.offers.read(offer_id)
    if not offer.open or offer.state_at(desk.now) != EXPIRED:
        return False
    ended = end_offer(desk, offer, EXPIRED)
    desk.changes.note("waiting", offer.entry_id, [("state", offer.state, ended.state)])
    return True


def withdraw_offers(desk: Desk, patient_id: UUID, entry_id: UUID | None = None) -> None:
    """What is on offer to the patient is so no more; for one entry, or for all of them."""
    for offer in desk.offers.open_of(patient_id):
        if entry_id in {None, offer.entry_id}:
            end_offer(desk, offer, WITHDRAWN)


def take_off(desk: Desk, entry: WaitingEntry) -> WaitingEntry:
    """Off the list; what is on offer to them for it is withdrawn."""
    withdraw_offers(desk, entry.patient_id, entry.id)
    ended = entry.end(TAKEN_OFF)
    desk.waiting.save(ended)
    desk.changes.note("waiting", entry.id, waiting_changes(entry, ended))
    return ended


def forget_waiting(desk: Desk, patient_id: UUID) -> None:
    """A patient is erased: nothing of their waiting is left."""
    withdraw_offers(desk, patient_id)
    desk.waiting.forget(patient_id)


def hand_over_waiting(desk: Desk, from_: UUID, to: UUID) -> None:
    """Two cards were one person: of two entries for one service the older goes on, and one offer at most."""
    waiting = [entry for each in (from_, to) for entry in desk.waiting.of_patient(each) if entry.state == WAITING]
    waiting.sort(key=lambda entry: (entry.created_at, entry.id))
    kept: set[UUID | None] = set()
    for entry in waiting:
        if entry.service_id in kept:
            take_off(desk, entry)
        kept.add(entry.service_id)
    if desk.offers.open_of(to):
        withdraw_offers(desk, from_)
    for entry in desk.waiting.of_patient(from_):
        desk.waiting.save(entry.hand_over(to))
    desk.offers.hand_over(from_, to)
