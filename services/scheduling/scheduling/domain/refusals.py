"""What can go wrong at the desk. Each class has a stable ``code`` and data that may travel; never patient data."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple
from uuid import UUID

from scheduling.domain.span import Span


class FieldError(NamedTuple):
    """One wrong field: its dotted path in the request, how it is wrong, and the limits it broke."""

    field: str
    code: str
    data: dict[str, Any]


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not a defect
    """A request that the rules turn down; nothing has changed."""

    code: ClassVar[str]

    def __init__(self, data: dict[str, Any] | None = None, errors: list[FieldError] | None = None) -> None:
        super().__init__(self.code)
        self.data = data or {}
        self.errors = errors or []


class ValidationFailed(Refusal):
    """Fields that are wrong by themselves, all of them at once."""

    code = "validation_failed"

    def __init__(self, errors: list[FieldError]) -> None:
        super().__init__(errors=errors)

    @classmethod
    def of(cls, field: str, code: str, **data: Any) -> ValidationFailed:
        return cls([FieldError(field, code, data)])


class NotFound(Refusal):
    """The practice has no such thing; another practice's is not found either."""

    code = "not_found"

    def __init__(self, what: str) -> None:
        super().__init__({"what": what})


class PracticeNotReady(Refusal):
    """The practice was registered a moment ago and its news has not arrived: the same request succeeds soon."""

    code = "practice_not_ready"


class VersionConflict(Refusal):
    """Somebody changed it since the caller read it."""

    code = "version_conflict"

    def __init__(self, current_version: int) -> None:
        super().__init__({"current_version": current_version})


class SlotTaken(Refusal):
    """Another visit occupies part of this time on this calendar."""

    code = "slot_taken"

    def __init__(self, calendar_id: UUID, during: Span) -> None:
        super().__init__({"calendar_id": str(calendar_id), **during.texts()})


class HoldExpired(Refusal):
    """The hold ran out, and its time is somebody else's by now."""

    code = "hold_expired"


class OutsideWorkingTime(Refusal):
    """Part of the visit lies outside the hours of its calendar."""

    code = "outside_working_time"

    def __init__(self, calendar_id: UUID, during: Span) -> None:
        super().__init__({"calendar_id": str(calendar_id), **during.texts()})


class InBreak(Refusal):
    """The visit runs into the calendar's break."""

    code = "in_break"

    def __init__(self, calendar_id: UUID, during: Span) -> None:
        super().__init__({"calendar_id": str(calendar_id), **during.texts()})


class CalendarClosed(Refusal):
    """The calendar takes no visits any more."""

    code = "calendar_closed"

    def __init__(self, calendar_id: UUID) -> None:
        super().__init__({"calendar_id": str(calendar_id)})


class LastCalendar(Refusal):
    """One calendar at least stays open."""

    code = "last_calendar"

    def __init__(self, calendar_id: UUID) -> None:
        super().__init__({"calendar_id": str(calendar_id)})


class VisitNotChangeable(Refusal):
    """A visit in this status cannot be changed in this way."""

    code = "visit_not_changeable"

    def __init__(self, status: str, wanted: str | None = None) -> None:
        super().__init__({"status": status} | ({"wanted": wanted} if wanted else {}))


class LocalTimeMissing(Refusal):
    """The clocks are put forward over this wall time: it does not exist on that day."""

    code = "local_time_missing"

    def __init__(self, local_time: str) -> None:
        super().__init__({"local_time": local_time})


def require_version(current: int, expected: int | None) -> None:
    """Raises VersionConflict unless the caller saw the current version (or did not say which one it saw)."""
    if expected is not None and expected != current:
        raise VersionConflict(current)
