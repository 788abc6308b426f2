"""A real notifications: its processes, broker, database, and the sandbox for SMSAPI and mail server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dev.launching import Launcher
from dev.testing import MakeDatabase
from services.notifications.tests.sandbox import Sandbox
from services.notifications.tests.service.system import System


@pytest.fixture(scope="module")
def sandbox(start_for_module: Launcher) -> Sandbox:
    return Sandbox(start_for_module)


@pytest.fixture(scope="module")
def system(
    migrated: MakeDatabase, sandbox: Sandbox, fresh_amqp_url: str, start_for_module: Launcher
) -> Iterator[System]:
    """Planner and rpc run for the module; each test says which of the others it needs."""
    made = migrated("notifications")
    system = System(start_for_module, made.app_url, fresh_amqp_url, sandbox)
    system.start("planner")
    system.start("rpc")
    yield system
    system.close()


@pytest.fixture(autouse=True)
def clean(system: System) -> None:
    system.sandbox.clear()
