from __future__ import annotations

from collections.abc import Iterator

import pytest
from chassis.database import Database
from hypothesis import settings

from dev.testing import MakeDatabase, TestDatabase
from services.scheduling.tests.practice import Practice

settings.register_profile("scheduling", deadline=None)
settings.load_profile("scheduling")
"""How long one example takes says more about the machine's other work than about ours."""


@pytest.fixture(scope="module")
def scheduling_database(migrated: MakeDatabase) -> TestDatabase:
    """Migrated and empty; the tests of a module share it, each with practices of its own."""
    return migrated("scheduling")


@pytest.fixture(scope="module")
def pool(scheduling_database: TestDatabase) -> Iterator[Database]:
    """As the application role, with a connection for each of 50 callers."""
    connections = Database(scheduling_database.app_url, pool_size=50)
    yield connections
    connections.dispose()


@pytest.fixture
def practice(pool: Database) -> Practice:
    """A practice that was just registered."""
    return Practice.registered(pool)
