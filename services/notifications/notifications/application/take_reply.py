"""Take a patient's answer to a reminder, once, and announce it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from notifications.application.ports import Clock, NewId, OpenReplies
from notifications.domain.reply import Answer, ReminderAnswered, meaning


@dataclass(frozen=True)
class Reply:
    provider_id: str
    """Of the reply: the same one may come twice."""
    phone: str = field(repr=False)
    """E.164."""
    text: str = field(repr=False)
    at: datetime | None


@dataclass(frozen=True)
class TakeReply:
    """What was written is looked at and forgotten: the ledger keeps yes or no."""

    open_replies: OpenReplies
    clock: Clock
    new_id: NewId

    def __call__(self, reply: Reply) -> Answer | None:
        """What it was understood as; ``None`` if it says neither yes nor no, or no reminder is there that it answers.

        It is about the newest reminder sent to this phone whose visit is still ahead.
        """
        answer = meaning(reply.text)
        if answer is None:
            return None
        now = self.clock()
        at = min(reply.at or now, now)
        with self.open_replies() as replies:
            asked = replies.newest_asked(reply.phone, now)
            if asked is None:
                return None
            if replies.first_time(reply.provider_id):
                number = replies.note(asked, answer, at)
                if number is not None:
                    replies.announce(ReminderAnswered(self.new_id(), asked, answer, number, at))
        return answer
