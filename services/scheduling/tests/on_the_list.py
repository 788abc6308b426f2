"""What happens to a waiting list at a desk in memory, in few words."""

from __future__ import annotations

from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from scheduling.application.add_service import add_service
from scheduling.application.add_to_waiting_list import add_to_waiting_list
from scheduling.application.book_visit import book_visit
from scheduling.application.cancel_visit import cancel_visit
from scheduling.application.end_offer import run_out
from scheduling.application.linked_offer import LinkedOffer, accept_linked_offer, refuse_linked_offer
from scheduling.application.list_waiting import list_waiting
from scheduling.application.offer_time import offer_time
from scheduling.application.ports_waiting import ListedEntry
from scheduling.domain.facts import TimeOffered
from scheduling.domain.time_offer import TimeOffer
from scheduling.domain.visit import Visit
from scheduling.domain.waiting import WaitingEntry

from services.scheduling.tests.at_the_desk import chair, opened
from services.scheduling.tests.builders import a_patient, at
from services.scheduling.tests.fakes import FakeDesk

SLOT = "2026-11-24 10:00"
HOUR = timedelta(hours=1)
Kind = TypeVar("Kind")


def listed(chairs: int = 1) -> FakeDesk:
    """With a service of half an hour."""
    desk = opened(chairs)
    add_service(desk, fields={"name": "Przegląd", "minutes": 30})
    desk.facts.clear()
    return desk


def somebody(desk: FakeDesk, **card: object) -> UUID:
    patient = a_patient("Jan", "Śliwa", **{"phone": "+48501700100"} | card)
    desk.patients.add(patient)
    return patient.id


def waits(desk: FakeDesk, patient_id: UUID | None = None, *, note: str | None = None, **wishes: object) -> WaitingEntry:
    service_id = wishes.pop("service_id", desk.services.all()[0].id)
    shown = add_to_waiting_list(
        desk,
        patient_id=patient_id or somebody(desk),
        service_id=service_id,
        minutes=wishes.pop("minutes", None),
        wishes=wishes,
        note=note,
    )
    return shown.listed.entry


def visit(desk: FakeDesk, when: str = SLOT, minutes: int = 30, place: int = 1, **parts: object) -> Visit:
    patient_id = parts.pop("patient_id", None) or somebody(desk)
    return book_visit(
        desk,
        calendar_id=chair(desk, place),
        patient_id=patient_id,
        starts_at=at(when),
        minutes=minutes,
        note=None,
        **parts,
    ).visit


def cancel(desk: FakeDesk, booked: Visit) -> None:
    cancel_visit(desk, visit_id=booked.id, reason=None, expected_version=None)


def free(desk: FakeDesk, when: str = SLOT, minutes: int = 30, place: int = 1) -> None:
    """A visit there is cancelled, and the worker looks."""
    cancel(desk, visit(desk, when, minutes, place))
    work(desk)


def work(desk: FakeDesk) -> None:
    """As the worker does it, until there is nothing to do."""
    busy = True
    while busy:
        for offer in list(desk.offers.kept.values()):
            if offer.open and offer.expires_at <= desk.now:
                run_out(desk, offer_id=offer.id)
        busy = sum(offer_time(desk, freed_id=each) for each in desk.freed_times.due()) > 0


def offers(desk: FakeDesk, entry: WaitingEntry | None = None) -> list[TimeOffer]:
    """Those announced, as they are by now."""
    told = [fact.offer.id for fact in desk.facts if isinstance(fact, TimeOffered)]
    known = [desk.offers.kept[each] for each in told if each in desk.offers.kept]
    return [offer for offer in known if entry is None or offer.entry_id == entry.id]


def state(desk: FakeDesk, entry: WaitingEntry) -> str:
    return desk.waiting.read(entry.id).state


def accept(desk: FakeDesk, offer: TimeOffer) -> LinkedOffer:
    return accept_linked_offer(desk, offer_id=offer.id)


def refuse(desk: FakeDesk, offer: TimeOffer) -> LinkedOffer:
    return refuse_linked_offer(desk, offer_id=offer.id)


def later(desk: FakeDesk, by: timedelta = HOUR) -> None:
    """As long as an offer lasts, unless it is said."""
    desk.now += by
    work(desk)


def shown(desk: FakeDesk, entry: WaitingEntry) -> ListedEntry:
    page = list_waiting(desk, state=None, patient_id=entry.patient_id, limit=9, cursor=None).page
    return next(each for each in page.items if each.entry.id == entry.id)


def told(desk: FakeDesk, kind: type[Kind]) -> list[Kind]:
    return [fact for fact in desk.facts if isinstance(fact, kind)]
