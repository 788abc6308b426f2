"""Fixtures for every test that needs a real server or a real process (pytest loads this from the root pyproject.toml).

Services under test run as processes of their own; nothing here patches the pytest process.
"""

import gc
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from xdist.scheduler.loadscope import LoadScopeScheduling  # type: ignore[import-untyped]

from dev import servers
from dev.broker import Broker
from dev.launching import Launcher
from dev.stack import Stack
from dev.stack_for_tests import STORY_TIME, running_stack

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@dataclass(frozen=True)
class TestDatabase:
    """A database of a service: its migrations use `owner_url`, all else `app_url` (row-level security applies)."""

    __test__ = False
    name: str
    owner_url: str
    app_url: str


MakeDatabase = Callable[[str], TestDatabase]
MakeStack = Callable[..., AbstractContextManager[Stack]]


def _unique(prefix: str) -> str:
    return f"{prefix}_{uuid.uuid4().hex[:12]}"


@pytest.fixture(scope="session")
def amqp_url() -> Iterator[str]:
    """A virtual host on the test broker, one for each test process."""
    yield from _vhost()


@pytest.fixture(scope="module")
def fresh_amqp_url() -> Iterator[str]:
    """A virtual host of this test module's own: no queue or message of another module is in it."""
    yield from _vhost()


def _vhost() -> Iterator[str]:
    server, name = servers.broker(), _unique("test")
    yield server.create_vhost(name)
    server.delete_vhost(name)


@pytest.fixture(scope="module")
def database() -> Iterator[MakeDatabase]:
    """`database("scheduling")` makes an empty database with that service's roles and the extensions."""
    yield from _databases(servers.databases().create)


@pytest.fixture(scope="module")
def migrated() -> Iterator[MakeDatabase]:
    """`migrated("scheduling")` makes one that has that service's tables as well."""
    yield from _databases(servers.migrated)


def _databases(create: Callable[[str, str], tuple[str, str]]) -> Iterator[MakeDatabase]:
    made: list[str] = []
    server = servers.databases()

    def make(service: str) -> TestDatabase:
        name = _unique(f"test_{service}")
        made.append(name)
        return TestDatabase(name, *create(service, name))

    yield make
    for name in made:
        server.drop(name)


@pytest.fixture
def start(amqp_url: str) -> Iterator[Launcher]:
    """`start(["-m", "scheduling", "rpc"], env={...})` runs a process until the test's end; returns once it is ready."""
    yield from _launcher(amqp_url)


@pytest.fixture(scope="module")
def start_for_module(amqp_url: str) -> Iterator[Launcher]:
    """The same, but what it starts lives until the end of the module."""
    yield from _launcher(amqp_url)


def _launcher(amqp_url: str) -> Iterator[Launcher]:
    with tempfile.TemporaryDirectory(prefix="dentoro-") as folder:
        launcher = Launcher(Path(folder), {"AMQP_URL": amqp_url, "DENTORO_ENV": "test"})
        try:
            yield launcher
        finally:
            launcher.stop_all()


@pytest.fixture(scope="module")
def private_node() -> Iterator[Broker]:
    """A RabbitMQ node of this module's own, to stop, kill and freeze."""
    with tempfile.TemporaryDirectory(prefix="dentoro-rabbitmq-") as folder:
        node = Broker(Path(folder))
        try:
            yield node.start()
        finally:
            node.kill()


@pytest.fixture(scope="session")
def make_stack(tmp_path_factory: pytest.TempPathFactory) -> MakeStack:
    """Whole systems, each apart from all others; as a context manager. `own_broker` gives one that can be frozen."""

    def make(
        *, own_broker: bool = False, now: datetime = STORY_TIME, extra: dict[str, str] | None = None
    ) -> AbstractContextManager[Stack]:
        return running_stack(tmp_path_factory.mktemp("stack"), own_broker=own_broker, now=now, extra=extra)

    return make


@pytest.fixture(scope="session")
def stack(make_stack: MakeStack) -> Iterator[Stack]:
    """The whole system on free ports, shared by the session's tests; it starts on Monday 23 November 2026, 11:00."""
    with make_stack() as running:
        yield running


@pytest.fixture(scope="session")
def running_browser() -> Iterator["Browser"]:
    """The one Chromium of this test process; to start one costs as much as several tests."""
    from playwright.sync_api import sync_playwright

    from dev import chromium

    with sync_playwright() as playwright:
        running = chromium.launch(playwright)
        yield running
        running.close()


@pytest.fixture
def browser(running_browser: "Browser") -> Iterator["Browser"]:
    """A real browser. The windows that a test opens in it are closed at its end."""
    before = running_browser.contexts
    yield running_browser
    for context in running_browser.contexts:
        if context not in before:
            context.close()


class _ByServers(LoadScopeScheduling):
    """Tests that share servers run in one process: those of a file, those of the stack, those that do harm to one.

    (`--dist loadgroup` would be the way, but no group reaches it with pytest 9.2: xdist 3.8 sets a node id in vain.)
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return next((server for place, server in _SHARED.items() if file.startswith(place)), file)


_SHARED = {"tests/e2e/": "stack", "dev/demo/": "stack", "tests/chaos/": "harmed stack"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first, so that no process is left with it at the end.

    After that files that mostly wait, for a broker that stands still and the like, come evenly among those that
    compute: two cores have work all the time.
    """
    files = list(dict.fromkeys(item.path for item in items))
    marked = {name: {item.path for item in items if item.get_closest_marker(name)} for name in ("slow", "broker")}
    place: dict[Path, tuple[int, float]] = {}
    late: tuple[list[Path], list[Path]] = ([], [])
    for file in files:
        if file in marked["slow"] or "e2e" in file.parts:
            place[file] = (0, 0)
        else:
            late[file in marked["broker"]].append(file)
    for kind in late:
        place |= {file: (1, number / len(kind)) for number, file in enumerate(kind)}
    items.sort(key=lambda item: place[item.path])


def pytest_configure() -> None:
    """What is collected stays until the end, and so does every report: no garbage is looked for among them."""
    gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)
    gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    return _ByServers(config, log)


@pytest.fixture
def private_broker(private_node: Broker) -> Iterator[Broker]:
    """The module's own node, running and thawed at the start of each test."""
    private_node.thaw()
    yield private_node.start()
    private_node.thaw()
