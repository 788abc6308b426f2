"""Single processes for tests: `python -m <service> <kind>` with an environment of its own."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from dev.ports import free_port
from dev.processes import Identity, spawn, stop

ROOT = Path(__file__).resolve().parent.parent
# What a process gets of the caller's environment: where programs are found, nothing that configures a service.
_INHERITED = ("PATH", "HOME", "LANG", "TZ", "TMPDIR", "SSL_CERT_FILE")


def inherited() -> dict[str, str]:
    return {name: os.environ[name] for name in _INHERITED if name in os.environ} | {"PYTHONUNBUFFERED": "1"}


def ready(url: str) -> bool:
    """True when the health address answers 200."""
    with suppress(urllib.error.URLError, OSError), urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310
        return bool(answer.status == 200)  # noqa: PLR2004
    return False


class Running:
    """A started process."""

    def __init__(self, popen: subprocess.Popen[bytes], log: Path, env: Mapping[str, str]) -> None:
        self.popen = popen
        self.pid = popen.pid
        self.env = env
        self.health_url = f"http://127.0.0.1:{env['HEALTH_PORT']}"
        self._log = log
        self._who = Identity.of(popen.pid)

    def log(self) -> str:
        """What it wrote so far, stdout and stderr."""
        return self._log.read_text(errors="replace")

    def alive(self) -> bool:
        return self.popen.poll() is None

    def wait_ready(self, seconds: float = 30) -> None:
        """Return once /health/ready answers 200. Raises with the process's log when it ends or takes too long."""
        end = time.monotonic() + seconds
        while not ready(f"{self.health_url}/health/ready"):
            if not self.alive() or time.monotonic() > end:
                state = "is not ready" if self.alive() else f"ended with {self.popen.returncode}"
                raise RuntimeError(f"{self.popen.args!r} {state}:\n{self.log()[-4000:]}")
            time.sleep(0.05)

    def signal(self, number: int) -> None:
        self.popen.send_signal(number)

    def wait(self, seconds: float = 20) -> int:
        """Its exit code (negative: the signal that ended it). Raises subprocess.TimeoutExpired."""
        return self.popen.wait(seconds)

    def terminate(self, seconds: float = 20) -> int:
        """SIGTERM, then its exit code."""
        self.signal(signal.SIGTERM)
        return self.wait(seconds)

    def kill(self) -> None:
        """SIGKILL, to it and all it started."""
        stop(self._who, ask=signal.SIGKILL)
        self.popen.wait(10)


class Launcher:
    """Starts processes whose environment is `base` and what is given; all of them end with stop_all()."""

    def __init__(self, folder: Path, base: Mapping[str, str]) -> None:
        self._folder = folder
        self._base = base
        self._started: list[Running] = []

    def __call__(
        self,
        arguments: Sequence[str],
        env: Mapping[str, str] | None = None,
        *,
        wait: bool = True,
        seconds: float = 30,
        cwd: Path = ROOT,
    ) -> Running:
        """Run python with `arguments`; with `wait`, return once its /health/ready answers 200.

        HEALTH_PORT is a free one unless given; `.health_url` of the answer says where.
        """
        ports = {"HEALTH_HOST": "127.0.0.1", "HEALTH_PORT": str(free_port())}
        full = inherited() | ports | dict(self._base) | dict(env or {})
        log = self._folder / f"{len(self._started)}.log"
        running = Running(spawn([sys.executable, *arguments], env=full, log=log, cwd=cwd), log, full)
        self._started.append(running)
        if wait:
            running.wait_ready(seconds)
        return running

    def stop_all(self) -> None:
        for running in self._started:
            running.kill()
