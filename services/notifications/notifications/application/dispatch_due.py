"""Hand lines whose time has come to the queues of the senders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from notifications.application.ports import Claimed, Clock, Due, DueLines, WorkQueue
from notifications.domain.channel import RANKS, Lane


@dataclass(frozen=True)
class Dispatched:
    count: int
    closed: int
    """Lines that will not go out any more because it is too late for them."""
    next_due: datetime | None


@dataclass(frozen=True)
class DispatchDue:
    """One round: letters first, then reminders, then what was written. Any number of dispatchers may run side by side.

    Practices take turns (``DueLines.claim``), so that one with thousands of due lines keeps none waiting.

    A line is claimed before it is published. A dispatcher that dies between the two leaves a claim whose lease ends,
    and the line is claimed again; a line published twice is taken once, for the sender claims it as well.
    """

    lines: DueLines
    queue: WorkQueue
    clock: Clock
    lease: timedelta
    batch: int
    at_most_under_way: int
    """Lines of one lane that wait in its queue or are being sent; the rest waits in the ledger."""

    def __call__(self, at_most: int) -> Dispatched:
        """Dispatch up to ``at_most`` lines. Raises what the database or the broker raise; nothing is lost by it."""
        count = closed = 0
        for rank in RANKS:
            hungry: Sequence[Lane] = rank
            while hungry and count < at_most:
                full = []
                for place, lane in enumerate(hungry):
                    share = ceil((at_most - count) / (len(hungry) - place))
                    claimed, limit = self._claim(lane, share)
                    closed += claimed.closed
                    count += self._publish(lane, claimed.due)
                    if limit == share == len(claimed.due):
                        full.append(lane)
                hungry = full  # what the others left is theirs before a lower rank gets any
        return Dispatched(count, closed, self.lines.next_due())

    def _claim(self, lane: Lane, at_most: int) -> tuple[Claimed, int]:
        """What was claimed, and how much was to be had at most."""
        room = self.at_most_under_way - self.lines.under_way(lane, self.at_most_under_way)
        limit = min(self.batch, room, at_most)
        return (self.lines.claim(lane, self.clock(), limit, self.lease) if limit > 0 else Claimed([], 0)), limit

    def _publish(self, lane: Lane, due: Sequence[Due]) -> int:
        published = 0
        try:
            published = self.queue.publish(due) if due else 0
        finally:
            if published < len(due):
                self.lines.give_back(lane, [one.id for one in due[published:]], self.clock())
        return published
