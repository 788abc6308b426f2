"""What a practice's request can be refused for. Each class has a stable ``code`` and data; never patient data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from notifications.domain.channel import Channel
from notifications.domain.words import Problem


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not a defect
    """Nothing has changed."""

    code: ClassVar[str]

    def __init__(self, **data: Any) -> None:
        super().__init__(self.code)
        self.data = data
        self.errors: list[tuple[str, str, dict[str, Any]]] = []


class ValidationFailed(Refusal):
    """Fields that are wrong by themselves, all of them at once."""

    code = "validation_failed"

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__()
        self.errors = [(each.field, each.code, _data(each)) for each in problems]


class NotFound(Refusal):
    """The practice has no such thing; another practice's is not found either."""

    code = "not_found"

    def __init__(self, what: str) -> None:
        super().__init__(what=what)


class VersionConflict(Refusal):
    """Somebody changed it since the caller read it."""

    code = "version_conflict"

    def __init__(self, current_version: int) -> None:
        super().__init__(current_version=current_version)


class ChannelOff(Refusal):
    """The practice has switched this channel off, and with it everything that goes out by it."""

    code = "channel_off"

    def __init__(self, channel: Channel) -> None:
        super().__init__(channel=channel.value)


class NoRecipients(Refusal):
    """None of those it is written to can get it."""

    code = "no_recipients"


class MessageNotResendable(Refusal):
    """It is on its way, has arrived, or would be withheld again."""

    code = "message_not_resendable"


class PracticeNotReady(Refusal):
    """The practice registered a moment ago, and word of it has not come yet."""

    code = "practice_not_ready"


def require_version(current: int, expected: int | None) -> None:
    """Raises VersionConflict unless the caller saw the current version (or did not say which one it saw)."""
    if expected is not None and expected != current:
        raise VersionConflict(current)


def _data(problem: Problem) -> dict[str, Any]:
    data: dict[str, Any] = {} if problem.name is None else {"name": problem.name}
    return data if problem.most is None else data | {"max": problem.most}
