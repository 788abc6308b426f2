"""Hands what is due to the queues, as soon as it is due and no faster than allowed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from chassis.clock import Clock
from chassis.logs import log, name_of
from chassis.process import Process
from chassis.refusals import Unavailable
from chassis.retention import keep_tidy
from chassis.wakeup import WakeUp
from prometheus_client import Counter
from sqlalchemy.exc import SQLAlchemyError

from notifications import bootstrap
from notifications.adapters.depths import measure
from notifications.adapters.meters import ROUNDS
from notifications.application.dispatch_due import DispatchDue

DISPATCHED = Counter("messages_dispatched", "Messages handed to a queue")
CLOSED = Counter("messages_closed", "Messages that were not sent in time")

AT_LEAST = 0.1
"""Seconds between rounds that found nothing to do."""
AT_MOST = 5.0
"""Seconds after which the ledger is looked at even if nothing was heard of it."""
AFTER_FAILURE = 1.0
MEASURED = 15.0
"""Seconds from one look at how much waits to the next."""
FIRST_MEASURED = 1.0
"""By then this dispatcher has declared its queues."""


class Pace:
    """How many more may go out now: fills up with time, and holds at most one second's worth."""

    def __init__(self, per_second: float, seconds: Callable[[], float] = time.monotonic) -> None:
        self._per_second = per_second
        self._seconds = seconds
        self._left = per_second
        self._since = seconds()

    def allowance(self) -> int:
        now = self._seconds()
        self._left = min(self._per_second, self._left + (now - self._since) * self._per_second)
        self._since = now
        return int(self._left)

    def spend(self, count: int) -> None:
        self._left -= count


def run(process: Process) -> None:
    """Dispatch until asked to stop."""
    dispatcher = bootstrap.build_dispatcher(process.environment, process.clock, process.settings.amqp_url)
    process.health.add_check("database", dispatcher.database.ping)
    process.health.add_check("broker", lambda: dispatcher.publisher.connected)
    keep_tidy(dispatcher.database, process.stop)
    keep_measured(partial(measure, dispatcher.database, process.settings.amqp_url), process.clock, process.stop)
    try:
        rounds(dispatcher.dispatch, dispatcher.signal, Pace(dispatcher.per_second), process.clock, process.stop)
    finally:
        dispatcher.close()


def rounds(dispatch: DispatchDue, signal: WakeUp, pace: Pace, clock: Clock, stop: threading.Event) -> None:
    """One round after the other; broken connections are waited for."""
    while not stop.is_set():
        try:
            done = dispatch(max(pace.allowance(), 0))
        except (SQLAlchemyError, Unavailable) as error:
            log.warning("could not dispatch", error=error)
            stop.wait(AFTER_FAILURE)
            continue
        ROUNDS.inc()
        pace.spend(done.count)
        DISPATCHED.inc(done.count)
        CLOSED.inc(done.closed)
        if not done.count and not done.closed:
            signal.wait(pause(done.next_due, clock()), stop)


def keep_measured(
    look: Callable[[datetime], Sequence[Exception]], clock: Clock, stop: threading.Event
) -> threading.Thread:
    """Look at how much waits now and then, until ``stop`` is set; what keeps it from looking is logged."""

    def measuring() -> None:
        stop.wait(FIRST_MEASURED)
        while not stop.is_set():
            for error in look(clock()):
                log.warning("could not see how much waits", error=name_of(error))
            stop.wait(MEASURED)

    thread = threading.Thread(target=measuring, name="measure", daemon=True)
    thread.start()
    return thread


def pause(next_due: datetime | None, now: datetime) -> float:
    """Seconds to wait after a round without work."""
    if next_due is None:
        return AT_MOST
    return min(max((next_due - now).total_seconds(), AT_LEAST), AT_MOST)
