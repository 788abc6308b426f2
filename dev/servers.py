"""The machine's test servers: one PostgreSQL and one RabbitMQ for all test runs, in var/test/; `make run` has its own.

They are started on first need and stay up for the next run; `make test` stops them when nobody else uses them. Where
memory can be had as a folder, PostgreSQL is there: a database is some 400 files, and a disk may take half a second of
computing to make them (ext4 without a journal does).
TEST_POSTGRES_URL, TEST_AMQP_URL and TEST_AMQP_API name other servers to use instead.
"""

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import psutil
import requests

from dev.broker import Broker
from dev.databases import Databases
from dev.migrations import migrate, version
from dev.postgres import Postgres
from dev.processes import family, recall

FOLDER = Path(__file__).resolve().parent.parent / "var" / "test"
_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own in it, which nobody else may enter
_ENOUGH = 2 * 1024**3
"""Bytes of memory that must be free; a test run takes a tenth of it."""
_in_use: list[int] = []


def databases() -> Databases:
    """The test PostgreSQL server, started if need be."""
    if url := os.environ.get("TEST_POSTGRES_URL"):
        server = Databases(url)
        server.prepare()
        return server
    with _starting():
        return _postgres().start().databases


def _postgres() -> Postgres:
    """In memory where that can be had; one that runs on the disk already (memory was short then) stays there."""
    on_disk = Postgres(FOLDER / "postgres", durable=False)
    memory = None if on_disk.running else _in_memory()
    return Postgres(memory / "postgres", durable=False) if memory else on_disk


def _in_memory() -> Path | None:
    """A folder in memory that is this checkout's own and closed to others, or None."""
    checkout = hashlib.sha256(str(FOLDER).encode()).hexdigest()[:12]
    folder = _MEMORY / f"dentoro-test-{checkout}"
    with suppress(OSError):
        if not folder.exists() and shutil.disk_usage(_MEMORY).free < _ENOUGH:
            return None
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.stat(follow_symlinks=False).st_uid == os.getuid():
            return folder
    return None


def migrated(service: str, name: str) -> tuple[str, str]:
    """A database of the service with all its tables, empty; returns its (owner_url, app_url)."""

    def migrate_at(owner_url: str) -> None:
        with tempfile.TemporaryDirectory(prefix="dentoro-migrate-") as logs:
            migrate({service: {"DATABASE_OWNER_URL": owner_url, "DENTORO_ENV": "test"}}, Path(logs))

    return databases().create_migrated(service, name, version(service), migrate_at)


@dataclass(frozen=True)
class TestBroker:
    """Where virtual hosts can be made: any RabbitMQ with its management API."""

    __test__ = False
    url: str
    api: str

    def create_vhost(self, name: str) -> str:
        """Make an empty virtual host and return its AMQP address."""
        place = quote(name, safe="")
        user = urlsplit(self.url).username
        requests.put(f"{self.api}/vhosts/{place}", timeout=30).raise_for_status()
        everything = {"configure": ".*", "write": ".*", "read": ".*"}
        permissions = f"{self.api}/permissions/{place}/{user}"
        requests.put(permissions, json=everything, timeout=30).raise_for_status()
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{place}"))

    def delete_vhost(self, name: str) -> None:
        requests.delete(f"{self.api}/vhosts/{quote(name, safe='')}", timeout=30)


def broker() -> TestBroker:
    """The test RabbitMQ server, started if need be."""
    if url := os.environ.get("TEST_AMQP_URL"):
        return TestBroker(url, os.environ["TEST_AMQP_API"])
    with _starting():
        node = Broker(FOLDER / "rabbitmq", management=True).start()
    return TestBroker(node.url, node.api)


def stop_unless_used() -> bool:
    """Stop the test servers. False, and nothing is done, while another test run still uses them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "in-use.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        Broker(FOLDER / "rabbitmq").kill()  # nothing in it is kept, and its management takes 5 s to stop
        _postgres().stop()
        if memory := _in_memory():
            shutil.rmtree(memory)
    return True


def processes() -> list[psutil.Process]:
    """All processes of the test servers."""
    files = (FOLDER / "rabbitmq" / "pids.json", _postgres().folder / "pids.json")
    return [process for file in files for who in recall(file).values() for process in family(who)]


@contextmanager
def _starting() -> Iterator[None]:
    """One process starts servers at a time; from here on this process counts as their user until it ends."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    if not _in_use:
        lock = os.open(FOLDER / "in-use.lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC)
        fcntl.flock(lock, fcntl.LOCK_SH)
        _in_use.append(lock)
    with (FOLDER / "start.lock").open("w") as starting:
        fcntl.flock(starting, fcntl.LOCK_EX)
        yield
