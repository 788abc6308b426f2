"""`make run`: the whole system on this machine, until Ctrl-C. Everything it keeps is in var/run/ (or at RUN_FOLDER)."""

import fcntl
import json
import os
import secrets
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from dev import broker, migrations
from dev.broker import Broker
from dev.databases import SERVICES
from dev.docker_broker import DockerBroker
from dev.launching import ROOT
from dev.ports import is_free
from dev.postgres import Postgres
from dev.processes import say
from dev.stack import Infrastructure, Options, Stack, moment
from dev.supervisor import Tell, end_left_behind

FOLDER = Path(os.environ.get("RUN_FOLDER") or ROOT / "var" / "run").absolute()


class StartError(Exception):
    """Why it does not start, in words for the person at the terminal."""


class BrokerNode(Protocol):
    @property
    def url(self) -> str: ...
    @property
    def api(self) -> str: ...

    def start(self, *, wait: bool = True) -> object: ...
    def wait_ready(self, seconds: float = 60) -> None: ...
    def stop(self) -> None: ...


class GivenBroker:
    """The broker at AMQP_URL: not ours to start or stop."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.api = os.environ.get("AMQP_API", "")

    def start(self, *, wait: bool = True) -> None:
        """Nothing: it runs."""

    def wait_ready(self, seconds: float = 60) -> None:
        """Nothing: the processes say when they reach it."""

    def stop(self) -> None:
        """Nothing: others may use it."""


def main() -> None:
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda _number, _frame: stopped.set())
    began = time.monotonic()
    try:
        with _only_one():
            end_left_behind(FOLDER)
            _run(_options(), stopped, began)
    except StartError as refusal:
        sys.exit(str(refusal))


@contextmanager
def _only_one() -> Iterator[None]:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            where = running_stack().get("PUBLIC_URL", "starting")
            raise StartError(
                f"Dentoro already runs from this folder ({where}). Stop that one first, with Ctrl-C."
            ) from None
        yield
        (FOLDER / "stack.json").unlink(missing_ok=True)


def running_stack() -> dict[str, str]:
    """The environment of the system that runs from this folder; empty when none does."""
    try:
        found: dict[str, str] = json.loads((FOLDER / "stack.json").read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return found


def _options() -> Options:
    try:
        now = moment(os.environ["NOW"]) if os.environ.get("NOW") else None
        ports = {
            name: int(os.environ.get(name) or default) for name, default in (("PORT", 8000), ("SANDBOX_PORT", 8025))
        }
    except ValueError as error:
        raise StartError(str(error)) from None
    for name, port in ports.items():
        if not is_free(port):
            raise StartError(f"Port {port} is taken by another program. Choose another: make run {name}={port + 1}")
    secret = FOLDER / "secret-key"
    if not secret.exists():
        secret.touch(mode=0o600)
        secret.write_text(secrets.token_hex(32))
    return Options(ports["PORT"], ports["SANDBOX_PORT"], secret.read_text(), now=now)


def _broker() -> BrokerNode:
    if url := os.environ.get("AMQP_URL"):
        return GivenBroker(url)
    return Broker(FOLDER / "rabbitmq") if broker.installed() else DockerBroker(FOLDER / "rabbitmq-docker")


def _given_databases() -> dict[str, tuple[str, str]] | None:
    """What <SERVICE>_DATABASE_OWNER_URL and <SERVICE>_DATABASE_URL say; None when they are not all set."""
    names = {s: (f"{s.upper()}_DATABASE_OWNER_URL", f"{s.upper()}_DATABASE_URL") for s in SERVICES}
    if not all(os.environ.get(name) for pair in names.values() for name in pair):
        return None
    return {service: (os.environ[owner], os.environ[app]) for service, (owner, app) in names.items()}


def _run(options: Options, stopped: threading.Event, began: float) -> None:
    node, postgres, stack = _broker(), Postgres(FOLDER / "postgres"), None
    try:
        say("RabbitMQ is starting")
        node.start(wait=False)
        databases = _given_databases()
        if databases is None:
            say("PostgreSQL is starting")
            server = postgres.start().databases
            databases = {service: server.create(service, f"dentoro_{service}") for service in SERVICES}
        stack = Stack(FOLDER, Infrastructure(node.url, databases), options, tell=_tell(stopped))
        _migrate(stack, databases)
        say(f"{len(stack.processes)} processes are starting")
        stack.start_all()
        node.wait_ready()
        if not stopped.is_set() and stack.wait_ready(120, stopped=stopped):
            (FOLDER / "stack.json").touch(mode=0o600)
            api = {} if isinstance(node, Broker) else {"AMQP_API": node.api}
            (FOLDER / "stack.json").write_text(json.dumps(stack.env | api))
            say(_welcome(stack, time.monotonic() - began))
            stopped.wait()
        say("\nstopping …")
    except (TimeoutError, RuntimeError, migrations.MigrationError) as error:
        raise StartError(str(error)) from None
    finally:
        if stack is not None and (killed := stack.stop_all()):
            say(f"did not end by themselves and were killed: {', '.join(killed)}")
        node.stop()
        postgres.stop()
        say(f"stopped; the data is kept in {_shown(FOLDER)}/")


def _migrate(stack: Stack, databases: dict[str, tuple[str, str]]) -> None:
    due = [service for service in SERVICES if migrations.changed(service, databases[service][0], FOLDER)]
    if due:
        say(f"migrating {', '.join(due)}")
        stack.migrate(due)
        for service in due:
            migrations.note(service, databases[service][0], FOLDER)


def _tell(stopped: threading.Event) -> Tell:
    def tell(text: str) -> None:
        if not stopped.is_set():
            say(f"{time.strftime('%H:%M:%S')} {text}")

    return tell


def _welcome(stack: Stack, seconds: float) -> str:
    now = stack.options.now
    clock = f"\n    clock           started at {now:%Y-%m-%d %H:%M} Europe/Warsaw" if now else ""
    return f"""
  Dentoro is running (started in {seconds:.1f} s)

    the app         {stack.url}
    phone and mail  {stack.sandbox_url}   every SMS and e-mail that would go out{clock}
    logs            {_shown(stack.folder / "logs")}/   make logs
    stop            Ctrl-C
"""


def _shown(path: Path) -> Path:
    return path.relative_to(ROOT) if path.is_relative_to(ROOT) else path


if __name__ == "__main__":
    main()
