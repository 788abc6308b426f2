"""Row-level security and composite keys: a practice can neither see nor reference what is another's."""

from __future__ import annotations

import psycopg
import pytest
from scheduling.domain.refusals import NotFound

from dev.separation import breaches, tables_of_nobody
from services.scheduling.tests.every_method import CHANGING, REQUESTS, a_service
from services.scheduling.tests.practice import Practice


@pytest.fixture
def other(pool):
    practice = Practice.registered(pool)
    practice.book()
    return practice


@pytest.fixture
def connection(scheduling_database):
    """As the application role, in autocommit, with no practice set."""
    with psycopg.connect(scheduling_database.app_url, autocommit=True) as opened:
        yield opened


def acting_for(connection, practice):
    connection.execute("SELECT set_config('app.practice_id', %s, false)", [str(practice.id)])


def test_no_table_of_practices_lets_a_stranger_see_or_write_a_row(scheduling_database, other):
    for method in CHANGING:
        other.ask(method, key=method, **REQUESTS[method](other))
    assert breaches(scheduling_database.app_url, other.id) == []


def test_only_tables_without_anybodys_data_are_open_to_all(scheduling_database):
    assert tables_of_nobody(scheduling_database.app_url) == {"alembic_version", "inbox", "outbox", "tries"}


@pytest.mark.parametrize("stranger", ["calendar", "patient", "service"])
def test_a_visit_cannot_reference_what_is_anothers_even_by_raw_sql(connection, practice, other, stranger):
    theirs = {"calendar": other.calendar.id, "patient": other.add_patient().id, "service": a_service(other)}
    ours = {"calendar": practice.calendar.id, "patient": practice.add_patient().id, "service": a_service(practice)}
    mixed = ours | {stranger: theirs[stranger]}
    acting_for(connection, practice)
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        connection.execute(
            "INSERT INTO visits (practice_id, id, calendar_id, patient_id, service_id, starts_at, ends_at, status, version)"
            " VALUES (%s, gen_random_uuid(), %s, %s, %s, now(), now() + interval '1 hour', 'planned', 1)",
            [practice.id, mixed["calendar"], mixed["patient"], mixed["service"]],
        )


def test_rows_are_never_deleted_by_the_application(connection, practice):
    acting_for(connection, practice)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("DELETE FROM visits")


@pytest.mark.parametrize("what", ["calendar", "patient"])
def test_another_practices_calendar_and_patient_are_not_found(practice, other, what):
    theirs = {"calendar_id": other.calendar.id} if what == "calendar" else {"patient_id": other.add_patient().id}
    with pytest.raises(NotFound) as refused:
        practice.book(**theirs)
    assert refused.value.data == {"what": what}


def test_another_practices_rows_are_not_found_one_by_one(practice, other):
    visit = other.book("2026-11-24 12:00").visit
    for look in (
        lambda desk: desk.visits.read(visit.id),
        lambda desk: desk.visits.read_to_change(visit.id),
        lambda desk: desk.patients.read(visit.patient_id),
        lambda desk: desk.calendars.read(visit.calendar_id),
        lambda desk: desk.calendars.timetable_to_book(visit.calendar_id),
    ):
        with pytest.raises(NotFound):
            practice.do(look)
