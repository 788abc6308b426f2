"""The waiting list of a practice in a real database, as the worker goes through it."""

from __future__ import annotations

from scheduling.application.end_offer import run_out
from scheduling.application.offer_time import offer_time
from sqlalchemy import text

from services.scheduling.tests.practice import Practice

_RUN_OUT = text("SELECT id FROM time_offers WHERE state = 'sent' AND expires_at <= :now ORDER BY expires_at, id")
_FREED = text("SELECT id FROM freed_times WHERE look_at <= :now ORDER BY look_at, id")


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


def _ids(practice, query):
    return practice.do(lambda desk: list(desk.session.scalars(query, {"now": practice.now})))
