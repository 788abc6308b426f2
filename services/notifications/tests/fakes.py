"""Books, ledger, queue and couriers held in memory: what the use cases are tested with."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from notifications.application.ports import Books, Claimed, Desk, Due
from notifications.domain.booking_code import BookingCode
from notifications.domain.case import Case, OfferCase, ReminderCase
from notifications.domain.channel import Channel, Lane
from notifications.domain.message import LIVE, OPEN, Letter, Line, Offered, Reason, Reminder, State, Written
from notifications.domain.offer import Offer
from notifications.domain.patient import Card, Patient
from notifications.domain.planning import Withhold, withheld
from notifications.domain.practice import Practice
from notifications.domain.sending import Accepted, Answer, out_of_time
from notifications.domain.visit import Visit


class Memory:
    """One practice's copies and ledger; books, desk and due lines over the same data."""

    def __init__(self) -> None:
        self.seen: set[UUID] = set()
        self.kept_practice: Practice | None = None
        self.kept_patients: dict[UUID, Patient] = {}
        self.merged_into: dict[UUID, UUID] = {}
        self.kept_visits: dict[UUID, Visit] = {}
        self.kept_offers: dict[UUID, Offer] = {}
        self.ended_offers: set[UUID] = set()
        self.ledger: dict[UUID, Reminder | Offered] = {}
        self.letters: dict[UUID, Letter] = {}
        self.provider_ids: dict[UUID, str] = {}
        self.crash_on_put_of: State | None = None

    # Books

    @contextmanager
    def open_books(self, practice_id: UUID) -> Iterator[Books]:
        yield self

    def first_time(self, event_id: UUID) -> bool:
        first = event_id not in self.seen
        self.seen.add(event_id)
        return first

    def hold_practice(self) -> None: ...

    def hold_patient(self, patient_id: UUID) -> None: ...

    def keep_practice(self, practice: Practice) -> bool:
        if self.kept_practice is not None and self.kept_practice.version >= practice.version:
            return False
        self.kept_practice = practice
        return True

    def keep_patient(self, patient: Patient) -> bool:
        kept = self.kept_patients.get(patient.id)
        if patient.id in self.merged_into or (kept is not None and kept.erased):
            return False
        return self._keep_newer(self.kept_patients, patient)

    def keep_visit(self, visit: Visit) -> bool:
        return self._keep_newer(self.kept_visits, visit)

    def _keep_newer(self, kept: dict[UUID, Any], copy: Any) -> bool:
        if copy.id in kept and kept[copy.id].version >= copy.version:
            return False
        kept[copy.id] = copy
        return True

    def practice(self) -> Practice | None:
        return self.kept_practice

    def patients(self, ids: Collection[UUID]) -> dict[UUID, Patient]:
        return {one: self.kept_patients[one] for one in ids if one in self.kept_patients}

    def card_of(self, patient_id: UUID) -> UUID:
        return self.merged_into.get(patient_id, patient_id)

    def join_cards(self, card: Card, into: UUID, now: datetime) -> int:
        self._scrub(card)
        self.merged_into[card.patient_id] = into
        for other, pointer in self.merged_into.items():
            self.merged_into[other] = into if pointer == card.patient_id else pointer
        for kept in (self.kept_visits, self.kept_offers, self.ledger):
            for one in kept.values():
                if one.patient_id == card.patient_id:
                    kept[one.id] = replace(one, patient_id=into)
        return 0

    def forget_patient(self, card: Card, now: datetime) -> int:
        self._scrub(card, erased=True)
        cancelled = [
            withheld(line, Withhold(State.CANCELLED, Reason.PATIENT_ERASED))
            for line in self.ledger.values()
            if line.patient_id == card.patient_id and line.state in OPEN
        ]
        self.ledger.update({line.id: line for line in cancelled})
        for line in self.ledger.values():
            if line.patient_id == card.patient_id:
                self.letters.pop(line.id, None)
        return len(cancelled)

    def _scrub(self, card: Card, *, erased: bool = False) -> None:
        before = self.kept_patients.get(card.patient_id)
        nobody = Patient(card.patient_id, card.practice_id, card.version, "", "", None, None, False, False)
        self.kept_patients[card.patient_id] = replace(nobody, erased=erased or (before is not None and before.erased))

    def call_off_written(self, channels: Collection[Channel], now: datetime) -> int:
        return 0

    def visit(self, visit_id: UUID) -> Visit | None:
        return self.kept_visits.get(visit_id)

    def visits_after(self, moment: datetime, patient_id: UUID | None = None) -> Sequence[Visit]:
        return [
            visit
            for visit in self.kept_visits.values()
            if visit.starts_at > moment and patient_id in (None, visit.patient_id)
        ]

    def lines(self, visit_ids: Collection[UUID]) -> Sequence[Reminder]:
        return [line for line in self.ledger.values() if isinstance(line, Reminder) and line.visit_id in visit_ids]

    def keep_offer(self, offer: Offer) -> Offer:
        self.kept_offers[offer.id] = offer
        return self._offer(offer.id)

    def _offer(self, offer_id: UUID) -> Offer:
        return replace(self.kept_offers[offer_id], ended=offer_id in self.ended_offers)

    def end_offer(self, offer_id: UUID) -> None:
        self.ended_offers.add(offer_id)

    def offers_after(self, moment: datetime, patient_id: UUID | None = None) -> Sequence[Offer]:
        lasting = [one for one in map(self._offer, self.kept_offers) if not one.ended and one.expires_at > moment]
        return [offer for offer in lasting if patient_id in (None, offer.patient_id)]

    def lines_of_offers(self, offer_ids: Collection[UUID]) -> Sequence[Offered]:
        return [line for line in self.ledger.values() if isinstance(line, Offered) and line.offer_id in offer_ids]

    def save(self, lines: Sequence[Reminder | Offered], now: datetime) -> None:
        for line in lines:
            same = [other for other in self.ledger.values() if _place(other) == _place(line)]
            assert not same or same == [self.ledger[line.id]], "two lines for one thing and channel"
            self.ledger[line.id] = line

    # Desk

    @contextmanager
    def open_desk(self) -> Iterator[Desk[Case]]:
        before = dict(self.ledger), dict(self.letters)
        try:
            yield self
        except BaseException:
            self.ledger, self.letters = before
            raise

    def case(self, message_id: UUID) -> Case | None:
        line = self.ledger.get(message_id)
        if line is None:
            return None
        assert self.kept_practice is not None
        patient, letter = self.kept_patients[line.patient_id], self.letters.get(message_id)
        if isinstance(line, Offered):
            return OfferCase(line, self._offer(line.offer_id), self.kept_practice, patient, letter)
        return ReminderCase(line, self.kept_visits[line.visit_id], self.kept_practice, patient, letter)

    def put(
        self, line: Reminder | Offered, now: datetime, *, letter: Letter | None = None, provider_id: str | None = None
    ) -> None:
        if line.state is self.crash_on_put_of:
            raise Killed
        self.ledger[line.id] = line
        if letter is not None:
            self.letters[line.id] = letter.without_secret()
        if provider_id is not None:
            self.provider_ids[line.id] = provider_id

    def finish(self, taken: Line, line: Line, now: datetime, *, provider_id: str | None = None) -> bool:
        if not as_taken(self.ledger[taken.id], taken):
            return False
        self.put(line, now, provider_id=provider_id)
        return True

    # Due lines

    def claim(self, lane: Lane, now: datetime, limit: int, lease: timedelta) -> Claimed:
        due = [
            line
            for line in sorted(self.ledger.values(), key=lambda line: (line.due_at is None, line.due_at))
            if line.state in LIVE and lane_of(line) == lane and line.due_at is not None and line.due_at <= now
        ][:limit]
        late = [line for line in due if line.last_moment < now]
        queued = [line for line in due if line not in late]
        self.ledger.update({line.id: out_of_time(line) for line in late})
        self.ledger.update({line.id: replace(line, state=State.QUEUED, due_at=now + lease) for line in queued})
        return Claimed([Due(line.id, lane, line.trace_id) for line in queued], len(late))

    def give_back(self, lane: Lane, ids: Collection[UUID], now: datetime) -> None:
        for one in ids:
            if self.ledger[one].state is State.QUEUED:
                self.ledger[one] = replace(self.ledger[one], state=State.PLANNED, due_at=now)

    def under_way(self, lane: Lane, at_most: int) -> int:
        states = (State.QUEUED, State.SENDING)
        return min(at_most, sum(lane_of(line) == lane and line.state in states for line in self.ledger.values()))

    def next_due(self) -> datetime | None:
        return min((line.due_at for line in self.ledger.values() if line.due_at is not None), default=None)


def as_taken(line: Line, taken: Line) -> bool:
    """Whether nobody has touched a line since a sender took it."""
    now, then = ((one.state, one.attempts, one.claimed_at) for one in (line, taken))
    return now == then


def _place(line: Reminder | Offered) -> tuple[Any, ...]:
    """What there may be one line of."""
    return (
        (line.offer_id, line.channel)
        if isinstance(line, Offered)
        else (line.visit_id, line.channel, line.visit_starts_at)
    )


def lane_of(line: Line) -> Lane:
    if isinstance(line, Written):
        return Lane(f"written-{line.channel}")
    if isinstance(line, Offered):
        return Lane(f"offer-{line.channel}")
    if isinstance(line, BookingCode):
        return Lane(f"code-{line.channel}")
    return Lane(line.channel) if isinstance(line, Reminder) else Lane.LETTERS


class Killed(BaseException):
    """Stands for SIGKILL: nothing catches it."""


class MemoryQueue:
    """Takes the first ``room`` of each batch."""

    def __init__(self, room: int | None = None) -> None:
        self.room = room
        self.published: list[Due] = []

    def publish(self, due: Sequence[Due]) -> int:
        taken = due[: self.room]
        self.published += taken
        return len(taken)


class Provider:
    """Recognises a key, as SMSAPI does; ``answers`` are given first, ``accept_silently`` breaks the line after accepting."""

    remembers = timedelta(hours=20)

    def __init__(self, *answers: Answer, accept_silently: int = 0, die_after_accepting: bool = False) -> None:
        self.answers = list(answers)
        self.accept_silently = accept_silently
        self.die_after_accepting = die_after_accepting
        self.accepted: dict[UUID, Letter] = {}

    def deliver(self, letter: Letter, key: UUID) -> Answer:
        from notifications.domain.sending import NotNow

        if self.answers:
            return self.answers.pop(0)
        if key in self.accepted:
            return Accepted(already=True)
        self.accepted[key] = letter
        if self.die_after_accepting:
            self.die_after_accepting = False
            raise Killed
        if self.accept_silently:
            self.accept_silently -= 1
            return NotNow(maybe_accepted=True)
        return Accepted(provider_id=f"p{len(self.accepted)}")


class Courier:
    """Takes everything and recognises nothing: what is handed over twice goes out twice."""

    remembers = timedelta(hours=20)

    def __init__(self) -> None:
        self.handed_over: list[UUID] = []
        self.to: list[str] = []

    def deliver(self, letter: Letter, key: UUID) -> Answer:
        self.handed_over.append(key)
        self.to.append(letter.to)
        return Accepted()


class PlainWording:
    def letter(self, case: Case, as_of: datetime) -> Letter:
        to = case.patient.address(case.line.channel)
        assert to is not None
        return Letter(to=to, subject=None, text=f"{case.practice.name} {case.visit.starts_at:%d.%m %H:%M}")
