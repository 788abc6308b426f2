"""The waiting list, its offers and what became free, in memory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from scheduling.application.ports_waiting import ListedEntry
from scheduling.application.shown import Page, PatientInBrief, service_in_brief
from scheduling.domain.joining import Joining
from scheduling.domain.offering import Candidate, FreedTime
from scheduling.domain.refusals import NotFound
from scheduling.domain.span import Span
from scheduling.domain.time_offer import SENT, TimeOffer
from scheduling.domain.visit import EXPECTED
from scheduling.domain.waiting import WAITING, AlreadyWaiting, WaitingEntry

if TYPE_CHECKING:
    from services.scheduling.tests.fakes import FakeDesk


class FakeWaiting:
    def __init__(self, desk: FakeDesk) -> None:
        self.desk = desk
        self.kept: dict[UUID, WaitingEntry] = {}
        """By place."""

    def add(self, entry: WaitingEntry) -> None:
        for known in self.of_patient(entry.patient_id):
            if known.state == WAITING and known.service_id == entry.service_id:
                raise AlreadyWaiting
        self.kept[entry.id] = entry

    def read(self, entry_id: UUID) -> WaitingEntry:
        if entry_id not in self.kept:
            raise NotFound("waiting_entry")
        return self.kept[entry_id]

    def save(self, entry: WaitingEntry) -> None:
        self.kept[entry.id] = entry

    def of_patient(self, patient_id: UUID) -> list[WaitingEntry]:
        return [entry for entry in self.kept.values() if entry.patient_id == patient_id]

    def forget(self, patient_id: UUID) -> None:
        for entry in self.of_patient(patient_id):
            for offer in self.desk.offers.of_entry(entry.id):
                del self.desk.offers.kept[offer.id]
            del self.kept[entry.id]

    def last_date(self, today: date) -> date | None:
        return max((entry.wishes.until_date for entry in self.kept.values() if entry.waits(today)), default=None)

    def queue(self, calendar_id: UUID, day: date, span: Span, now: datetime) -> list[Candidate]:
        return [
            self._candidate(entry, calendar_id, span, now)
            for entry in self.kept.values()
            if entry.state == WAITING and self.desk.patients.read(entry.patient_id).is_active
        ]

    def listed(self, entry_id: UUID, today: date, now: datetime) -> ListedEntry:
        entry = self.read(entry_id)
        card = self.desk.patients.read(entry.patient_id).card
        patient = PatientInBrief(entry.patient_id, card.first_name, card.last_name, card.phone)
        service = service_in_brief(self.desk.services.read(entry.service_id)) if entry.service_id else None
        offers = self.desk.offers.of_entry(entry_id)
        queue = [each.id for each in self.kept.values() if self._state(each, today, now) == WAITING]
        return ListedEntry(
            entry,
            self._state(entry, today, now),
            patient,
            service,
            reachable=self._reachable(entry),
            position=queue.index(entry_id) + 1 if entry_id in queue else None,
            last_offer=offers[0] if offers else None,
            next_visit_at=self._next_visit(entry, now),
        )

    def page(self, state, patient_id, today, now, *, limit, cursor) -> Page[ListedEntry]:
        found = [self.listed(each, today, now) for each in self.kept]
        wanted = [each for each in found if state in {None, each.state} and patient_id in {None, each.entry.patient_id}]
        return Page(wanted[:limit], None)

    def _state(self, entry: WaitingEntry, today: date, now: datetime) -> str:
        offered = any(offer.state_at(now) == SENT for offer in self.desk.offers.of_entry(entry.id))
        return "offered" if offered and entry.waits(today) else entry.state_on(today)

    def _candidate(self, entry: WaitingEntry, calendar_id: UUID, span: Span, now: datetime) -> Candidate:
        open_ones = self.desk.offers.open_of(entry.patient_id)
        offered = [each for each in self.desk.offers.of_entry(entry.id) if each.calendar_id == calendar_id]
        theirs = [visit for visit in self.desk.patient_visits.of(entry.patient_id) if visit.status in EXPECTED]
        return Candidate(
            entry,
            reachable=self._reachable(entry),
            service_name=self.desk.services.read(entry.service_id).name if entry.service_id else None,
            deciding_until=open_ones[0].expires_at if open_ones else None,
            offered=[each.during for each in offered if each.during.overlaps(span)],
            busy=[visit.during for visit in theirs if visit.during.overlaps(span)],
            next_visit_at=self._next_visit(entry, now),
        )

    def _next_visit(self, entry: WaitingEntry, now: datetime) -> datetime | None:
        ahead = [
            visit.starts_at
            for visit in self.desk.patient_visits.of(entry.patient_id)
            if visit.status in EXPECTED and visit.starts_at > now and visit.service_id == entry.service_id is not None
        ]
        return min(ahead, default=None)

    def _reachable(self, entry: WaitingEntry) -> bool:
        card, by = self.desk.patients.read(entry.patient_id).card, self.desk.practices.read().channels
        sms = by.sms and card.consents.sms and card.phone is not None
        return sms or (by.email and card.consents.email and card.email is not None)


class FakeTimeOffers:
    def __init__(self) -> None:
        self.kept: dict[UUID, TimeOffer] = {}

    def add(self, offer: TimeOffer) -> None:
        assert not self.open_of(offer.patient_id), "the database allows one open offer a patient"
        self.kept[offer.id] = offer

    def save(self, offer: TimeOffer) -> None:
        self.kept[offer.id] = offer

    def read(self, offer_id: UUID) -> TimeOffer:
        if offer_id not in self.kept:
            raise NotFound("offer")
        return self.kept[offer_id]

    def among(self, hold_ids: Iterable[UUID]) -> list[TimeOffer]:
        return [self.kept[each] for each in hold_ids if each in self.kept]

    def of_entry(self, entry_id: UUID) -> list[TimeOffer]:
        return [offer for offer in reversed(self.kept.values()) if offer.entry_id == entry_id]

    def open_of(self, patient_id: UUID) -> list[TimeOffer]:
        return [offer for offer in self.kept.values() if offer.patient_id == patient_id and offer.open]

    def hand_over(self, from_: UUID, to: UUID) -> None:
        for offer in list(self.kept.values()):
            if offer.patient_id == from_:
                self.kept[offer.id] = replace(offer, patient_id=to)


@dataclass
class Noted:
    freed: FreedTime
    look_at: datetime


class FakeFreedTimes:
    def __init__(self, desk: FakeDesk) -> None:
        self.desk = desk
        self.kept: dict[UUID, Noted] = {}

    def note(self, calendar_id: UUID, during: Span, left_by: UUID | None = None) -> None:
        if during.ends_at > self.desk.now and any(each.state == WAITING for each in self.desk.waiting.kept.values()):
            freed = FreedTime(uuid4(), calendar_id, during, left_by)
            self.kept[freed.id] = Noted(freed, self.desk.now)

    def claim(self, freed_id: UUID) -> FreedTime | None:
        noted = self.kept.get(freed_id)
        return noted.freed if noted and noted.look_at <= self.desk.now else None

    def look_again(self, freed_id: UUID, at: datetime) -> None:
        self.kept[freed_id].look_at = at

    def look_now(self) -> None:
        for noted in self.kept.values():
            noted.look_at = min(noted.look_at, self.desk.now)

    def forget(self, freed_id: UUID) -> None:
        del self.kept[freed_id]

    def due(self) -> list[UUID]:
        """As the worker finds them."""
        return [each for each, noted in self.kept.items() if noted.look_at <= self.desk.now]


class FakeJoinings:
    def __init__(self) -> None:
        self.kept: dict[UUID, Joining] = {}

    def add(self, joining: Joining) -> None:
        self.kept[joining.id] = joining

    save = add

    def read_to_change(self, joining_id: UUID) -> Joining:
        if joining_id not in self.kept:
            raise NotFound("joining")
        return self.kept[joining_id]

    def forget(self, before: datetime) -> int:
        old = [each.id for each in self.kept.values() if each.created_at < before]
        for joining_id in old:
            del self.kept[joining_id]
        return len(old)
