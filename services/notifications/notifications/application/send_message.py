"""Send one message, so that it reaches somebody once whatever dies on the way.

The line is claimed and committed before the provider is called, and the outcome is recorded after. Whoever dies
between the two leaves a line in state ``sending`` whose lease ends; the next attempt carries the same key, by which
the provider recognises what it already has.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Generic
from uuid import UUID

from notifications.application.ports import AnyCase, Clock, Courier, OpenDesk, Wording
from notifications.domain.message import Letter, State
from notifications.domain.reports import settled
from notifications.domain.sending import (
    Accepted,
    Answer,
    Patience,
    answered,
    claimable,
    claimed,
)


class Outcome(StrEnum):
    """What became of one delivery of an id; for logs and metrics."""

    SENT = "sent"
    ALREADY_SENT = "already_sent"
    """The provider had it from an earlier attempt."""
    FAILED = "failed"
    RETRY = "retry"
    WITHHELD = "withheld"
    """The last look found that it is not wanted, not now or not any more."""
    NOT_OURS = "not_ours"
    """Done before, planned anew, or in the hands of another sender."""


def _unheard(_lag: timedelta) -> None: ...


@dataclass(frozen=True)
class SendMessage(Generic[AnyCase]):
    open_desk: OpenDesk[AnyCase]
    courier: Courier
    wording: Wording[AnyCase]
    clock: Clock
    patience: Patience
    note_lag: Callable[[timedelta], None] = _unheard
    """Hears of each message that the provider took how long after its time that was."""

    def __call__(self, message_id: UUID) -> Outcome:
        """Raises what the database raises; then nothing was sent, or it is sent again under the same key."""
        taken = self._take(message_id)
        if isinstance(taken, Outcome):
            return taken
        case, letter = taken
        answer = self.courier.deliver(letter, case.line.key)
        return self._record(case, letter, answer)

    def _take(self, message_id: UUID) -> tuple[AnyCase, Letter] | Outcome:
        """Claim the line, unless it is not to be sent; ``case`` holds the line as it was before."""
        with self.open_desk() as desk:
            now = self.clock()
            case = desk.case(message_id)
            if case is None or not claimable(case.line, now):
                return Outcome.NOT_OURS
            instead = case.last_look(now, self.courier.remembers)
            if instead is not None:
                desk.put(instead, now)
                return Outcome.WITHHELD
            letter = self.wording.letter(case, now)
            open_question = case.line.maybe_accepted and case.letter is not None
            desk.put(claimed(case.line, now, self.patience.lease), now, letter=None if open_question else letter)
            return case, letter

    def _record(self, before: AnyCase, letter: Letter, answer: Answer) -> Outcome:
        with self.open_desk() as desk:
            now = self.clock()
            case = desk.case(before.line.id)
            if case is None or case.line.state is State.SENT or settled(case.line):
                return Outcome.NOT_OURS
            accepted = isinstance(answer, Accepted)
            still_ours = case.line.attempts == before.line.attempts + 1 and case.line.state is State.SENDING
            if not accepted and not still_ours:
                return Outcome.NOT_OURS
            line = answered(
                case.line, answer, was_open_question=before.line.maybe_accepted, now=now, patience=self.patience
            )
            already = isinstance(answer, Accepted) and answer.already
            desk.put(
                line,
                now,
                letter=letter if accepted and not already else None,
                provider_id=answer.provider_id if isinstance(answer, Accepted) else None,
            )
        if accepted:
            if case.line.send_at is not None:
                self.note_lag(max(now - case.line.send_at, timedelta(0)))
            return Outcome.ALREADY_SENT if already else Outcome.SENT
        return Outcome.FAILED if line.state is State.FAILED else Outcome.RETRY
