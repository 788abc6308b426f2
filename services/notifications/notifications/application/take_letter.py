"""Write down a letter that accounts asked for, or a code that scheduling did, once however often it is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic
from uuid import UUID

from notifications.application.ports import Clock, OpenPost
from notifications.domain.sending import AnyLine, out_of_time


@dataclass(frozen=True)
class TakeLetter(Generic[AnyLine]):
    """It needs nothing that other events tell: it goes out whether its practice is known here or not."""

    open_post: OpenPost[AnyLine]
    clock: Clock

    def __call__(self, event_id: UUID, letter: AnyLine) -> bool:
        """Whether it is new; one that has expired is written down without its contents and not sent."""
        now = self.clock()
        if now > letter.last_moment:
            letter = out_of_time(letter)
        with self.open_post(letter.practice_id) as post:
            return post.first_time(event_id) and post.keep(letter, now)
