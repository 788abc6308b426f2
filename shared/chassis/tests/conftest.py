"""A migrated database of a made-up service, and its processes."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from chassis.database import Database
from chassis.migrate import upgrade

from dev.launching import Launcher, Running
from dev.testing import MakeDatabase, TestDatabase

DESK = Path(__file__).parent / "desk"

StartDesk = Callable[..., Running]


@pytest.fixture(scope="module")
def desk(database: MakeDatabase) -> TestDatabase:
    made = database("scheduling")
    upgrade(DESK, made.owner_url)
    return made


@pytest.fixture
def app(desk: TestDatabase) -> Iterator[Database]:
    """The application's side of the database, three connections at most."""
    made = Database(desk.app_url, pool_size=3)
    yield made
    made.dispose()


@pytest.fixture
def start_desk(start: Launcher) -> StartDesk:
    """`start_desk("relay", env={...})` runs that kind of the made-up service."""

    def begin(kind: str, env: Mapping[str, str] | None = None, *, wait: bool = True) -> Running:
        return start(["-m", "desk", kind], env, wait=wait, cwd=DESK)

    return begin
