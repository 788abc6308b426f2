"""A service process on the chassis (or its stock twin), a caller, and the diary of what was done."""

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest

from dev.launching import Launcher, Running
from dev.processes import wait_for
from dev.servers import broker
from shared.chassis.tests.nameko.caller import Caller


class Diary:
    """What the services wrote down."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.touch()

    def count(self, line: str) -> int:
        return sum(entry.startswith(line) for entry in self.path.read_text().splitlines())

    def times(self, line: str) -> list[float]:
        return [float(entry.split()[-1]) for entry in self.path.read_text().splitlines() if entry.startswith(line)]

    def wait(self, line: str, count: int = 1, seconds: float = 15) -> None:
        wait_for(lambda: self.count(line) >= count, f"{count} x {line!r} in the diary", seconds=seconds)


class Serve(Protocol):
    def __call__(self, kind: str, *, wait: bool = True, **env: str) -> Running: ...


PROBE = ["-m", "shared.chassis.tests.nameko.probe"]


@pytest.fixture
def diary(tmp_path: Path) -> Diary:
    return Diary(tmp_path / "diary")


def _vhost() -> Iterator[str]:
    """A virtual host: two services of one name must not share a queue."""
    server, name = broker(), f"nameko_{uuid.uuid4().hex[:12]}"
    yield server.create_vhost(name)
    server.delete_vhost(name)


vhost = pytest.fixture(_vhost, name="vhost")
shared_vhost = pytest.fixture(_vhost, scope="module", name="shared_vhost")


@pytest.fixture
def serve(start: Launcher, vhost: str, diary: Diary) -> Serve:
    """Start a process of the test's own."""

    def begin(kind: str, *, wait: bool = True, **env: str) -> Running:
        given = {"AMQP_URL": vhost, "DIARY": str(diary.path), "RETRY_DELAYS": "0.2,0.5", **env}
        return start([*PROBE, kind], given, wait=wait)

    return begin


@pytest.fixture
def caller(vhost: str) -> Iterator[Caller]:
    caller = Caller(vhost)
    yield caller
    caller.close()


@pytest.fixture(scope="module")
def rpc_service(start_for_module: Launcher, shared_vhost: str, tmp_path_factory: pytest.TempPathFactory) -> Running:
    """A process that answers requests, for the tests that leave it as it was."""
    diary = Diary(tmp_path_factory.mktemp("shared") / "diary")
    return start_for_module([*PROBE, "rpc"], {"AMQP_URL": shared_vhost, "DIARY": str(diary.path), "WORKERS": "20"})


@pytest.fixture
def asking(rpc_service: Running, shared_vhost: str) -> Iterator[Caller]:
    """Its caller."""
    caller = Caller(shared_vhost)
    yield caller
    caller.close()
