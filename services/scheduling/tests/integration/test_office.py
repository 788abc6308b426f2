from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from chassis.database import Database
from chassis.persistence import DatabaseUnavailable
from contracts.base import Nothing
from contracts.scheduling import rpc as methods
from scheduling.adapters import wire
from scheduling.adapters.office import Office
from scheduling.application.add_calendar import add_calendar
from sqlalchemy import text

from dev.ports import free_port
from services.scheduling.tests.builders import NOW
from services.scheduling.tests.practice import SECRETS


def test_the_victim_of_a_deadlock_is_tried_again_and_both_changes_are_kept(practice):
    first, second = (practice.book(when).visit.id for when in ("2026-11-24 10:00", "2026-11-24 11:00"))
    both_hold_one = threading.Barrier(2)
    attempts = []

    def note_both(order):
        def work(desk):
            attempts.append(order)
            for visit_id in order:
                visit = desk.visits.read_to_change(visit_id).visit
                desk.visits.save(visit.write_note(f"{visit.note or ''}x"))
                if len(attempts) <= 2 and visit_id == order[0]:
                    both_hold_one.wait(timeout=10)
            return Nothing()

        return practice.office.change(methods.change_visit, practice.context(), Nothing(), work)

    with ThreadPoolExecutor(2) as workers:
        list(workers.map(note_both, [(first, second), (second, first)]))
    assert len(attempts) == 3
    notes = [practice.do(lambda desk, id_=id_: desk.visits.read(id_)).visit.note for id_ in (first, second)]
    assert notes == ["xx", "xx"]


def test_a_change_that_raises_is_wholly_undone(practice):
    def work(desk):
        add_calendar(desk, name="Drugi", color=None)
        desk.announce([])
        raise RuntimeError

    with pytest.raises(RuntimeError):
        practice.office.change(methods.add_calendar, practice.context("key"), Nothing(), work)
    assert len(practice.do(lambda desk: desk.calendars.all())) == 1
    again = practice.office.change(
        methods.add_calendar,
        practice.context("key"),
        Nothing(),
        lambda desk: wire.calendar(add_calendar(desk, name="Drugi", color=None)),
    )
    assert again.position == 2


def test_without_a_database_the_answer_is_unavailable(practice):
    nowhere = Office(Database(f"postgresql://nobody@127.0.0.1:{free_port()}/nothing"), lambda: NOW, SECRETS)
    with pytest.raises(DatabaseUnavailable) as refused:
        nowhere.read(practice.context(), lambda desk: desk.calendars.all())
    assert refused.value.code == "unavailable"
    nowhere.close()


def test_who_waits_too_long_for_a_row_hears_that_it_is_unavailable(practice):
    visit_id = practice.book().visit.id
    with practice.desk() as desk:
        desk.visits.read_to_change(visit_id)
        with pytest.raises(DatabaseUnavailable):
            practice.office.read(practice.context(), lambda other: impatient(other, visit_id))


def impatient(desk, visit_id):
    desk.session.execute(text("SET LOCAL lock_timeout = '50ms'"))
    return desk.visits.read_to_change(visit_id)
