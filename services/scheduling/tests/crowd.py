"""Many clients at once, each with a connection of its own, through the use cases as the service's processes do it."""

from __future__ import annotations

import collections
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

CLIENTS = 50


def all_at_once(attempts: Sequence[Callable[[], Any]]) -> collections.Counter[type[Exception] | None]:
    """What came of each attempt: the class of what it raised, or None."""
    together = threading.Barrier(len(attempts))

    def attempt(work: Callable[[], Any]) -> type[Exception] | None:
        together.wait(timeout=30)
        try:
            work()
        except Exception as error:  # noqa: BLE001 - whatever it is is the answer
            return type(error)
        return None

    with ThreadPoolExecutor(len(attempts)) as clients:
        return collections.Counter(clients.map(attempt, attempts))
