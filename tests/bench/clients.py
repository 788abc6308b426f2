"""Clients that do one thing again and again, and how long each time took."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from statistics import quantiles
from typing import Any

Act = Callable[[], None]
"""Does the thing once; raises when it did not work."""


@dataclass(frozen=True)
class Times:
    """Milliseconds, of all clients together."""

    p50: float
    p99: float
    per_second: float


LONGEST_SECONDS = 30.0
"""Of one client in one turn: a machine that is slow today measures fewer times."""


def measure(make: Callable[[], Act], *, clients: int, rounds: int) -> Times:
    """``make()`` gives each client what it does, connected already; each does it ``rounds`` times, after a few for warmth."""
    return in_turns([make], clients=clients, rounds=rounds, turns=1)[0]


def in_turns(makes: Sequence[Callable[[], Act]], *, clients: int, rounds: int, turns: int) -> list[Times]:
    """The same for several that are compared: they take turns, so that a slow moment of the machine is a slow one of each."""
    clocks = [_Clock() for _ in makes]
    for _ in range(turns):
        for make, clock in zip(makes, clocks, strict=True):
            clock.run([make() for _ in range(clients)], max(1, rounds // turns))
    return [clock.times() for clock in clocks]


class _Clock:
    def __init__(self) -> None:
        self._taken: list[float] = []
        self._seconds = 0.0

    def run(self, acts: Sequence[Act], rounds: int) -> None:
        failed: list[BaseException] = []
        begin = threading.Barrier(len(acts) + 1)

        def work(act: Act) -> None:
            try:
                for _ in range(3):
                    act()
                begin.wait(60)
                ends = time.perf_counter() + LONGEST_SECONDS
                mine = (_timed(act) for _ in range(rounds))
                self._taken.extend(itertools.takewhile(lambda _: time.perf_counter() < ends, mine))
            except BaseException as error:  # noqa: BLE001 - told below
                failed.append(error)
                begin.abort()

        threads = [threading.Thread(target=work, args=(act,)) for act in acts]
        for thread in threads:
            thread.start()
        with suppress(threading.BrokenBarrierError):
            begin.wait(60)
        began = time.perf_counter()
        for thread in threads:
            thread.join()
        if failed:
            raise failed[0]
        self._seconds += time.perf_counter() - began

    def times(self) -> Times:
        cuts = quantiles(self._taken, n=100, method="inclusive")
        return Times(cuts[49] * 1000, cuts[98] * 1000, len(self._taken) / self._seconds)


def _timed(act: Act) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


class InTurn:
    """Hands out the elements of an iterator to several clients."""

    def __init__(self, elements: Iterator[Any]) -> None:
        self._elements = elements
        self._lock = threading.Lock()

    def next(self) -> Any:
        with self._lock:
            return next(self._elements)


def counting() -> InTurn:
    return InTurn(itertools.count())
