"""Keeps the processes of a Procfile running: one that dies is started again, and all of them end together."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from dev.launching import ready
from dev.processes import Identity, recall, remember, spawn, stop

_LOOK = 0.05
_FIRST_DELAY, _LONGEST_DELAY = 0.2, 5.0
_LIVED_WELL = 10.0
_NOTES = "processes.json"
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Program:
    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    ready_url: str
    log: Path


class _Process:
    """One program and what runs of it now."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.popen: subprocess.Popen[bytes] | None = None
        self.wanted = False
        self.started = self.next_start = 0.0
        self.delay = _FIRST_DELAY

    def start(self) -> None:
        program = self.program
        self.popen = spawn(program.command, env=program.env, log=program.log)
        self.wanted, self.started = True, time.monotonic()

    def running(self) -> bool:
        return self.popen is not None and self.popen.poll() is None

    def signal_group(self, number: int) -> None:
        """To the process and what it started (gunicorn's workers are in its group)."""
        if self.popen is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.popen.pid, number)


def end_left_behind(folder: Path) -> None:
    """End what a supervisor in `folder` started that could not end it itself (it was killed)."""
    for process in recall(folder / _NOTES).values():
        stop(process, ask=signal.SIGKILL)
    (folder / _NOTES).unlink(missing_ok=True)


class Supervisor:
    """`folder` remembers who runs, so that what an interrupted run left behind can be ended by the next."""

    def __init__(self, programs: Sequence[Program], folder: Path, tell: Tell = lambda _: None) -> None:
        self._processes = {program.name: _Process(program) for program in programs}
        self._file = folder / _NOTES
        self._tell = tell
        self._lock = threading.RLock()
        self._ending = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="supervisor", daemon=True)

    @property
    def names(self) -> list[str]:
        return list(self._processes)

    def program(self, name: str) -> Program:
        return self._processes[name].program

    def start_all(self) -> None:
        end_left_behind(self._file.parent)
        with self._lock:
            for process in self._processes.values():
                process.start()
            self._remember()
        self._watcher.start()

    def stop_all(self, seconds: float = 20) -> list[str]:
        """Ask all at once, wait, kill what is left. Returns the names of those that had to be killed."""
        self._ending.set()
        if self._watcher.is_alive():
            self._watcher.join()
        with self._lock:
            names = self._end(list(self._processes.values()), seconds)
            self._file.unlink(missing_ok=True)
        return names

    def start(self, name: str) -> None:
        with self._lock:
            if not self._processes[name].running():
                self._processes[name].start()
                self._remember()

    def stop(self, name: str, seconds: float = 20) -> int:
        """Ask it to end (SIGTERM) and do not start it again until start(). Returns its exit code."""
        process = self._processes[name]
        with self._lock:
            process.wanted = False
        self._end([process], seconds)
        return process.popen.returncode if process.popen is not None else 0

    def kill(self, name: str) -> None:
        """SIGKILL, to all its processes; it is started again at once."""
        self._processes[name].signal_group(signal.SIGKILL)

    def signal(self, name: str, number: int) -> None:
        """To all processes of a program."""
        self._processes[name].signal_group(number)

    def pids(self, name: str) -> list[int]:
        process = self._processes[name]
        return [process.popen.pid] if process.popen is not None and process.running() else []

    def is_ready(self, name: str) -> bool:
        """It runs and its /health/ready answers 200."""
        process = self._processes[name]
        return process.running() and ready(process.program.ready_url)

    def not_ready(self) -> list[str]:
        """Names of the processes that are wanted and not ready (yet)."""
        return [name for name, process in self._processes.items() if process.wanted and not self.is_ready(name)]

    # inside

    def _end(self, processes: Sequence[_Process], seconds: float) -> list[str]:
        running = [process for process in processes if process.running()]
        for process in running:
            if process.popen is not None:
                process.popen.send_signal(signal.SIGTERM)
        end = time.monotonic() + seconds
        while any(process.running() for process in running) and time.monotonic() < end:
            time.sleep(_LOOK)
        stubborn = [process.program.name for process in running if process.running()]
        for process in processes:
            process.signal_group(signal.SIGKILL)
            if process.popen is not None:
                process.popen.wait(10)
        return stubborn

    def _watch(self) -> None:
        while not self._ending.wait(_LOOK):
            with self._lock:
                for process in self._processes.values():
                    if process.wanted and not process.running():
                        self._revive(process)

    def _revive(self, process: _Process) -> None:
        now = time.monotonic()
        if process.next_start <= process.started:
            process.signal_group(signal.SIGKILL)  # what it leaves behind would hold its ports
            lived_well = now - process.started > _LIVED_WELL
            process.delay = _FIRST_DELAY if lived_well else min(process.delay * 2, _LONGEST_DELAY)
            process.next_start = now + process.delay
            code = process.popen.returncode if process.popen is not None else None
            self._tell(f"{process.program.name} ended ({_in_words(code)}); starting it again")
        elif now >= process.next_start:
            process.start()
            self._remember()

    def _remember(self) -> None:
        running = {name: process for name, process in self._processes.items() if process.running()}
        with suppress(Exception):
            remember(self._file, {name: Identity.of(p.popen.pid) for name, p in running.items() if p.popen})


def _in_words(code: int | None) -> str:
    if code is not None and code < 0:
        return signal.Signals(-code).name
    return f"exit {code}"
