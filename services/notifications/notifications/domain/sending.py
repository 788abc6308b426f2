"""What a sender does with a line: take it, and make of it what the provider's answer means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from notifications.domain.message import Line, Reason, State

AnyLine = TypeVar("AnyLine", bound=Line)


@dataclass(frozen=True)
class Accepted:
    """The provider has it."""

    provider_id: str | None = None
    already: bool = False
    """It had it before: this attempt sent nothing."""


@dataclass(frozen=True)
class Rejected:
    """The provider will never take it."""

    reason: Reason


@dataclass(frozen=True)
class NotNow:
    """The provider did not take it this time, and may later."""

    maybe_accepted: bool
    """There was no clear answer: it may have taken it after all."""
    provider_down: bool = False
    """It would not have taken any other message either."""


Answer = Accepted | Rejected | NotNow


@dataclass(frozen=True)
class Patience:
    """How long a sender may take, and how long it waits before it tries again."""

    lease: timedelta
    """Longer than the provider's time limits together; a sender that is silent for so long is taken for dead."""
    delays: Sequence[timedelta]


def claimable(line: Line, now: datetime) -> bool:
    """Whether a sender that is handed this line's id may take it: not what is done, withheld or in other hands."""
    if line.state is State.SENDING:
        return line.due_at is not None and line.due_at <= now
    return line.state is State.QUEUED


def claimed(line: AnyLine, now: datetime, lease: timedelta) -> AnyLine:
    """The line in the hands of a sender; until it reports, the provider may have the message."""
    return replace(
        line,
        state=State.SENDING,
        due_at=now + lease,
        attempts=line.attempts + 1,
        maybe_accepted=True,
        claimed_at=now,
    )


def answered(line: AnyLine, answer: Answer, *, was_open_question: bool, now: datetime, patience: Patience) -> AnyLine:
    """The line after the provider's answer; ``was_open_question``: an earlier attempt may have been accepted."""
    if isinstance(answer, Accepted):
        return replace(line, state=State.SENT, reason=None, due_at=None, maybe_accepted=False)
    if isinstance(answer, Rejected):
        return failed(line, answer.reason)
    delay = patience.delays[min(line.attempts, len(patience.delays)) - 1]
    line = replace(line, maybe_accepted=answer.maybe_accepted or was_open_question)
    if now + delay > line.last_moment:
        return out_of_time(line)
    return replace(line, state=State.PLANNED, due_at=now + delay)


def out_of_time(line: AnyLine) -> AnyLine:
    """The line when it is of no use any more: nothing was tried, or it was and failed, or nobody knows."""
    if line.maybe_accepted:
        return failed(line, Reason.OUTCOME_UNKNOWN)
    if line.attempts:
        return failed(line, Reason.PROVIDER_UNAVAILABLE)
    return replace(line, state=State.SKIPPED, reason=Reason.TOO_LATE, due_at=None)


def failed(line: AnyLine, reason: Reason) -> AnyLine:
    """The line after its last attempt."""
    return replace(line, state=State.FAILED, reason=reason, due_at=None)
