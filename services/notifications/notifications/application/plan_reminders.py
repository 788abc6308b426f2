"""Take in a fact from elsewhere, keep its newest version, and bring the plan into line: one transaction each.

The order in which facts come does not matter. A visit whose practice or patient is still unknown waits in the books and
is planned when that arrives: whoever writes a practice or patient holds it, so that the two cannot miss each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from notifications.application.ports import Books, Clock, NewId, OpenBooks
from notifications.domain.channel import Channel
from notifications.domain.message import Line, Offered, Reminder
from notifications.domain.offer import Offer, called_off_of, plan_offer
from notifications.domain.patient import Card, Patient
from notifications.domain.planning import plan
from notifications.domain.practice import Practice
from notifications.domain.visit import Visit


@dataclass(frozen=True)
class PlanReminders:
    """The planner's use cases. Each says how many ledger lines were written."""

    open_books: OpenBooks
    clock: Clock
    new_id: NewId

    def take_practice(self, event_id: UUID, practice: Practice) -> int:
        with self.open_books(practice.id) as books:
            books.hold_practice()
            if not books.first_time(event_id) or not books.keep_practice(practice):
                return 0
            now = self.clock()
            off = [channel for channel in Channel if not practice.sends_by(channel)]
            called_off = books.call_off_written(off, now) if off else 0
            return called_off + self._plan(books, books.visits_after(now)) + self._plan_offers(books)

    def take_patient(self, event_id: UUID, patient: Patient) -> int:
        with self.open_books(patient.practice_id) as books:
            books.hold_patient(patient.id)
            if not books.first_time(event_id) or not books.keep_patient(patient):
                return 0
            return self._plan(books, books.visits_after(self.clock(), patient.id)) + self._plan_offers(
                books, patient.id
            )

    def take_erasure(self, event_id: UUID, card: Card) -> int:
        """The person is forgotten: nothing goes out any more, and no word of what went out stays."""
        with self.open_books(card.practice_id) as books:
            books.hold_patient(card.patient_id)
            if not books.first_time(event_id):
                return 0
            now = self.clock()
            changed = books.forget_patient(card, now)
            return changed + self._plan(books, books.visits_after(now, card.patient_id))

    def take_merge(self, event_id: UUID, card: Card, into: UUID) -> int:
        """From now on another card stands for this one: its visits, and what is planned or was sent."""
        with self.open_books(card.practice_id) as books:
            books.hold_practice()
            stands_for = books.card_of(into)
            if not books.first_time(event_id) or stands_for == card.patient_id:
                return 0
            now = self.clock()
            changed = books.join_cards(card, stands_for, now)
            planned = self._plan(books, books.visits_after(now, stands_for)) + self._plan_offers(books, stands_for)
            return changed + planned

    def take_visit(self, event_id: UUID, visit: Visit) -> int:
        with self.open_books(visit.practice_id) as books:
            books.hold_patient(visit.patient_id)
            if not books.first_time(event_id):
                return 0
            stands_for = books.card_of(visit.patient_id)
            if stands_for != visit.patient_id:
                books.hold_patient(stands_for)
                visit = replace(visit, patient_id=stands_for)
            known = books.visit(visit.id)
            if known is not None and known.starts_at == visit.starts_at:
                visit = replace(visit, trace_id=known.trace_id)
            if not books.keep_visit(visit):
                return 0
            return self._plan(books, [visit])

    def take_offer(self, event_id: UUID, offer: Offer) -> int:
        """A freed time is offered to a patient, who is told at once; unless it is known already that this has ended."""
        with self.open_books(offer.practice_id) as books:
            books.hold_patient(offer.patient_id)
            if not books.first_time(event_id):
                return 0
            stands_for = books.card_of(offer.patient_id)
            if stands_for != offer.patient_id:
                books.hold_patient(stands_for)
            kept = books.keep_offer(replace(offer, patient_id=stands_for))
            return self._plan_each(books, [kept])

    def take_offer_end(self, event_id: UUID, practice_id: UUID, offer_id: UUID) -> int:
        """What has not gone out about the offer does not go out any more."""
        with self.open_books(practice_id) as books:
            if not books.first_time(event_id):
                return 0
            books.end_offer(offer_id)
            called_off = called_off_of(books.lines_of_offers([offer_id]))
            books.save(called_off, self.clock())
            return len(called_off)

    def take_failure(self, line: Line) -> int:
        """A message did not go out: who was to be told of a freed time is told by another channel, if there is one."""
        if not isinstance(line, Offered):
            return 0
        with self.open_books(line.practice_id) as books:
            books.hold_patient(line.patient_id)
            return self._plan_offers(books, line.patient_id)

    def _plan_offers(self, books: Books, patient_id: UUID | None = None) -> int:
        return self._plan_each(books, books.offers_after(self.clock(), patient_id))

    def _plan_each(self, books: Books, offers: Sequence[Offer]) -> int:
        if not offers:
            return 0
        now, practice = self.clock(), books.practice()
        patients = books.patients({offer.patient_id for offer in offers})
        lines: defaultdict[UUID, list[Offered]] = defaultdict(list)
        for line in books.lines_of_offers([offer.id for offer in offers]):
            lines[line.offer_id].append(line)
        changed = [
            line
            for offer in offers
            for line in plan_offer(
                offer, practice, patients.get(offer.patient_id), lines[offer.id], now=now, new_id=self.new_id
            )
        ]
        books.save(changed, now)
        return len(changed)

    def _plan(self, books: Books, visits: Sequence[Visit]) -> int:
        now = self.clock()
        practice = books.practice()
        patients = books.patients({visit.patient_id for visit in visits})
        lines: defaultdict[UUID, list[Reminder]] = defaultdict(list)
        for line in books.lines([visit.id for visit in visits]):
            lines[line.visit_id].append(line)
        changed = [
            line
            for visit in visits
            for line in plan(
                visit, practice, patients.get(visit.patient_id), lines[visit.id], now=now, new_id=self.new_id
            )
        ]
        books.save(changed, now)
        return len(changed)
