"""What stands between our senders and a provider: one pace for all of them, and a breaker while it does not work.

The pace is kept in the database, one row a provider, so that it holds however many senders run. The breaker is each
process's own: what one finds out costs the next a handful of tries, and they cannot all be wrong together.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import timedelta
from typing import Protocol
from uuid import UUID

from chassis.database import ALL_PRACTICES, Database
from chassis.logs import log
from prometheus_client import Counter, Gauge
from sqlalchemy import text

from notifications.domain.breaker import Breaker
from notifications.domain.message import Letter
from notifications.domain.sending import Accepted, Answer, NotNow

OPEN = Gauge("provider_breaker_open", "1 while nothing is given to the provider because it does not work", ["provider"])
ANSWERS = Counter("provider_answers", "What the provider made of a message", ["provider", "answer"])

AT_ONCE = 0.05
"""Seconds' worth of places that a process takes from the row at once: it is written twenty times a second at most."""

FAR = 200
"""So many times the places of one taking lie ahead at most: more than any number of senders wait for, unless the clock
of the database was set back."""

_NEXT_PLACES = text(
    """
    INSERT INTO sending_pace AS pace (provider, next_at) VALUES (:provider, clock_timestamp() + :span)
    ON CONFLICT (provider) DO UPDATE SET
        next_at = greatest(least(pace.next_at, clock_timestamp() + :far), clock_timestamp()) + :span
    RETURNING CAST(extract(epoch FROM pace.next_at - :span - clock_timestamp()) AS float)
    """
)


class Courier(Protocol):
    remembers: timedelta

    def deliver(self, letter: Letter, key: UUID) -> Answer: ...

    def close(self) -> None: ...


class Pace:
    """So many a second of all processes that use the same ``provider`` and database; 0 for as fast as it goes."""

    def __init__(
        self, database: Database, provider: str, per_second: float, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._database = database
        self._provider = provider
        self._per_second = per_second
        self._seconds = seconds
        self._lock = threading.Lock()
        self._places: deque[float] = deque()

    def next_place(self) -> float:
        """Seconds until a place that is the caller's alone. Raises what the database raises."""
        if not self._per_second:
            return 0.0
        with self._lock:
            if not self._places:
                self._take_places()
            return max(0.0, self._places.popleft() - self._seconds())

    def give_back(self) -> None:
        """Somebody else may go in the caller's place."""
        if self._per_second:
            with self._lock:
                self._places.appendleft(self._seconds())

    def _take_places(self) -> None:
        count = max(1, int(self._per_second * AT_ONCE))
        span = timedelta(seconds=count / self._per_second)
        given = {"provider": self._provider, "span": span, "far": FAR * span}
        with self._database.transaction(ALL_PRACTICES) as session:
            wait = session.execute(_NEXT_PLACES, given).scalar_one()
        first = wait + self._seconds()  # read afterwards: rather a little late than faster than agreed
        self._places.extend(first + number / self._per_second for number in range(count))


class Gate:
    """To one provider, for all senders of a process."""

    def __init__(
        self,
        provider: str,
        pace: Pace,
        seconds: Callable[[], float] = time.monotonic,
        tell: Callable[[bool], None] = lambda _works: None,
    ) -> None:
        """``tell`` hears after each message whether the provider works; not of single failures."""
        self.provider = provider
        self._pace = pace
        self._seconds = seconds
        self._tell = tell
        self._lock = threading.Lock()
        self._breaker = Breaker()
        OPEN.labels(provider).set(0)

    def enter(self, stop: threading.Event, patience: float) -> bool:
        """Wait for a place and for the provider to work; False if ``stop`` was set or ``patience`` seconds were over.

        Nothing is claimed meanwhile: a line that waits here has lost none of its attempts.
        """
        until = self._seconds() + patience
        while (pause := self._pause()) > 0:
            left = until - self._seconds()
            if left <= 0 or stop.wait(min(pause, left)):
                return False
        return not stop.wait(self._pace.next_place())

    def give_back(self) -> None:
        """Who entered had nothing to give after all."""
        self._pace.give_back()

    def through(self, deliver: Callable[[], Answer]) -> Answer:
        """Give one message to the provider and learn from its answer."""
        with self._lock:
            self._breaker = self._breaker.trying(self._seconds())
        answer = deliver()
        ANSWERS.labels(self.provider, _word(answer)).inc()
        down = isinstance(answer, NotNow) and answer.provider_down
        with self._lock:
            before = self._breaker
            self._breaker = before.broke(self._seconds()) if down else before.worked()
            is_open = self._breaker.is_open
            OPEN.labels(self.provider).set(is_open)
        if is_open is not before.is_open:
            log.warning("provider is left alone" if down else "provider works again", provider=self.provider)
        if is_open or not down:
            self._tell(not is_open)
        return answer

    def _pause(self) -> float:
        with self._lock:
            return self._breaker.wait(self._seconds())


class GuardedCourier:
    """A courier whose messages go through a gate."""

    def __init__(self, courier: Courier, gate: Gate) -> None:
        self._courier = courier
        self._gate = gate
        self.remembers = courier.remembers

    def deliver(self, letter: Letter, key: UUID) -> Answer:
        return self._gate.through(lambda: self._courier.deliver(letter, key))

    def close(self) -> None:
        self._courier.close()


def _word(answer: Answer) -> str:
    if isinstance(answer, Accepted):
        return "known" if answer.already else "accepted"
    if isinstance(answer, NotNow):
        return "down" if answer.provider_down else "later"
    return answer.reason.value
