"""The waiting list as the pages' fake keeps it: entries in their order, offers, and patients who join by a code."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from contracts.scheduling import rpc as scheduling

from services.gateway.tests.fake_practice import WARSAW, FakePractice, found_in, refused
from services.gateway.tests.fake_visits import later

CODE_MINUTES = 10
OFFER_MINUTES = 30
STAYS = timedelta(days=90)


class FakeWaiting:
    """Part of FakeServices."""

    now: Callable[[], datetime]
    mine: Any
    book_visit: Any
    give_link: Any
    _bookable: Any
    _service: Any

    def __init__(self) -> None:
        super().__init__()
        self.joining: dict[uuid.UUID, tuple[scheduling.JoinWaitingList, str]] = {}
        self.joined: list[scheduling.JoinWaitingList] = []
        self.waiting: dict[uuid.UUID, tuple[FakePractice, scheduling.WaitingEntry]] = {}
        """By the order in which they came."""
        self.offers: dict[str, scheduling.Offer] = {}
        """By the token of their link, the oldest first."""
        self.late_is_free = False
        """Whether nobody else has what an offer that ran out was about."""

    # the reception

    def list_waiting(self, request: scheduling.ListWaiting, context: Any) -> scheduling.WaitingEntries:
        kept = self.mine(context)
        mine = [self._told(entry) for whose, entry in self.waiting.values() if whose is kept]
        queue = [entry.id for entry in mine if entry.state == "waiting"]
        items = [
            entry.model_copy(update={"position": queue.index(entry.id) + 1 if entry.id in queue else None})
            for entry in mine
            if request.state in {None, entry.state} and request.patient_id in {None, entry.patient.id}
        ]
        start = int(request.cursor or 0)
        end = start + request.limit
        return scheduling.WaitingEntries(items=items[start:end], next_cursor=str(end) if end < len(items) else None)

    def add_to_waiting_list(self, request: scheduling.AddToWaitingList, context: Any) -> scheduling.WaitingEntry:
        kept = self.mine(context)
        patient = found_in(kept.patients, request.patient_id, "patient")
        today = self.now().astimezone(WARSAW).date()
        if request.until_date and request.until_date < today:
            raise refused("validation_failed", ("until_date", "in_the_past"))
        service = self._service(kept, request.service_id)
        for whose, known in self.waiting.values():
            same = known.service == service and known.state in {"waiting", "offered"}
            if whose is kept and known.patient.id == patient.id and same:
                raise refused("already_waiting")
        length = next((s.minutes for s in kept.services if s.id == request.service_id), request.minutes)
        if length is None:
            raise refused("validation_failed", ("minutes", "required"))
        first = request.from_date or today
        entry = scheduling.WaitingEntry(
            id=uuid.uuid4(),
            patient=scheduling.VisitPatient(
                id=patient.id, first_name=patient.first_name, last_name=patient.last_name, phone=patient.phone
            ),
            service=service,
            minutes=request.minutes or length,
            **request.model_dump(include={"calendar_ids", "weekdays", "from_hour", "to_hour", "note"}),
            from_date=first,
            until_date=request.until_date or first + STAYS,
            state="waiting",
            source="reception",
            created_at=self.now(),
            position=None,
            last_offer=None,
            visit_id=None,
            version=1,
        )
        self.waiting[entry.id] = (kept, entry)
        return entry

    def withdraw_waiting(self, request: scheduling.EntryId, context: Any) -> scheduling.WaitingEntry:
        self._entry(request, context)
        return self._change_entry(request.entry_id, state="withdrawn")

    def list_offers(self, request: scheduling.EntryId, context: Any) -> scheduling.Offers:
        self._entry(request, context)
        return scheduling.Offers(items=[o for o in reversed(self.offers.values()) if o.entry_id == request.entry_id])

    # an offer, as its patient answers it

    def give_offer(self, entry: scheduling.WaitingEntry, starts_at: datetime, calendar_at: int = 0) -> str:
        """A freed time is held for them; the token of its link, as their message carries it."""
        kept, _entry = self.waiting[entry.id]
        now, token = self.now(), uuid.uuid4().hex
        self.offers[token] = scheduling.Offer(
            id=uuid.uuid4(),
            entry_id=entry.id,
            calendar_id=kept.calendars[calendar_at].id,
            starts_at=starts_at,
            minutes=entry.minutes,
            state="sent",
            offered_at=now,
            expires_at=now + timedelta(minutes=OFFER_MINUTES),
        )
        self._change_entry(entry.id, state="offered")
        return token

    def end_offer(self, token: str, state: scheduling.OfferState, back_to: scheduling.WaitingState = "waiting") -> None:
        offer = self.offers[token] = self.offers[token].model_copy(update={"state": state})
        self._change_entry(offer.entry_id, state=back_to)

    def read_linked_offer(self, request: scheduling.LinkToken, _: Any) -> scheduling.LinkedOffer:
        if request.token not in self.offers:
            raise refused("link_not_valid")
        offer = self.offers[request.token]
        kept, entry = self.waiting[offer.entry_id]
        visit = kept.visits.get(entry.visit_id) if entry.visit_id and offer.state == "accepted" else None
        return scheduling.LinkedOffer(
            practice_id=kept.practice.id,
            practice_name=kept.practice.name,
            practice_phone=kept.practice.phone,
            starts_at=offer.starts_at,
            ends_at=later(offer.starts_at, offer.minutes),
            service_name=entry.service.name if entry.service else None,
            calendar_name=next(c.name for c in kept.calendars if c.id == offer.calendar_id),
            state=offer.state,
            expires_at=offer.expires_at,
            visit_link=self.give_link(kept, visit) if visit else None,
        )

    def accept_linked_offer(self, request: scheduling.LinkToken, context: Any) -> scheduling.LinkedOffer:
        offer = self._answerable(request.token, "accepted")
        if offer:
            kept, entry = self.waiting[offer.entry_id]
            nobody = type("Context", (), {"practice_id": kept.practice.id, "idempotency_key": None})()
            visit = self.book_visit(
                scheduling.BookVisit(
                    calendar_id=offer.calendar_id, patient_id=entry.patient.id, starts_at=offer.starts_at,
                    minutes=offer.minutes, service_id=entry.service.id if entry.service else None,
                ),
                nobody,
            )  # fmt: skip
            self._change_entry(entry.id, visit_id=visit.id)
            self.end_offer(request.token, "accepted", "booked")
        return self.read_linked_offer(request, context)

    def refuse_linked_offer(self, request: scheduling.LinkToken, context: Any) -> scheduling.LinkedOffer:
        if self._answerable(request.token, "refused"):
            self.end_offer(request.token, "refused")
        return self.read_linked_offer(request, context)

    # patients who join

    def ask_to_join_waiting_list(self, request: scheduling.JoinWaitingList, context: Any) -> scheduling.JoiningAsked:
        kept = self._bookable(context)
        found_in({s.id: s for s in kept.services}, request.service_id, "service")
        if request.channel == "sms" and len([c for c in request.phone or "" if c.isdigit()]) < 9:
            raise refused("validation_failed", ("phone", "invalid_phone"))
        self.codes.append(f"{len(self.codes) + 1:06}")  # type: ignore[attr-defined]
        joining_id = uuid.uuid4()
        self.joining[joining_id] = (request, self.codes[-1])  # type: ignore[attr-defined]
        return scheduling.JoiningAsked(joining_id=joining_id, expires_at=self.now() + timedelta(minutes=CODE_MINUTES))

    def confirm_joining(self, request: scheduling.ConfirmJoining, context: Any) -> scheduling.Joined:
        self._bookable(context)
        if request.joining_id not in self.joining:
            raise refused("hold_expired")
        wish, code = self.joining[request.joining_id]
        if request.code != code:
            raise refused("wrong_code", tries=4)
        self.joined.append(wish)
        return scheduling.Joined(until_date=wish.until_date or self.now().astimezone(WARSAW).date() + STAYS)

    # what they have in common

    def _answerable(self, token: str, answer: scheduling.OfferState) -> scheduling.Offer | None:
        """The offer, if it can be answered; None where this answer has been given before."""
        if token not in self.offers:
            raise refused("link_not_valid")
        offer = self.offers[token]
        if offer.state == answer:
            return None
        if offer.state != "sent" or (offer.expires_at <= self.now() and not self.late_is_free):
            raise refused("offer_expired")
        return offer

    def _entry(self, request: scheduling.EntryId, context: Any) -> scheduling.WaitingEntry:
        kept, entry = found_in(self.waiting, request.entry_id, "waiting_entry")
        if kept is not self.mine(context):
            raise refused("not_found", what="waiting_entry")
        return entry

    def _change_entry(self, entry_id: uuid.UUID, **fields: Any) -> scheduling.WaitingEntry:
        kept, entry = self.waiting[entry_id]
        self.waiting[entry_id] = (kept, entry.model_copy(update={**fields, "version": entry.version + 1}))
        return self._told(self.waiting[entry_id][1])

    def _told(self, entry: scheduling.WaitingEntry) -> scheduling.WaitingEntry:
        of_it = [offer for offer in self.offers.values() if offer.entry_id == entry.id]
        return entry.model_copy(update={"last_offer": of_it[-1] if of_it else None})
