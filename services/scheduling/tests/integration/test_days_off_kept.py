"""Days off and public holidays in a real database: what is kept, for whom, and how little is asked."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from uuid import uuid4

import psycopg
import pytest
from scheduling.application.list_calendar_days import list_calendar_days
from scheduling.domain.refusals import InBreak, NotFound, OutsideWorkingTime
from sqlalchemy import event

from services.scheduling.tests.practice import Practice

OPEN = {"open": True, "from": "09:00", "to": "13:00", "break": {"from": "11:00", "to": "11:15"}}


@pytest.fixture
def other(pool):
    return Practice.registered(pool)


@pytest.fixture
def connection(scheduling_database):
    """As the application role, in autocommit, with no practice set."""
    with psycopg.connect(scheduling_database.app_url, autocommit=True) as opened:
        yield opened


def acting_for(connection, practice):
    connection.execute("SELECT set_config('app.practice_id', %s, false)", [str(practice.id)])


def exceptions(practice, **asked):
    return practice.ask("list_exceptions", **asked)["items"]


def test_other_hours_read_back_whole(practice):
    added = practice.ask("add_exceptions", calendar_id=practice.calendar.id, date="2026-12-24", name="Wigilia", **OPEN)
    assert exceptions(practice, calendar_id=practice.calendar.id) == added["items"]
    (kept,) = added["items"]
    assert {name: kept[name] for name in OPEN} == OPEN
    assert exceptions(practice) == []


def test_days_off_hold_for_bookings_and_are_undone(practice):
    practice.ask("add_exceptions", date="2026-11-24")
    (item,) = practice.ask("add_exceptions", calendar_id=practice.calendar.id, date="2026-11-24", **OPEN)["items"]
    with pytest.raises(OutsideWorkingTime):
        practice.book("2026-11-24 08:00")
    with pytest.raises(InBreak):
        practice.book("2026-11-24 11:00", 15)
    practice.book("2026-11-24 09:00")
    practice.ask("remove_exception", exception_id=item["id"])
    with pytest.raises(OutsideWorkingTime):
        practice.book("2026-11-24 10:00")


def test_a_year_of_leave_is_replaced_where_something_else_is_written(practice):
    practice.ask("add_exceptions", date="2026-11-23", until="2027-11-23", name="Urlop")
    practice.ask("add_exceptions", date="2027-01-05", until="2027-01-06", name="Zastępstwo", **OPEN)
    found = exceptions(practice)
    assert len(found) == 366
    assert [each["date"] for each in found if each["open"]] == ["2027-01-05", "2027-01-06"]
    assert len({each["date"] for each in found}) == 366


def test_leaves_written_down_at_once_leave_one_exception_a_date(practice):
    together = threading.Barrier(8)

    def one(number):
        together.wait(timeout=30)
        practice.ask("add_exceptions", date="2026-12-01", until="2026-12-10", name=f"Urlop {number}")

    with ThreadPoolExecutor(8) as people:
        list(people.map(one, range(8)))
    found = exceptions(practice)
    assert len(found) == 10
    assert len({each["name"] for each in found}) == 1


def test_the_same_key_writes_a_leave_down_once(practice):
    first = practice.ask("add_exceptions", key="key", date="2026-12-01", name="Urlop")
    practice.ask("remove_exception", exception_id=first["items"][0]["id"], key="gone")
    assert practice.ask("add_exceptions", key="key", date="2026-12-01", name="Urlop") == first
    assert practice.ask("remove_exception", exception_id=first["items"][0]["id"], key="gone") == {}
    assert exceptions(practice) == []


def test_a_holiday_is_closed_until_the_practice_chooses_and_can_be_chosen_back(practice, other):
    span = {"from": "2026-12-25", "to": "2026-12-26"}
    for closed in (False, False, True, False):
        practice.ask("change_holiday", date="2026-12-25", closed=closed)
        assert practice.ask("list_holidays", **span)["items"][0]["closed"] is closed
    assert practice.book("2026-12-25 10:00")
    assert other.ask("list_holidays", **span)["items"][0]["closed"] is True
    with pytest.raises(OutsideWorkingTime):
        other.book("2026-12-25 10:00")


@contextmanager
def counted(pool):
    """Statements that are executed meanwhile."""
    statements = []

    def note(_connection, _cursor, statement, *_):
        statements.append(statement)

    event.listen(pool.engine, "before_cursor_execute", note)
    yield statements
    event.remove(pool.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("days", [1, 92])
def test_days_take_one_query_a_table_whatever_the_span(practice, days):
    for number in (2, 3):
        practice.ask("add_calendar", name=f"Fotel {number}")
    practice.ask("add_exceptions", calendar_id=practice.calendar.id, date="2026-12-01", until="2027-01-31")
    first = date(2026, 12, 24)
    with counted(practice.pool) as statements:
        found = practice.do(lambda desk: list_calendar_days(desk, from_=first, to=first + timedelta(days=days)))
    assert len(found.items) == 3 * days
    for table in ("practices", "calendars", "day_exceptions", "holiday_choices"):
        assert sum(f"FROM {table}" in each or f"JOIN {table}" in each for each in statements) == 1, table
    assert len(statements) == 4  # one of them says whose transaction it is


def test_visits_outside_are_found_in_few_queries(practice):
    for hour in range(8, 16):
        practice.book(f"2026-11-24 {hour:02}:00")
    practice.ask("add_exceptions", date="2026-11-24")
    with counted(practice.pool) as statements:
        page = practice.ask("list_visits_outside", limit=3)
    assert len(page["items"]) == 3
    assert len(statements) == 5
    rest = practice.ask("list_visits_outside", limit=100, cursor=page["next_cursor"])
    assert [visit["starts_at"][11:13] for visit in page["items"] + rest["items"]] == [f"{h:02}" for h in range(8, 16)]
    assert rest["next_cursor"] is None


def test_a_cancelled_visit_and_another_practices_are_not_outside(practice, other):
    visit = practice.book().visit
    other.book()
    practice.ask("add_exceptions", date="2026-11-24")
    assert [each["id"] for each in practice.ask("list_visits_outside")["items"]] == [str(visit.id)]
    assert other.ask("list_visits_outside")["items"] == []
    practice.ask("cancel_visit", visit_id=visit.id)
    assert practice.ask("list_visits_outside")["items"] == []


# What the tables refuse by themselves


INSERT = """
    INSERT INTO day_exceptions (practice_id, id, calendar_id, date, hours_from, hours_to, break_from, break_to)
    VALUES (%(practice)s, gen_random_uuid(), %(calendar)s, %(date)s, %(from)s, %(to)s, %(rest)s, %(until)s)
"""


def row(practice, **parts):
    empty = dict.fromkeys(("calendar", "from", "to", "rest", "until"))
    return empty | {"practice": practice.id, "date": "2026-12-01"} | parts


@pytest.mark.parametrize(
    "parts",
    [
        {"from": "08:00"},
        {"from": "12:00", "to": "08:00"},
        {"rest": "08:00", "until": "09:00"},
        {"from": "08:00", "to": "12:00", "rest": "08:00"},
        {"from": "08:00", "to": "12:00", "rest": "11:00", "until": "12:15"},
        {"from": "08:00", "to": "12:00", "rest": "11:00", "until": "11:00"},
    ],
)
def test_hours_that_make_no_sense_are_refused_by_the_table(connection, practice, parts):
    acting_for(connection, practice)
    with pytest.raises(psycopg.errors.CheckViolation):
        connection.execute(INSERT, row(practice, **parts))


@pytest.mark.parametrize("whose", ["practice", "calendar"])
def test_a_date_has_one_exception_for_the_practice_and_one_a_calendar(connection, practice, whose):
    acting_for(connection, practice)
    parts = {"calendar": practice.calendar.id} if whose == "calendar" else {}
    connection.execute(INSERT, row(practice, **parts))
    with pytest.raises(psycopg.errors.UniqueViolation):
        connection.execute(INSERT, row(practice, **parts))
    connection.execute(INSERT, row(practice, **parts, date="2026-12-02"))
    opposite = {} if parts else {"calendar": practice.calendar.id}
    connection.execute(INSERT, row(practice, **opposite))


def test_a_stranger_sees_changes_and_writes_nothing_even_by_raw_sql(connection, practice, other):
    (kept,) = other.ask("add_exceptions", date="2026-12-01", name="Urlop")["items"]
    other.ask("change_holiday", date="2026-12-25", closed=False)
    acting_for(connection, practice)
    for table in ("day_exceptions", "holiday_choices"):
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    assert connection.execute("DELETE FROM day_exceptions").rowcount == 0
    assert connection.execute("UPDATE holiday_choices SET closed = true").rowcount == 0
    for statement, values in (
        (INSERT, row(other)),
        (
            "INSERT INTO holiday_choices (practice_id, date, closed) VALUES (%(practice)s, '2026-12-26', false)",
            {"practice": other.id},
        ),
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement, values)
    with pytest.raises(NotFound):
        practice.ask("remove_exception", exception_id=kept["id"])
    assert exceptions(other) == [kept]


def test_an_exception_cannot_point_at_another_practices_calendar(connection, practice, other):
    acting_for(connection, practice)
    for calendar_id in (other.calendar.id, uuid4()):
        with pytest.raises(psycopg.errors.ForeignKeyViolation):
            connection.execute(INSERT, row(practice, calendar=calendar_id))


@pytest.mark.parametrize(
    "statement",
    ["UPDATE day_exceptions SET name = 'x'", "DELETE FROM holiday_choices", "TRUNCATE day_exceptions"],
)
def test_the_application_may_do_no_more_than_it_needs(connection, practice, statement):
    acting_for(connection, practice)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)
