"""What one who waits sees and does by the link of an offer. It works also where online booking is off."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from scheduling.application.confirm_hold import confirm_hold
from scheduling.application.end_offer import end_offer, withdraw_offers
from scheduling.application.ports import Desk
from scheduling.application.timetable_change import timetable_change
from scheduling.domain.facts import TimeOfferEnded
from scheduling.domain.practice import Practice
from scheduling.domain.refusals import Refusal
from scheduling.domain.refusals_online import LinkNotValid
from scheduling.domain.time_offer import ACCEPTED, EXPIRED, REFUSED, SENT, OfferExpired, TimeOffer
from scheduling.domain.visit import WAITING_LIST
from scheduling.domain.waiting import WAITING, WaitingEntry, waiting_changes


@dataclass(frozen=True, slots=True)
class LinkedOffer:
    """As it is by now; instants are to be shown in the practice's zone."""

    offer: TimeOffer
    state: str
    practice: Practice
    service_name: str | None
    calendar_name: str
    visit_link: str | None = field(repr=False)
    """Once accepted: the token of the visit's page."""


def read_linked_offer(desk: Desk, *, offer_id: UUID) -> LinkedOffer:
    """Raises LinkNotValid."""
    return _linked(desk, _offer(desk, offer_id))


def accept_linked_offer(desk: Desk, *, offer_id: UUID) -> LinkedOffer:
    """The held time becomes their visit, and they wait no more. Accepted already: as it is.

    One that ran out is accepted all the same while its time is free and there is time enough to come. Raises
    LinkNotValid or OfferExpired.
    """
    desk.practices.read_to_change()
    offer = _offer(desk, offer_id)
    if offer.state == ACCEPTED:
        return _linked(desk, offer)
    offer.require_acceptable()
    entry = desk.waiting.read(offer.entry_id)
    notice = desk.booking_settings.read().earliest(desk.now)
    too_late = offer.state_at(desk.now) == EXPIRED and offer.starts_at < notice
    if entry.state != WAITING or too_late:
        raise OfferExpired
    try:
        confirm_hold(desk, hold_id=offer.id, patient_id=offer.patient_id, note=None, source=WAITING_LIST)
    except Refusal:
        # Somebody has the time, or nobody works then any more: for who comes late it is all the same.
        raise OfferExpired from None
    return _linked(desk, _accepted(desk, offer, entry))


def refuse_linked_offer(desk: Desk, *, offer_id: UUID) -> LinkedOffer:
    """The time goes to the next, and they go on waiting. Refused already: as it is.

    Raises LinkNotValid or OfferExpired.
    """
    desk.practices.read_to_change()
    offer = _offer(desk, offer_id)
    if offer.state == REFUSED:
        return _linked(desk, offer)
    if offer.state_at(desk.now) != SENT:
        raise OfferExpired
    refused = end_offer(desk, offer, REFUSED)
    desk.changes.note("waiting", offer.entry_id, [("state", offer.state, refused.state)])
    return _linked(desk, refused)


def _accepted(desk: Desk, offer: TimeOffer, entry: WaitingEntry) -> TimeOffer:
    accepted = offer.end(ACCEPTED)
    desk.offers.save(accepted)
    # After a late answer there may be a newer offer for the same wish.
    withdraw_offers(desk, offer.patient_id, entry.id)
    booked = entry.book(offer.id)
    desk.waiting.save(booked)
    desk.changes.note("waiting", entry.id, waiting_changes(entry, booked))
    # They wait for nothing else any more: what was kept back until they had decided is looked at again.
    desk.freed_times.look_now()
    desk.announce([TimeOfferEnded(accepted), timetable_change(desk)])
    return accepted


def _linked(desk: Desk, offer: TimeOffer) -> LinkedOffer:
    entry = desk.waiting.read(offer.entry_id)
    service = desk.services.read(entry.service_id) if entry.service_id else None
    link = None
    if offer.state == ACCEPTED:
        link = desk.secrets.visit_link(offer.id, desk.visits.read(offer.id).visit.starts_at)
    return LinkedOffer(
        offer,
        offer.state_at(desk.now),
        desk.practices.read(),
        service.name if service else None,
        desk.calendars.read(offer.calendar_id).name,
        link,
    )


def _offer(desk: Desk, offer_id: UUID) -> TimeOffer:
    """Raises LinkNotValid."""
    found = desk.offers.among([offer_id])
    if not found:
        raise LinkNotValid
    return found[0]
