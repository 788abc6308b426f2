"""Two visits never overlap on one calendar: the exclusion constraint's promise, and how it reads as a refusal."""

from __future__ import annotations

from itertools import pairwise

import psycopg
import pytest
from contracts.scheduling import rpc as methods
from scheduling.adapters import wire
from scheduling.application.add_calendar import add_calendar
from scheduling.application.book_visit import book_visit
from scheduling.application.cancel_visit import cancel_visit
from scheduling.application.change_visit import VisitChange, change_visit
from scheduling.domain.refusals import SlotTaken

from services.scheduling.tests.builders import at
from services.scheduling.tests.crowd import CLIENTS, all_at_once

SLOT = "2026-11-24 10:00"


def booking(practice, calendar_id, patient_id, when=SLOT, minutes=30):
    request = methods.BookVisit(calendar_id=calendar_id, patient_id=patient_id, starts_at=at(when), minutes=minutes)

    def work():
        practice.office.change(
            methods.book_visit,
            practice.context(),
            request,
            lambda desk: wire.visit(book_visit(desk, **dict(request))),
        )

    return work


def moving(practice, visit_id, **change):
    request = methods.ChangeVisit(visit_id=visit_id)

    def work():
        practice.office.change(
            methods.change_visit,
            practice.context(),
            request,
            lambda desk: wire.visit(
                change_visit(desk, visit_id=visit_id, change=VisitChange(**change), expected_version=None)
            ),
        )

    return work


def test_of_fifty_whose_times_only_overlap_the_winners_do_not(practice):
    calendar, patient = practice.calendar.id, practice.add_patient().id
    starts = [f"2026-11-24 {8 + number % 24 // 4:02}:{number % 4 * 15:02}" for number in range(CLIENTS)]
    outcome = all_at_once([booking(practice, calendar, patient, when, minutes=45) for when in starts])
    assert set(outcome) == {None, SlotTaken}
    page = practice.do(
        lambda desk: desk.visits.between(
            (None, None), desk.practices.read().zone, calendar_id=calendar, patient_id=None, limit=100, cursor=None
        )
    )
    kept = sorted(shown.visit.during for shown in page.items)
    assert len(kept) == outcome[None]
    assert all(one.ends_at <= other.starts_at for one, other in pairwise(kept))


def test_two_visits_that_take_each_others_place_end_in_refusals_alone(practice):
    patient = practice.add_patient().id
    second = practice.do(lambda desk: add_calendar(desk, name="Drugi", color=None))
    here = practice.book(SLOT, patient_id=patient)
    there = practice.book(SLOT, patient_id=patient, calendar_id=second.id)
    outcome = all_at_once(
        [
            moving(practice, here.visit.id, calendar_id=second.id),
            moving(practice, there.visit.id, calendar_id=here.visit.calendar_id),
        ]
    )
    assert outcome == {SlotTaken: 2}


COPY = """
INSERT INTO visits (practice_id, id, calendar_id, patient_id, starts_at, ends_at, status, version, overbooked)
SELECT practice_id, gen_random_uuid(), calendar_id, patient_id, starts_at + interval '15 minutes',
       ends_at + interval '15 minutes', %s, 1, %s
FROM visits WHERE id = %s
"""


@pytest.mark.parametrize("status", ["planned", "no_show"])
def test_the_constraint_refuses_even_who_asks_nobody(practice, scheduling_database, status):
    taken = practice.book(SLOT).visit
    with psycopg.connect(scheduling_database.app_url) as connection:
        connection.execute("SELECT set_config('app.practice_id', %s, false)", [str(practice.id)])
        with pytest.raises(psycopg.errors.ExclusionViolation), connection.transaction():
            connection.execute(COPY, [status, False, taken.id])
        for parts in (["cancelled", False], [status, True]):
            with connection.transaction():
                connection.execute(COPY, [*parts, taken.id])


def test_what_takes_its_mark_off_is_judged_again(practice, scheduling_database):
    taken = practice.book(SLOT).visit
    with psycopg.connect(scheduling_database.app_url) as connection:
        connection.execute("SELECT set_config('app.practice_id', %s, false)", [str(practice.id)])
        connection.execute(COPY, ["planned", True, taken.id])
        with pytest.raises(psycopg.errors.ExclusionViolation), connection.transaction():
            connection.execute("UPDATE visits SET overbooked = false")


def test_visits_may_touch_and_other_calendars_are_free(practice):
    practice.book("2026-11-24 10:00")
    practice.book("2026-11-24 10:30")
    practice.book("2026-11-24 09:45", 15)
    second = practice.do(lambda desk: add_calendar(desk, name="Drugi", color=None))
    assert practice.book("2026-11-24 10:00", calendar_id=second.id).visit.calendar_id == second.id


def test_a_cancelled_visit_frees_its_time_and_a_missed_one_does_not(practice):
    cancelled = practice.book("2026-11-24 10:00").visit
    practice.do(lambda desk: cancel_visit(desk, visit_id=cancelled.id, reason=None, expected_version=None))
    missed = practice.book("2026-11-24 10:00").visit
    moving(practice, missed.id, status="no_show")()
    with pytest.raises(SlotTaken) as refused:
        practice.book("2026-11-24 10:15")
    assert refused.value.data == {
        "calendar_id": str(practice.calendar.id),
        "starts_at": "2026-11-24T09:15:00+00:00",
        "ends_at": "2026-11-24T09:45:00+00:00",
    }


def test_lengthening_into_the_next_visit_is_refused_and_changes_nothing(practice):
    first = practice.book("2026-11-24 10:00").visit
    practice.book("2026-11-24 10:30")
    before = len(practice.announced())
    with pytest.raises(SlotTaken):
        moving(practice, first.id, minutes=45)()
    assert practice.do(lambda desk: desk.visits.read(first.id)).visit == first
    assert len(practice.announced()) == before
