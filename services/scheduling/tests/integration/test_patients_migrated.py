"""Patients of the release before this one, and that release itself, on the new tables."""

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

from services.scheduling.tests.practice import Practice

SERVICE = Path(__file__).parents[2]

OPENED = "INSERT INTO practices (practice_id, name, time_zone, source_version, week) VALUES (%s, 'G', 'UTC', 1, %s)"
OF_REVISION_0004 = (
    "INSERT INTO patients (practice_id, id, first_name, last_name, consent_sms, consent_email, version)"
    " VALUES (%s, %s, 'Jan', 'Żuk', true, false, 1)"
)


@pytest.fixture
def made(database):
    """At revision 0004."""
    found = database("scheduling")
    config = Config()
    config.set_main_option("script_location", str(SERVICE / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["owner_url"] = found.owner_url
    command.upgrade(config, "0004")
    return found


@pytest.fixture
def practice(made):
    pool = Database(made.app_url)
    yield Practice(pool)
    pool.dispose()


def test_what_nobody_asked_is_assumed_and_the_release_before_this_one_adds_on(made, practice):
    before, after = uuid4(), uuid4()
    with psycopg.connect(made.app_url, autocommit=True) as connection:
        connection.execute("SELECT set_config('app.practice_id', %s, false)", [str(practice.id)])
        connection.execute(OPENED, [practice.id, Jsonb(week_as(default_week()))])
        connection.execute(OF_REVISION_0004, [practice.id, before])
        upgrade(SERVICE, made.owner_url)
        connection.execute(OF_REVISION_0004, [practice.id, after])
    known = practice.ask("read_patient", patient_id=before)
    said = [(each["channel"], each["given"], each["source"]) for each in known["consents_said"]]
    assert said == [("sms", True, "assumed"), ("email", False, "assumed")]
    assert known["state"] == "active"
    assert practice.ask("read_patient", patient_id=after)["consents_said"] == []
    assert len(practice.ask("find_patients", q="zuk")["items"]) == 2
