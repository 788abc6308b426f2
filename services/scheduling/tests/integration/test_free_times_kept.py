"""Free times on a real database: what they cost, and that each of them can be booked."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from contracts import golden
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scheduling.application.book_visit import book_visit
from scheduling.domain.refusals import Refusal

from services.scheduling.tests.builders import at
from services.scheduling.tests.practice import statements_of

WEEKS = {"from": "2026-11-23", "to": "2027-02-21"}
PATIENTS = """
INSERT INTO patients (practice_id, id, first_name, last_name, consent_sms, consent_email, version)
SELECT %s, gen_random_uuid(), 'Jan', 'Żuk', true, true, 1 FROM generate_series(1, 2000)
"""
PAST_VISITS = """
INSERT INTO visits (practice_id, id, calendar_id, patient_id, starts_at, ends_at, status, version)
SELECT %(practice)s, gen_random_uuid(), %(calendar)s, %(patient)s, start, start + interval '30 minutes', 'finished', 1
FROM generate_series(
    timestamptz '2026-11-20' - %(count)s * interval '30 minutes', timestamptz '2026-11-19', interval '30 minutes'
) AS start
"""


def mentioning(table, noted):
    return [each for each in noted if f" {table}" in each[0].replace("\n", " ")]


@pytest.fixture
def chairs(practice):
    """Five of them."""
    for number in range(2, 6):
        practice.ask("add_calendar", name=f"Fotel {number}")
    return [calendar["id"] for calendar in practice.ask("list_calendars")["items"]]


def test_each_table_is_asked_once_whatever_the_span_and_the_number_of_calendars(practice, chairs):
    service = practice.ask("add_service", name="Przegląd", minutes=45)["id"]
    for calendar_id in chairs:
        practice.book("2026-11-24 10:00", calendar_id=calendar_id)
    practice.ask("add_exceptions", date="2026-12-01")
    with statements_of(practice) as noted:
        answer = practice.ask("list_free_times", **WEEKS, service_id=service, limit=20_000)
    assert {item["calendar_id"] for item in answer["items"]} == set(chairs)
    assert len(mentioning("visits", noted)) == 1
    assert len(noted) == 6  # the transaction's practice; services, calendars with practices, visits, days off, holidays


def plans_of_visits(practice, owner_url, method, **request):
    """How the database comes to the visits that an answer needs, and how many pages it looks at."""
    with psycopg.connect(owner_url, autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE visits, patients")
    with statements_of(practice) as noted:
        practice.ask(method, **request)

    def explained(desk):
        connection = desk.session.connection()
        return [
            connection.exec_driver_sql("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + statement, parameters).scalar_one()
            for statement, parameters in mentioning("visits", noted)
        ]

    tops = [plan[0]["Plan"] for plan in practice.do(explained)]
    return json.dumps(tops), sum(top["Shared Hit Blocks"] + top["Shared Read Blocks"] for top in tops)


def many_patients(practice, app_url):
    """As many as a practice has: with few, looking through all of them is the cheapest way."""
    with psycopg.connect(app_url) as connection:
        connection.execute("SELECT set_config('app.practice_id', %s, false)", [str(practice.id)])
        connection.execute(PATIENTS, [practice.id])


def past_visits(practice, app_url, count, calendar_id=None):
    parts = {
        "practice": practice.id,
        "calendar": calendar_id or practice.calendar.id,
        "patient": practice.add_patient().id,
    }
    with psycopg.connect(app_url) as connection:
        connection.execute("SELECT set_config('app.practice_id', %s, false)", [str(practice.id)])
        connection.execute(PAST_VISITS, parts | {"count": count})


ASKED = {
    "list_free_times": WEEKS | {"minutes": 30},
    "list_holds": WEEKS,
    "read_book": {"from": "2026-11-24", "to": "2026-11-25"},
}
INDEX = {"list_free_times": "visits_by_start", "list_holds": "visits_held", "read_book": "visits_by_start"}


def test_the_visits_of_years_cost_nothing(practice, chairs, scheduling_database):
    def plans(method):
        return plans_of_visits(practice, scheduling_database.owner_url, method, **ASKED[method])

    past_visits(practice, scheduling_database.app_url, 1_000)
    many_patients(practice, scheduling_database.app_url)
    for day in range(24, 28):
        for calendar_id in chairs:
            practice.book(f"2026-11-{day} 10:00", calendar_id=calendar_id)
            practice.hold(f"2026-11-{day} 11:00", calendar_id=calendar_id)
    before = {method: plans(method)[1] for method in ASKED}
    past_visits(practice, scheduling_database.app_url, 50_000, chairs[1])
    for method, pages_before in before.items():
        plan, pages = plans(method)
        assert "Seq Scan" not in plan, method
        assert INDEX[method] in plan, method
        assert pages <= pages_before + 4, method


def test_a_booking_looks_for_overbooked_visits_and_holds_that_ran_out_in_indexes_of_their_own(
    practice, scheduling_database
):
    past_visits(practice, scheduling_database.app_url, 5_000)
    with psycopg.connect(scheduling_database.owner_url, autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE visits")
    calendar_id, patient_id = practice.calendar.id, practice.add_patient().id
    with statements_of(practice) as noted:
        practice.book(calendar_id=calendar_id, patient_id=patient_id)
    assert len(noted) == 7  # both in one
    statement, parameters = mentioning("visits", noted)[0]
    plan = json.dumps(
        practice.do(
            lambda desk: (
                desk.session.connection().exec_driver_sql("EXPLAIN (FORMAT JSON) " + statement, parameters).scalar_one()
            )
        )
    )
    assert "visits_overbooked" in plan
    assert "visits_held" in plan
    assert "Seq Scan" not in plan


def test_the_answer_has_the_shape_of_the_example_and_begins_now(practice):
    request = golden.request("scheduling.list_free_times") | {"calendar_ids": [practice.calendar.id]}
    answer = practice.ask("list_free_times", **request)
    (first, *_), complete = golden.response("scheduling.list_free_times").values()
    assert answer["items"][0] == first | {"calendar_id": str(practice.calendar.id)}
    assert answer["complete"] is complete
    today = practice.ask("list_free_times", **request | {"from": "2026-11-23"})
    assert today["items"][0]["starts_at"] == "2026-11-23T10:15:00+01:00"


def bookable(practice, calendar_id, patient_id, start):
    """Whether it could be booked now; it is not kept."""
    with practice.desk() as desk:
        attempt = desk.session.begin_nested()
        try:
            book_visit(desk, calendar_id=calendar_id, patient_id=patient_id, starts_at=start, minutes=45, note=None)
        except Refusal:
            return False
        finally:
            attempt.rollback()
        return True


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(visits=st.lists(st.tuples(st.integers(0, 31), st.integers(1, 6), st.booleans()), min_size=2, max_size=8))
def test_every_free_time_can_be_booked_and_no_bookable_quarter_is_missing(practice, visits):
    calendar_id = practice.ask("add_calendar", name="Fotel")["id"]
    patient_id = practice.add_patient().id
    begin = at("2026-11-24 08:00").astimezone(UTC)
    for quarter, quarters, overbook in visits:
        booking = {"starts_at": begin + timedelta(minutes=15 * quarter), "minutes": 15 * quarters, "overbook": overbook}
        try:
            practice.ask("book_visit", calendar_id=calendar_id, patient_id=patient_id, **booking)
        except Refusal:
            continue
    answer = practice.ask("list_free_times", **WEEKS | {"to": "2026-11-25"}, minutes=45, calendar_ids=[calendar_id])
    offered = [datetime.fromisoformat(item["starts_at"]).astimezone(UTC) for item in answer["items"]]
    quarters = [begin + timedelta(minutes=15 * number) for number in range(-2, 34)]
    possible = [start for start in quarters if bookable(practice, calendar_id, patient_id, start)]
    assert [start for start in offered if start >= begin] == possible
