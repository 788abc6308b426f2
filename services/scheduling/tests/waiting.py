"""The waiting list of a practice in a real database, as the worker goes through it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from scheduling.application.end_offer import run_out
from scheduling.application.offer_time import offer_time
from sqlalchemy import TextClause, text

from services.scheduling.tests.practice import Practice, offer_link

_RUN_OUT = text("SELECT id FROM time_offers WHERE state = 'sent' AND expires_at <= :now ORDER BY expires_at, id")
_FREED = text("SELECT id FROM freed_times WHERE look_at <= :now ORDER BY look_at, id")


@dataclass
class Waiting:
    """What happens to it, in few words."""

    practice: Practice
    service_id: str

    @classmethod
    def at(cls, practice: Practice) -> Waiting:
        """With a service of half an hour."""
        return cls(practice, practice.ask("add_service", name="Przegląd", minutes=30)["id"])

    def somebody(self) -> UUID:
        return self.practice.add_patient("Jan", "Śliwa", phone="+48501700100").id

    def add(self, patient_id: UUID, **wish: Any) -> dict[str, Any]:
        return self.practice.ask("add_to_waiting_list", patient_id=patient_id, **{"service_id": self.service_id} | wish)

    def free(self, when: str | datetime) -> None:
        """A visit of half an hour is cancelled, and the worker looks."""
        visit = self.practice.book(when).visit
        self.practice.ask("cancel_visit", visit_id=visit.id)
        work_on_waiting_list(self.practice)

    def tokens(self) -> list[str]:
        return tokens_of_offers(self.practice)


def tokens_of_offers(practice: Practice) -> list[str]:
    """Of the links that go out, in their order, as notifications signs them."""
    offered = [each.data for each in practice.announced() if each.type == "time_offered.v1"]
    return [offer_link(each.offer_id, each.starts_at) for each in offered]


def work_on_waiting_list(practice: Practice) -> None:
    """Until there is nothing to do: of this practice alone."""
    while one_round(practice):
        pass


def one_round(practice: Practice) -> int:
    """How many times were offered."""
    for offer_id in _ids(practice, _RUN_OUT):
        practice.office.work(practice.id, "end_offer", lambda desk, it=offer_id: run_out(desk, offer_id=it))
    return sum(
        practice.office.work(practice.id, "offer_time", lambda desk, it=freed_id: offer_time(desk, freed_id=it))
        for freed_id in _ids(practice, _FREED)
    )


def _ids(practice: Practice, query: TextClause) -> list[UUID]:
    return practice.do(lambda desk: list(desk.session.scalars(query, {"now": practice.now})))
