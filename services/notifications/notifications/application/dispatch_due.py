"""Hand lines whose time has come to the queues of the senders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from notifications.application.ports import Clock, Due, DueLines, WorkQueue
from notifications.domain.channel import Lane


@dataclass(frozen=True)
class Dispatched:
    count: int
    closed: int
    """Lines that will not go out any more because it is too late for them."""
    next_due: datetime | None


@dataclass(frozen=True)
class DispatchDue:
    """One round: letters first, then reminders. Any number of dispatchers may run it side by side.

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
        for lane in Lane:
            room = self.at_most_under_way - self.lines.under_way(lane, self.at_most_under_way)
            limit = min(self.batch, room, at_most - count)
            if limit > 0:
                claimed = self.lines.claim(lane, self.clock(), limit, self.lease)
                closed += claimed.closed
                count += self._publish(lane, claimed.due)
        return Dispatched(count, closed, self.lines.next_due())

    def _publish(self, lane: Lane, due: Sequence[Due]) -> int:
        published = 0
        try:
            published = self.queue.publish(due) if due else 0
        finally:
            if published < len(due):
                self.lines.give_back(lane, [one.id for one in due[published:]], self.clock())
        return published
