"""A migrated database, empty at the start of each test, with the application's role."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from chassis.database import Database
from chassis.ids import new_id
from notifications.adapters.books import open_books
from notifications.adapters.due_lines import PostgresDueLines
from notifications.application.plan_reminders import PlanReminders

from dev.testing import MakeDatabase, TestDatabase
from services.notifications.tests.factories import (
    HandClock,
)

TABLES = [
    "practices",
    "patients",
    "visits",
    "offers",
    "messages",
    "message_batches",
    "message_settings",
    "message_templates",
    "idempotency",
    "changes",
    "account_letters",
    "booking_codes",
    "inbox",
    "outbox",
    "sending_pace",
    "provider_standing",
]


@pytest.fixture(scope="module")
def made(migrated: MakeDatabase) -> TestDatabase:
    return migrated("notifications")


@pytest.fixture
def db(made: TestDatabase) -> Iterator[Database]:
    with psycopg.connect(made.owner_url) as owner:
        owner.execute("SELECT set_config('app.practice_id', 'all', false)")
        used = [table for table in TABLES if owner.execute(f"SELECT FROM {table} LIMIT 1").rowcount]
        if used:
            owner.execute(f"TRUNCATE {', '.join(used)} CASCADE")
    db = Database(made.app_url, pool_size=10)
    yield db
    db.dispose()


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def plan(db: Database, clock: HandClock) -> PlanReminders:
    return PlanReminders(open_books(db), clock, new_id)


@pytest.fixture
def due(db: Database) -> PostgresDueLines:
    return PostgresDueLines(db)
