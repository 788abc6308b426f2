"""What one screen changes, every other open screen of that practice hears of: server-sent events.

A screen is told that something changed on a day, never what: it asks for the day itself, by the way that checks who it
is. So a message that was lost does no harm once the next one says "look": after a gap, and when a screen reconnects.
"""

from __future__ import annotations

import json
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from contracts.base import Envelope, Event
from contracts.scheduling.events import (
    PatientChangedV1,
    PatientErasedV1,
    PatientMergedV1,
    TimeOfferedV1,
    TimeOfferEndedV1,
    TimetableChangedV1,
    VisitBookedV1,
    VisitCancelledV1,
    VisitMovedV1,
    VisitStatusChangedV1,
)

_OF_VISITS = (VisitBookedV1, VisitMovedV1, VisitCancelledV1, VisitStatusChangedV1)
EVENTS: tuple[type[Event], ...] = (
    *_OF_VISITS,
    PatientChangedV1,
    PatientErasedV1,
    PatientMergedV1,
    TimetableChangedV1,
    TimeOfferedV1,
    TimeOfferEndedV1,
)
"""What screens show and others can change."""
_ABOUT_A_VISIT = frozenset(event.type for event in _OF_VISITS)

_BEAT_SECONDS = 15.0
"""How often a silent stream says that it lives: also how a screen that went away is noticed."""
_LONGEST_SECONDS = 120.0
"""Then the stream ends and the screen comes back, if its session still is one."""
_LOOK_UP_SECONDS = 1.0
"""How soon a stream notices that its process is asked to stop."""
_AT_ONCE_SECONDS = 0.05
"""Changes that come together are told together."""
_RETRY_MILLISECONDS = 1000


class Screen:
    """One open screen. ``tell`` is called by other threads (or greenlets) than ``wait``."""

    def __init__(self) -> None:
        self._visits: set[UUID] = set()
        self._everything = False
        self._woken = threading.Event()
        self._lock = threading.Lock()

    def tell(self, visit_id: UUID | None) -> None:
        """This visit changed; None: anything may have."""
        with self._lock:
            if visit_id is None:
                self._everything = True
            else:
                self._visits.add(visit_id)
            self._woken.set()

    def wait(self, seconds: float) -> dict[str, Any] | None:
        """What to tell the browser; None when nothing changed in time."""
        if not self._woken.wait(seconds):
            return None
        time.sleep(_AT_ONCE_SECONDS)
        with self._lock:
            self._woken.clear()
            visits, self._visits = self._visits, set()
            everything, self._everything = self._everything, False
        return {"visits": [] if everything else sorted(map(str, visits)), "everything": everything}


class Screens:
    """The open screens of this process, by practice; stands behind a ``chassis.listener.Listener``.

    ``stopping()``: whether the process is asked to stop, so that its streams end.
    """

    def __init__(self, stopping: Callable[[], bool] = lambda: False) -> None:
        self.stopping = stopping
        self._open: defaultdict[UUID, set[Screen]] = defaultdict(set)

    @property
    def count(self) -> int:
        return sum(map(len, self._open.values()))

    def heard(self, envelope: Envelope[Any]) -> None:
        visit_id = envelope.aggregate_id if envelope.type in _ABOUT_A_VISIT else None
        for screen in tuple(self._open.get(envelope.practice_id, ())):
            screen.tell(visit_id)

    def gap(self) -> None:
        for screens in tuple(self._open.values()):
            for screen in tuple(screens):
                screen.tell(None)

    @contextmanager
    def open(self, practice_id: UUID) -> Iterator[Screen]:
        screen = Screen()
        self._open[practice_id].add(screen)
        try:
            yield screen
        finally:
            self._open[practice_id].discard(screen)
            if not self._open[practice_id]:
                del self._open[practice_id]


def stream(screens: Screens, practice_id: UUID, signed_in: Callable[[], bool]) -> Iterator[str]:
    """The text of one ``text/event-stream``. It begins with a "look": what changed before it was open is seen, too.

    ``signed_in()`` is asked before each change is told: a session that ended hears nothing more.
    """
    ends = time.monotonic() + _LONGEST_SECONDS
    with screens.open(practice_id) as screen:
        screen.tell(None)
        yield f"retry: {_RETRY_MILLISECONDS}\n\n"
        said = time.monotonic()
        while not screens.stopping() and (now := time.monotonic()) < ends:
            change = screen.wait(_LOOK_UP_SECONDS)
            if change is not None:
                if not signed_in():
                    return
                said = now
                yield f"event: change\ndata: {json.dumps(change)}\n\n"
            elif now - said >= _BEAT_SECONDS:
                said = now
                yield ":\n\n"
