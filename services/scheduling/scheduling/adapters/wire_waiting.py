"""Contracts <-> domain for the waiting list and its offers: a part of ``wire``."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, cast
from zoneinfo import ZoneInfo

from contracts.base import Event
from contracts.scheduling import events
from contracts.scheduling import rpc as messages

from scheduling.application.join_waiting_list import JoiningAsked
from scheduling.application.linked_offer import LinkedOffer
from scheduling.application.list_waiting import ListedOffers, ShownEntry, ShownWaiting
from scheduling.application.ports_waiting import ListedEntry
from scheduling.domain import facts
from scheduling.domain.time_offer import TimeOffer
from scheduling.domain.waiting import PassedOver

WISHES = ("calendar_ids", "weekdays", "from_hour", "to_hour", "from_date", "until_date")


def wishes(request: messages.AddToWaitingList | messages.JoinWaitingList) -> dict[str, Any]:
    return {name: getattr(request, name, None) for name in WISHES}


def asked_to_wait(request: messages.JoinWaitingList) -> dict[str, Any]:
    """What the person typed for their card."""
    return {name: getattr(request, name) for name in ("first_name", "last_name", "phone", "email")}


def entry(shown: ShownEntry) -> messages.WaitingEntry:
    return _entry(shown.listed, shown.zone, shown.now)


def entries(known: ShownWaiting) -> messages.WaitingEntries:
    items = [_entry(each, known.zone, known.now) for each in known.page.items]
    return messages.WaitingEntries(items=items, next_cursor=known.page.next_cursor)


def offers(known: ListedOffers) -> messages.Offers:
    return messages.Offers(items=[_offer(each, known.zone, known.now) for each in known.items])


def linked_offer(known: LinkedOffer) -> messages.LinkedOffer:
    zone, offer = known.practice.zone, known.offer
    return messages.LinkedOffer(
        practice_id=known.practice.id,
        practice_name=known.practice.name,
        practice_phone=known.practice.phone,
        starts_at=offer.during.starts_at.astimezone(zone),
        ends_at=offer.during.ends_at.astimezone(zone),
        service_name=known.service_name,
        calendar_name=known.calendar_name,
        state=cast("messages.OfferState", known.state),
        expires_at=offer.expires_at.astimezone(zone),
        time_zone=zone.key,
        visit_link=known.visit_link,
    )


def joining_asked(known: JoiningAsked) -> messages.JoiningAsked:
    return messages.JoiningAsked(joining_id=known.id, expires_at=known.expires_at.astimezone(known.zone))


def offer_event(fact: facts.OfferFact) -> Event:
    offer = fact.offer
    if isinstance(fact, facts.TimeOfferEnded):
        return events.TimeOfferEndedV1(offer_id=offer.id)
    return events.TimeOfferedV1(
        offer_id=offer.id,
        patient_id=offer.patient_id,
        calendar_id=offer.calendar_id,
        starts_at=offer.during.starts_at,
        minutes=offer.during.minutes,
        service_name=fact.service_name,
        expires_at=offer.expires_at,
    )


def _entry(known: ListedEntry, zone: ZoneInfo, now: datetime) -> messages.WaitingEntry:
    each, patient, service = known.entry, known.patient, known.service
    return messages.WaitingEntry(
        id=each.id,
        patient=messages.VisitPatient(
            id=patient.id, first_name=patient.first_name, last_name=patient.last_name, phone=patient.phone
        ),
        service=messages.VisitService(id=service.id, name=service.name, color=service.color) if service else None,
        minutes=each.wishes.minutes,
        calendar_ids=list(each.wishes.calendar_ids),
        weekdays=list(each.wishes.weekdays),
        from_hour=each.wishes.from_hour,
        to_hour=each.wishes.to_hour,
        from_date=each.wishes.from_date,
        until_date=each.wishes.until_date,
        note=each.note,
        state=cast("messages.WaitingState", known.state),
        source=cast("Literal['reception', 'online']", each.source),
        created_at=each.created_at.astimezone(zone),
        position=known.position,
        last_offer=_offer(known.last_offer, zone, now) if known.last_offer else None,
        visit_id=each.visit_id,
        version=each.version,
        reachable=known.reachable,
        next_visit_at=known.next_visit_at.astimezone(zone) if known.next_visit_at else None,
        passed_over=_passed_over(each.passed_over, zone) if each.passed_over else None,
    )


def _offer(known: TimeOffer, zone: ZoneInfo, now: datetime) -> messages.Offer:
    return messages.Offer(
        id=known.id,
        entry_id=known.entry_id,
        calendar_id=known.calendar_id,
        starts_at=known.during.starts_at.astimezone(zone),
        minutes=known.during.minutes,
        state=cast("messages.OfferState", known.state_at(now)),
        offered_at=known.offered_at.astimezone(zone),
        expires_at=known.expires_at.astimezone(zone),
    )


def _passed_over(known: PassedOver, zone: ZoneInfo) -> messages.PassedOver:
    return messages.PassedOver(
        calendar_id=known.calendar_id,
        starts_at=known.starts_at.astimezone(zone),
        reason=cast("Literal['no_contact', 'deciding', 'has_visit']", known.reason),
        at=known.at.astimezone(zone),
    )
