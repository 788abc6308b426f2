"""Starts what is measured, watches a number grow, and looks at the memory of whoever makes it grow."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

import requests

from dev.launching import ROOT, inherited
from dev.ports import free_port
from dev.processes import Identity, family, spawn, stop, wait_for

MIB = 2**20


@dataclass(frozen=True)
class Rate:
    done: int
    of: int
    seconds: float
    mebibytes: Mapping[str, float]
    """Resident memory of one process of each kind, its children with it."""

    @property
    def per_second(self) -> float:
        return self.done / self.seconds


def watched(count: Callable[[], int], of: int, longest: float, pids: Mapping[str, Sequence[int]]) -> Rate:
    """How fast ``count`` reaches ``of``, or how far it gets in ``longest`` seconds."""
    began = time.perf_counter()
    done = seconds = 0.0
    while done < of and seconds < longest:
        time.sleep(0.2)
        done, seconds = count(), time.perf_counter() - began
    memory = {kind: mean(map(mebibytes, many)) for kind, many in pids.items() if many}
    return Rate(int(done), of, seconds, memory)


def mebibytes(pid: int) -> float:
    return sum(process.memory_info().rss for process in family(Identity.of(pid))) / MIB


class Processes:
    """Everything that was started here ends with ``stop_all``, by its pid; it can reach this machine alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._started: list[Identity] = []

    def start(self, command: Sequence[str], env: Mapping[str, str], *, cwd: Path = ROOT) -> int:
        log = self._folder / f"{len(self._started)}.log"
        pid = spawn([*map(str, command)], env=inherited() | dict(env), log=log, cwd=cwd).pid
        self._started.append(Identity.of(pid))
        return pid

    def stop_all(self) -> None:
        for who in reversed(self._started):
            stop(who)
        self._started.clear()


class Provider:
    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._http = requests.Session()

    def accepted(self) -> int:
        return int(self._counts()["accepted"])

    def twice(self) -> int:
        return int(self._counts()["twice"])

    def answers(self) -> bool:
        try:
            return self.accepted() >= 0
        except requests.ConnectionError:
            return False

    def _counts(self) -> dict[str, int]:
        found: dict[str, int] = self._http.get(self.url, timeout=10).json()
        return found


@contextmanager
def standing_in(folder: Path, python: str) -> Iterator[tuple[Processes, Provider]]:
    """Processes to be measured, and a fresh stand-in for the provider."""
    folder.mkdir()
    processes, port = Processes(folder), free_port()
    provider = Provider(port)
    try:
        processes.start([python, "-m", "tests.bench.notifications.provider", str(port)], {})
        wait_for(provider.answers, "the provider's stand-in answers", seconds=30)
        yield processes, provider
    finally:
        processes.stop_all()
