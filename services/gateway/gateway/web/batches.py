"""How far a sending has gone, in numbers and words."""

from __future__ import annotations

from typing import NamedTuple

from contracts.notifications.rpc import Batch
from flask_babel import gettext as _

from gateway.web import message_words

_ORDER = ("delivered", "sent", "queued", "planned", "failed", "skipped", "cancelled")
_LONGEST = 80


class Count(NamedTuple):
    state: str
    icon: str
    text: str
    number: int


class Progress:
    """``out``: given to the operator; ``left``: still to be; ``done``: tried, however it ended."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.out = batch.sent + batch.delivered
        self.left = batch.planned + batch.queued
        self.done = batch.recipients - self.left - batch.cancelled
        self.wrong = batch.failed + batch.skipped

    @property
    def running(self) -> bool:
        return self.left > 0

    @property
    def stopped(self) -> bool:
        return not self.running and self.batch.cancelled > 0

    @property
    def counts(self) -> list[Count]:
        """The states that occur, what went well first."""
        numbers = ((state, int(getattr(self.batch, state))) for state in _ORDER)
        return [
            Count(state, message_words.ICONS[state], message_words.states(state), number)
            for state, number in numbers
            if number
        ]

    @property
    def words(self) -> str:
        """As ``Wysłano dotąd: 56 z 128.`` says it."""
        numbers = {"done": self.out, "all": self.batch.recipients}
        if self.running:
            return str(_("Sent so far: %(done)s of %(all)s.", **numbers))
        if self.stopped:
            return str(_("Stopped. Sent: %(done)s of %(all)s.", **numbers))
        return str(_("Finished. Sent: %(done)s of %(all)s.", **numbers))

    @property
    def excerpt(self) -> str:
        """The subject, or how the text begins."""
        text = " ".join((self.batch.subject or self.batch.text).split())
        if len(text) <= _LONGEST:
            return text
        cut = text[: _LONGEST - 1]
        begun = cut.rfind("{{")
        return f"{cut[:begun] if begun > cut.rfind('}}') else cut}…"
