"""Visits of the release before this one, and that release itself, on the new tables."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from chassis.database import Database
from chassis.migrate import upgrade
from psycopg.types.json import Jsonb
from scheduling.adapters.weeks import week_as
from scheduling.domain.working_time import default_week
from sqlalchemy import text

from services.scheduling.tests.builders import at
from services.scheduling.tests.practice import Practice

SERVICE = Path(__file__).parents[2]

OF_REVISION_0003 = """
INSERT INTO visits (practice_id, id, calendar_id, patient_id, starts_at, ends_at, status, note, cancel_reason, version)
VALUES (%s, %s, %s, %s, %s, %s, %s, NULL, NULL, 1)
"""
OPENED = (
    "INSERT INTO practices (practice_id, name, time_zone, source_version, week) VALUES (%s, 'G', 'UTC', 1, %s)",
    "INSERT INTO calendars (practice_id, id, name, color, position, version) VALUES (%s, %s, 'S', 'blue', 1, 1)",
    (
        "INSERT INTO patients (practice_id, id, first_name, last_name, consent_sms, consent_email, version)"
        " VALUES (%s, %s, 'J', 'Ż', true, true, 1)"
    ),
)
CONSTRAINTS = "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'x'"


@pytest.fixture
def made(database):
    """At revision 0003."""
    found = database("scheduling")
    config = Config()
    config.set_main_option("script_location", str(SERVICE / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["owner_url"] = found.owner_url
    command.upgrade(config, "0003")
    return found


@pytest.fixture
def practice(made):
    pool = Database(made.app_url)
    yield Practice(pool)
    pool.dispose()


@pytest.fixture
def old_release(made, practice):
    """Books a visit as revision 0003 knows it."""
    calendar_id, patient_id = uuid4(), uuid4()
    with psycopg.connect(made.app_url, autocommit=True) as connection:
        connection.execute("SELECT set_config('app.practice_id', %s, false)", [str(practice.id)])
        for statement, part in zip(OPENED, (Jsonb(week_as(default_week())), calendar_id, patient_id), strict=True):
            connection.execute(statement, [practice.id, part])

        def book(begin, end, status="planned"):
            span = [at(f"2026-11-24 {clock}") for clock in (begin, end)]
            connection.execute(OF_REVISION_0003, [practice.id, uuid4(), calendar_id, patient_id, *span, status])

        yield book


def test_kept_visits_stay_and_the_release_before_this_one_books_on(made, practice, old_release):
    old_release("10:00", "10:30")
    old_release("10:00", "10:30", "cancelled")
    upgrade(SERVICE, made.owner_url)
    with pytest.raises(psycopg.errors.ExclusionViolation):
        old_release("10:15", "10:45")
    old_release("10:30", "11:00")
    practice.hold(starts_at="2026-11-24T11:00:00Z")
    with pytest.raises(psycopg.errors.ExclusionViolation):
        old_release("12:15", "12:45")
    ((name, definition),) = practice.do(lambda desk: desk.session.execute(text(CONSTRAINTS)).all())
    assert (name, "NOT overbooked" in definition) == ("visits_do_not_overlap", True)
    visits = practice.ask("list_visits")["items"]
    assert [(visit["overbooked"], visit["service"], visit["series_id"]) for visit in visits] == [
        (False, None, None)
    ] * 3
