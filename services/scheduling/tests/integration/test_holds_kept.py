"""Holds on a real database: rows among the visits that nobody takes for visits."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import psycopg
import pytest
from contracts import golden
from scheduling.domain.refusals import HoldExpired, NotFound, SlotTaken
from sqlalchemy import text

from services.scheduling.tests.builders import NOW, at
from services.scheduling.tests.every_method import books
from services.scheduling.tests.practice import Practice

DATES = {"from": "2026-11-24", "to": "2026-11-25"}
TEN_MINUTES = timedelta(minutes=10)
RAW = """
INSERT INTO visits (practice_id, id, calendar_id, patient_id, starts_at, ends_at, status, version, held_until)
VALUES (%s, gen_random_uuid(), %s, %s, now(), now() + interval '15 minutes', %s, 0, %s)
"""


def status_of(practice, hold):
    query = text("SELECT status FROM visits WHERE id = :id")
    return practice.do(lambda desk: desk.session.execute(query, {"id": hold["id"]}).scalar_one())


def test_holds_are_answered_in_the_shape_of_the_examples(practice):
    service = practice.ask("add_service", name="Przegląd", minutes=30, color="teal")
    ids = {"calendar_id": str(practice.calendar.id), "service_id": service["id"]}
    request = golden.with_unknown_fields(golden.request("scheduling.hold_time") | ids)
    held = practice.ask("hold_time", key="hold", **request)
    assert held == golden.response("scheduling.hold_time") | {"id": held["id"], **ids}
    assert practice.ask("hold_time", key="hold", **request) == held
    assert practice.ask("list_holds", **DATES) == {"items": [held]}
    patient_id = str(practice.add_patient().id)
    confirming = {"hold_id": held["id"], "patient_id": patient_id}
    visit = practice.ask("confirm_hold", key="confirm", **confirming)
    assert set(visit) == set(golden.response("scheduling.confirm_hold"))
    assert practice.ask("confirm_hold", key="confirm", **confirming) == visit
    assert practice.ask("read_visit", visit_id=held["id"]) == visit
    assert [change["act"] for change in practice.ask("read_visit_history", visit_id=held["id"])["items"]] == [
        "hold_time",
        "confirm_hold",
    ]


def test_a_released_hold_is_answered_like_the_example(practice):
    held = practice.hold()
    practice.now += timedelta(minutes=2)
    released = practice.ask("release_hold", hold_id=held["id"])
    assert set(released) == set(golden.response("scheduling.release_hold"))
    assert released == held | {"held_until": "2026-11-23T10:07:00+01:00"}


@pytest.fixture
def holds(practice):
    """One that lasts, one that has run out, one that was released, one that was taken over."""
    practice.now = NOW - TEN_MINUTES
    run_out, taken_over = practice.hold("2026-11-24 11:00"), practice.hold("2026-11-24 12:00")
    practice.now = NOW
    lasting, released = practice.hold("2026-11-24 10:00"), practice.hold("2026-11-24 13:00")
    practice.ask("release_hold", hold_id=released["id"])
    practice.hold("2026-11-24 12:00")
    assert [status_of(practice, each) for each in (lasting, run_out, released, taken_over)] == [
        *("held", "held", "cancelled", "cancelled")
    ]
    return [lasting, run_out, released, taken_over]


def test_a_hold_is_no_visit_to_anybody(practice, holds):
    practice.ask("add_exceptions", date="2026-11-24")
    assert practice.ask("list_visits")["items"] == []
    assert practice.ask("list_visits", **DATES, calendar_id=practice.calendar.id)["items"] == []
    assert practice.ask("list_visits_outside")["items"] == []
    before = books(practice)
    for hold in holds:
        for method, more in (
            ("read_visit", {}),
            ("read_visit_history", {}),
            ("change_visit", {"status": "confirmed"}),
            ("cancel_visit", {}),
            ("restore_visit", {}),
        ):
            with pytest.raises(NotFound):
                practice.ask(method, visit_id=hold["id"], **more)
    assert books(practice) == before


def test_a_hold_that_has_run_out_stands_in_nobodys_way_and_goes_with_who_takes_its_time(practice):
    held = practice.hold()
    practice.now += TEN_MINUTES
    assert practice.ask("list_holds", **DATES)["items"] == []
    free = practice.ask("list_free_times", **DATES, minutes=30)["items"]
    assert held["starts_at"] in [item["starts_at"] for item in free]
    practice.book("2026-11-24 10:15")
    assert status_of(practice, held) == "cancelled"
    with pytest.raises(HoldExpired):
        practice.ask("confirm_hold", hold_id=held["id"], patient_id=practice.add_patient().id)


def test_who_is_refused_leaves_a_hold_that_has_run_out_as_it_is(practice):
    held = practice.hold("2026-11-24 10:00", 15)
    practice.now += TEN_MINUTES
    visit = practice.book("2026-11-24 10:15").visit
    before = books(practice)
    with pytest.raises(SlotTaken):
        practice.book("2026-11-24 10:00", 30, patient_id=visit.patient_id)
    assert books(practice) == before
    assert status_of(practice, held) == "held"


def test_changes_of_the_timetable_are_counted_one_by_one_however_many_come_at_once(practice):
    before = [envelope.version for envelope in practice.timetable_changes()]
    asking = [
        practice.asking(
            "hold_time", calendar_id=practice.calendar.id, starts_at=at(f"2026-11-24 {hour:02}:00"), minutes=15
        )
        for hour in range(8, 16)
    ] + [practice.asking("add_calendar", name=f"Fotel {number}") for number in range(8)]
    with ThreadPoolExecutor(len(asking)) as clients:
        list(clients.map(lambda ask: ask(), asking))
    versions = [envelope.version for envelope in practice.timetable_changes()]
    assert versions == list(range(1, len(before) + len(asking) + 1))
    assert {envelope.aggregate_id for envelope in practice.timetable_changes()} == {practice.id}


@pytest.mark.parametrize(
    ("status", "patient", "held"),
    [("held", True, True), ("held", False, False), ("planned", False, True), ("cancelled", False, False)],
)
def test_neither_a_visit_without_a_patient_nor_a_hold_with_one_can_be_kept(
    practice, scheduling_database, status, patient, held
):
    patient_id = practice.add_patient().id if patient else None
    with psycopg.connect(scheduling_database.app_url) as connection:
        connection.execute("SELECT set_config('app.practice_id', %s, false)", [str(practice.id)])
        with pytest.raises(psycopg.errors.CheckViolation):
            connection.execute(RAW, [practice.id, practice.calendar.id, patient_id, status, NOW if held else None])


def test_another_practice_neither_sees_nor_takes_a_hold(pool, practice):
    held = practice.hold()
    other = Practice.registered(pool)
    assert other.ask("list_holds", **DATES)["items"] == []
    with pytest.raises(NotFound):
        other.ask("confirm_hold", hold_id=held["id"], patient_id=other.add_patient().id)
    assert status_of(practice, held) == "held"
