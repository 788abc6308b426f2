"""Starting and stopping processes by identity: a pid alone may have been given to somebody else since."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil


def say(text: str) -> None:
    """One line for the person at the terminal, at once; nothing when the terminal is gone."""
    with suppress(OSError):
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


def wait_for(condition: Callable[[], bool], what: str, *, seconds: float, every: float = 0.05) -> None:
    """Return once `condition()` is true. Raises TimeoutError saying `what` did not happen."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not within {seconds:g} s")
        time.sleep(every)


@dataclass(frozen=True)
class Identity:
    """A process for as long as it lives; never one that got the same pid later."""

    pid: int
    created: float

    @classmethod
    def of(cls, pid: int) -> "Identity":
        return cls(pid, psutil.Process(pid).create_time())

    def process(self) -> psutil.Process | None:
        with suppress(psutil.NoSuchProcess):
            process = psutil.Process(self.pid)
            if abs(process.create_time() - self.created) < 1 and process.status() != psutil.STATUS_ZOMBIE:
                return process
        return None

    def alive(self) -> bool:
        return self.process() is not None


def remember(file: Path, identities: Mapping[str, Identity]) -> None:
    """Keep who runs in `file`, so that a later start can find what an interrupted one left behind."""
    new = file.with_suffix(f".{os.getpid()}")
    new.write_text(json.dumps({name: [who.pid, who.created] for name, who in identities.items()}))
    new.replace(file)


def recall(file: Path) -> dict[str, Identity]:
    with suppress(FileNotFoundError, ValueError):
        return {name: Identity(*who) for name, who in json.loads(file.read_text()).items()}
    return {}


def family(identity: Identity) -> list[psutil.Process]:
    """The process and everything below it, the process first; empty when it is gone."""
    if (process := identity.process()) is None:
        return []
    with suppress(psutil.NoSuchProcess):
        return [process, *process.children(recursive=True)]
    return [process]


def stop(identity: Identity, *, ask: int = signal.SIGTERM, seconds: float = 10) -> bool:
    """Ask the process to end, wait, then kill what is left of it and its children. True when asking was enough."""
    members = family(identity)
    if not members:
        return True
    with suppress(psutil.NoSuchProcess):
        members[0].send_signal(ask)
    left = still_running(members, seconds)
    for process in left:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    still_running(left, 5)
    return not left


def still_running(processes: Sequence[psutil.Process], seconds: float) -> list[psutil.Process]:
    """Those that have not ended after so many seconds at most.

    One that ended and whom nobody buries (a zombie whose parent died and whose new parent does not wait for it) counts
    as ended; psutil's own waiting would go on to the end of the time.
    """
    end = time.monotonic() + seconds
    left = list(processes)
    while left := [process for process in left if _runs(process)]:
        if time.monotonic() > end:
            break
        time.sleep(0.02)
    psutil.wait_procs([process for process in processes if process not in left], timeout=0)  # buries our own
    return left


def _runs(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


def spawn(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str],
    log: Path,
    cwd: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start in a session of its own (the terminal's Ctrl-C does not reach it), output appended to `log`."""
    with log.open("ab") as output:
        return subprocess.Popen(
            [str(part) for part in command],
            env=dict(env),
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def start_server(command: Sequence[str | Path], *, env: Mapping[str, str], log: Path) -> Identity:
    """Start what may outlive us (another test run uses it too), output appended to `log`. No Popen is kept of it."""
    write = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    arguments = [str(part) for part in command]
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, str(log), write, 0o600),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    ]
    return Identity.of(os.posix_spawnp(arguments[0], arguments, env, file_actions=actions, setsid=True))
