"""Send one message, so that it reaches somebody once whatever dies on the way.

The line is claimed and committed before the provider is called, and the outcome is recorded after. Whoever dies
between the two leaves a line in state ``sending`` whose lease ends; the next attempt carries the same key, by which
the provider recognises what it already has.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Generic
from uuid import UUID

from notifications.application.ports import AnyCase, Clock, Courier, OpenDesk, Wording
from notifications.domain.message import Letter, Line, State
from notifications.domain.reports import settled
from notifications.domain.sending import (
    Accepted,
    Answer,
    AnyLine,
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


def _left_alone(_line: Line) -> None: ...


@dataclass(frozen=True)
class _Taken:
    """A line in this sender's hands, and what it is about to give to the provider."""

    line: Line
    letter: Letter
    was_maybe_accepted: bool
    letter_is_kept: bool
    """Not where an earlier attempt may have reached the patient in other words."""


@dataclass(frozen=True)
class SendMessage(Generic[AnyCase]):
    open_desk: OpenDesk[AnyCase]
    courier: Courier
    wording: Wording[AnyCase]
    clock: Clock
    patience: Patience
    note_lag: Callable[[timedelta], None] = _unheard
    """Hears of each message that the provider took how long after its time that was."""
    note_failure: Callable[[Line], object] = _left_alone
    """Gets each line that has failed, once that is written down and whenever its id comes again. It may raise."""

    def __call__(self, message_id: UUID) -> Outcome:
        """Raises what the database raises; then nothing was sent, or it is sent again under the same key."""
        taken = self._take(message_id)
        if isinstance(taken, _Taken):
            return self._record(taken, self.courier.deliver(taken.letter, taken.line.key))
        if isinstance(taken, Outcome):
            return taken
        self.note_failure(taken)  # whoever wrote it down may have died before this
        return Outcome.NOT_OURS

    def _take(self, message_id: UUID) -> _Taken | Line | Outcome:
        """Claim the line, unless it is not to be sent. One that has failed is given as it is."""
        with self.open_desk() as desk:
            now = self.clock()
            case = desk.case(message_id)
            if case is not None and case.line.state is State.FAILED:
                return case.line
            if case is None or not claimable(case.line, now):
                return Outcome.NOT_OURS
            instead = case.last_look(now, self.courier.remembers)
            if instead is not None:
                desk.put(instead, now)
                return Outcome.WITHHELD
            letter = self.wording.letter(case, now)
            open_question = case.line.maybe_accepted and case.letter is not None
            line = claimed(case.line, now, self.patience.lease)
            desk.put(line, now, letter=None if open_question else letter)
            return _Taken(line, letter, was_maybe_accepted=case.line.maybe_accepted, letter_is_kept=not open_question)

    def _record(self, taken: _Taken, answer: Answer) -> Outcome:
        accepted = answer if isinstance(answer, Accepted) else None
        goes_with_letter = accepted is not None and not accepted.already and not taken.letter_is_kept
        provider_id = accepted.provider_id if accepted else None
        with self.open_desk() as desk:
            now = self.clock()
            line = self._after(taken, taken.line, answer, now)
            if goes_with_letter or not desk.finish(taken.line, line, now, provider_id=provider_id):
                case = desk.case(taken.line.id)
                if case is None or not _still_to_write(case.line, taken, accepted):
                    return Outcome.NOT_OURS
                line = self._after(taken, case.line, answer, now)
                letter = taken.letter if accepted and not accepted.already else None
                desk.put(line, now, letter=letter, provider_id=provider_id)
        if line.state is State.FAILED:
            self.note_failure(line)
            return Outcome.FAILED
        if accepted is None:
            return Outcome.RETRY
        if line.send_at is not None:
            self.note_lag(max(now - line.send_at, timedelta(0)))
        return Outcome.ALREADY_SENT if accepted.already else Outcome.SENT

    def _after(self, taken: _Taken, line: AnyLine, answer: Answer, now: datetime) -> AnyLine:
        return answered(line, answer, was_open_question=taken.was_maybe_accepted, now=now, patience=self.patience)


def _still_to_write(line: Line, taken: _Taken, accepted: Accepted | None) -> bool:
    """Whether an answer says something new of a line that may have been touched since it was taken."""
    if line.state is State.SENT or settled(line):
        return False
    return accepted is not None or (line.attempts == taken.line.attempts and line.state is State.SENDING)
