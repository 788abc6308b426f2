"""Row-level security and composite keys: a practice can neither see nor reference what is another's."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import sql
from scheduling.domain.refusals import NotFound

from services.scheduling.tests.practice import Practice

TABLES = ["practices", "calendars", "patients", "visits", "idempotency"]


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


@pytest.mark.parametrize("table", TABLES)
def test_every_table_of_practices_is_locked_for_everybody(connection, table):
    row = connection.execute(
        "SELECT relrowsecurity, relforcerowsecurity, pg_get_userbyid(relowner) FROM pg_class WHERE oid = %s::regclass",
        [table],
    ).fetchone()
    assert row == (True, True, "scheduling_owner")


def test_no_table_with_a_practice_was_forgotten(connection):
    found = connection.execute(
        "SELECT table_name FROM information_schema.columns WHERE column_name = 'practice_id' AND table_schema = 'public'"
    ).fetchall()
    assert {name for (name,) in found} == set(TABLES)


@pytest.mark.parametrize("table", ["practices", "calendars", "patients", "visits"])
def test_without_a_practice_nothing_is_seen(connection, other, table):
    query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
    assert connection.execute(query).fetchone() == (0,)
    acting_for(connection, other)
    assert connection.execute(query).fetchone() == (1,)


def test_a_stranger_sees_and_changes_nothing(connection, practice, other):
    acting_for(connection, practice)
    assert connection.execute("SELECT 1 FROM visits WHERE practice_id = %s", [other.id]).fetchone() is None
    assert connection.execute("UPDATE visits SET note = 'x' WHERE practice_id = %s", [other.id]).rowcount == 0


def test_a_row_for_another_practice_cannot_be_written(connection, practice, other):
    acting_for(connection, practice)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(
            "INSERT INTO calendars (practice_id, id, name, color, position, version)"
            " VALUES (%s, gen_random_uuid(), 'x', 'blue', 1, 1)",
            [other.id],
        )


@pytest.mark.parametrize("stranger", ["calendar", "patient"])
def test_a_visit_cannot_reference_what_is_anothers_even_by_raw_sql(connection, practice, other, stranger):
    theirs = {"calendar": other.calendar.id, "patient": other.add_patient().id}
    ours = {"calendar": practice.calendar.id, "patient": practice.add_patient().id}
    mixed = ours | {stranger: theirs[stranger]}
    acting_for(connection, practice)
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        connection.execute(
            "INSERT INTO visits (practice_id, id, calendar_id, patient_id, starts_at, ends_at, status, version)"
            " VALUES (%s, gen_random_uuid(), %s, %s, now(), now() + interval '1 hour', 'planned', 1)",
            [practice.id, mixed["calendar"], mixed["patient"]],
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
