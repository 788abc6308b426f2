"""Announces every practice once more, then ends. To be run again if it was interrupted."""

from __future__ import annotations

import threading
from uuid import UUID, uuid4

from chassis.logs import log
from chassis.process import Process

from accounts import bootstrap
from accounts.application.announce_practices import Request, announce_practices


def run(process: Process) -> None:
    """Batch by batch until all are told or it is asked to stop."""
    accounts = bootstrap.build(process.environment, process.clock, workers=1)
    try:
        count = announce(accounts, process.stop)
    finally:
        accounts.close()
    log.info("practices announced", count=count, all=not process.stop.is_set())


def announce(accounts: bootstrap.Accounts, stop: threading.Event, at_a_time: int = 200) -> int:
    """How many were told; each batch is a transaction."""
    count = 0
    after: UUID | None = None
    while not stop.is_set():
        batch = announce_practices(accounts.tools(uuid4().hex), Request(accounts.clock(), after, at_a_time))
        if not batch:
            break
        after = batch[-1]
        count += len(batch)
    return count
