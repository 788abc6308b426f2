"""The whole system on this machine: every process of the Procfile with its own environment, migrations before them."""

import hashlib
import shlex
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from honcho.environ import parse_procfile

from dev.broker import Broker
from dev.databases import SERVICES
from dev.launching import ROOT, inherited
from dev.migrations import migrate
from dev.ports import free_port
from dev.processes import wait_for
from dev.supervisor import Program, Supervisor, Tell

WARSAW = ZoneInfo("Europe/Warsaw")
_GENEROUS = {
    "REGISTRATIONS_PER_ADDRESS": "100000",
    "PASSWORD_RESETS_PER_ACCOUNT": "1000",
    "PASSWORD_RESETS_PER_ADDRESS": "100000",
    "CONFIRMATIONS_PER_ACCOUNT": "1000",
    "INVITATIONS_PER_DAY": "10000",
    "CODE_TRIES": "1000",
}
"""Limits of accounts for one machine from whose address everything comes; those of the login are as in production."""
_GENEROUS_BOOKING = {
    "BOOKING_HOLDS_PER_ADDRESS": "100000",
    "BOOKING_HOLDS_PER_PRACTICE": "100000",
    "BOOKING_CODES_PER_CONTACT": "1000",
    "BOOKING_CODES_PER_ADDRESS": "100000",
    "BOOKING_CODES_PER_PRACTICE": "100000",
}
"""The same of scheduling."""


@dataclass(frozen=True)
class Infrastructure:
    """Where the broker and each service's database are; the second address of a database is the application's role."""

    amqp_url: str
    databases: Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class Options:
    port: int
    sandbox_port: int
    secret_key: str
    env: str = "laptop"
    now: datetime | None = None
    """Where the stack's clock starts; it runs on from there."""
    extra: Mapping[str, str] | None = None
    """More variables for every process, e.g. RETRY_DELAYS."""
    copies: Mapping[str, int] | None = None
    """How many of a process, where that is not one; the second is called ``<name>.2``."""


def moment(text: str) -> datetime:
    """`2026-11-23T11:00` in Europe/Warsaw. Raises ValueError in words."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=WARSAW)
    except ValueError:
        raise ValueError("NOW is a date and time in Europe/Warsaw, e.g. NOW=2026-11-23T11:00") from None


def common_environment(infrastructure: Infrastructure, options: Options) -> dict[str, str]:
    """What all processes share, and every service's database under its own name (for tests and tools)."""
    now = datetime.now(WARSAW)
    offset = (options.now - now).total_seconds() if options.now else 0.0
    env = {
        "AMQP_URL": infrastructure.amqp_url,
        "DENTORO_ENV": options.env,
        "CLOCK_OFFSET_SECONDS": f"{offset:.3f}" if offset else "0",
        "LOG_LEVEL": "INFO",
        "RPC_TIMEOUT_SECONDS": "5",
        "PUBLIC_URL": f"http://127.0.0.1:{options.port}",
        "SANDBOX_URL": f"http://127.0.0.1:{options.sandbox_port}",
    }
    for service, (owner_url, app_url) in infrastructure.databases.items():
        env[f"{service.upper()}_DATABASE_OWNER_URL"] = owner_url
        env[f"{service.upper()}_DATABASE_URL"] = app_url
    return env | dict(options.extra or {})


class Stack:
    """Logs and notes about who runs are kept in `folder`; so are the sandbox's messages."""

    def __init__(
        self,
        folder: Path,
        infrastructure: Infrastructure,
        options: Options,
        *,
        broker: Broker | None = None,
        tell: Tell = lambda _: None,
    ) -> None:
        self.folder = folder
        self.options = options
        self._own_broker = broker
        self.killed: set[str] = set()
        """Names of the processes that kill() was used on."""
        self.env = common_environment(infrastructure, options)
        self.url = self.env["PUBLIC_URL"]
        self.sandbox_url = self.env["SANDBOX_URL"]
        self._log_folder = folder / "logs"
        self._log_folder.mkdir(parents=True, exist_ok=True)
        self._smtp_port = free_port()
        self._link_keys = hashlib.sha256(f"links:{options.secret_key}".encode()).hexdigest()
        self._callback_secret = hashlib.sha256(f"callbacks:{options.secret_key}".encode()).hexdigest()
        self._supervisor = Supervisor(self._programs(), folder, tell)

    @property
    def processes(self) -> list[str]:
        """Their names, as in the Procfile."""
        return self._supervisor.names

    @property
    def service_processes(self) -> list[str]:
        """All that make up the system: not the sandbox, which stands for the outside world."""
        return [name for name in self.processes if name != "sandbox"]

    @property
    def broker(self) -> Broker:
        """The stack's own node, to stop, kill and freeze. Raises when it shares one with others."""
        if self._own_broker is None:
            raise RuntimeError("this stack shares a broker: ask for one with own_broker=True")
        return self._own_broker

    def migrate(self, only: list[str] | None = None) -> None:
        """Bring the databases to the newest schema, those of the services in `only` or all. Raises MigrationError."""
        for_service = {
            service: {
                "DATABASE_OWNER_URL": self.env[f"{service.upper()}_DATABASE_OWNER_URL"],
                "DENTORO_ENV": self.options.env,
            }
            for service in (SERVICES if only is None else only)
        }
        migrate(for_service, self._log_folder)

    def start_all(self) -> None:
        """Start every process. They wait for the broker by themselves."""
        self._supervisor.start_all()

    def wait_ready(
        self, seconds: float = 60, *, stopped: threading.Event | None = None, only: list[str] | None = None
    ) -> bool:
        """Until each process says it is ready; False when `stopped` is set before. Raises TimeoutError with logs."""
        end = time.monotonic() + seconds
        # One after the other: asking all of them all the time would slow down their start.
        for name in only or self.processes:
            while not self._supervisor.is_ready(name):
                if stopped is not None and stopped.is_set():
                    return False
                if time.monotonic() > end:
                    missing = self._supervisor.not_ready()
                    logs = "\n".join(f"--- {late}\n{self.logs(late)[-1500:]}" for late in missing)
                    raise TimeoutError(f"not ready within {seconds:g} s: {', '.join(missing)}\n{logs}")
                time.sleep(0.05)
        return True

    def stop_all(self) -> list[str]:
        """End every process; returns those that had to be killed."""
        return self._supervisor.stop_all()

    def kill(self, name: str) -> None:
        """SIGKILL, once it runs; the supervisor starts it again. wait_ready(only=[name]) waits for that."""
        wait_for(lambda: bool(self.pids(name)), f"{name} runs", seconds=20)
        self._supervisor.kill(name)
        self.killed.add(name)

    def stop(self, name: str) -> int:
        """SIGTERM, and it stays down until start(name). Returns its exit code."""
        return self._supervisor.stop(name)

    def start(self, name: str, *, wait: bool = True) -> None:
        """Unless it runs; with `wait`, return once it is ready."""
        self._supervisor.start(name)
        if wait:
            self.wait_ready(only=[name])

    def freeze(self, name: str) -> None:
        """SIGSTOP: it keeps its connections and does nothing, until thaw()."""
        self._supervisor.signal(name, signal.SIGSTOP)

    def thaw(self, name: str) -> None:
        self._supervisor.signal(name, signal.SIGCONT)

    def restart(self, name: str) -> None:
        self.stop(name)
        self.start(name)

    def pids(self, name: str) -> list[int]:
        return self._supervisor.pids(name)

    def logs(self, name: str) -> str:
        file = self._supervisor.program(name).log
        return file.read_text(errors="replace") if file.exists() else ""

    def process_env(self, name: str) -> Mapping[str, str]:
        return self._supervisor.program(name).env

    # inside

    def _programs(self) -> list[Program]:
        lines = parse_procfile((ROOT / "Procfile").read_text()).processes
        copies = self.options.copies or {}
        names = {name: [name, *(f"{name}.{n}" for n in range(2, copies.get(name, 1) + 1))] for name in lines}
        return [self._program(one, shlex.split(lines[name])) for name in lines for one in names[name]]

    def _program(self, name: str, command: list[str]) -> Program:
        log = self._log_folder / f"{name}.log"
        if log.exists():
            log.replace(log.with_suffix(".log.1"))
        env = inherited() | self._environment_of(name)
        port = env["SANDBOX_PORT"] if name == "sandbox" else env["HEALTH_PORT"]
        if command[0] == "python":
            command[0] = sys.executable
        return Program(name, command, env, f"http://127.0.0.1:{port}/health/ready", log)

    def _environment_of(self, name: str) -> dict[str, str]:
        service = name.partition("-")[0]
        options = self.options
        shared = {key: value for key, value in self.env.items() if "_DATABASE_" not in key}
        own: dict[str, Callable[[], dict[str, str]]] = {
            "scheduling": lambda: {"LINK_KEYS": self._link_keys} | _GENEROUS_BOOKING,
            "notifications": lambda: {
                "LINK_KEYS": self._link_keys,
                "SMSAPI_URL": self.sandbox_url,
                "SMSAPI_TOKEN": "sandbox",
                "SMSAPI_SENDER": "Dentoro",
                "SMTP_URL": f"smtp://127.0.0.1:{self._smtp_port}",
                "MAIL_FROM": "przypomnienia@dentoro.example",
            },
            "accounts": lambda: {"SECRET_KEY": options.secret_key} | _GENEROUS | dict(options.extra or {}),
            "gateway": lambda: {
                "HOST": "127.0.0.1",
                "PORT": str(options.port),
                "SECRET_KEY": options.secret_key,
                "WEB_WORKERS": "2",
                "SMSAPI_CALLBACK_SECRET": self._callback_secret,
            },
            "sandbox": lambda: {
                "SANDBOX_HOST": "127.0.0.1",
                "SANDBOX_PORT": str(options.sandbox_port),
                "SANDBOX_SMTP_PORT": str(self._smtp_port),
                "SANDBOX_DIR": str(self.folder / "sandbox"),
                "SANDBOX_TOKEN": "sandbox",
                "SANDBOX_CALLBACK_URL": f"{self.url}/callbacks/smsapi/{self._callback_secret}",
            },
        }
        env = shared | {"HEALTH_HOST": "127.0.0.1", "HEALTH_PORT": str(free_port())}
        if service in SERVICES:
            env["DATABASE_URL"] = self.env[f"{service.upper()}_DATABASE_URL"]
        return env | own.get(service, dict)()
