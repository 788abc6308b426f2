"""Write down a letter that accounts asked for, once however often it is asked."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from notifications.application.ports import Clock, OpenPost
from notifications.domain.account_letter import AccountLetter
from notifications.domain.sending import out_of_time


@dataclass(frozen=True)
class TakeLetter:
    """It needs nothing that other events tell: it goes out whether its practice is known here or not."""

    open_post: OpenPost
    clock: Clock

    def __call__(self, event_id: UUID, letter: AccountLetter) -> bool:
        """Whether it is new; one whose link has expired is written down without its contents and not sent."""
        now = self.clock()
        if now > letter.last_moment:
            letter = out_of_time(letter)
        with self.open_post(letter.practice_id) as post:
            return post.first_time(event_id) and post.keep(letter, now)
