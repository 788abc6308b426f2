"""Errors on their way over the broker: any exception becomes a Fault, a Fault becomes Refused at the caller.

A domain error is a plain class with a stable ``code``; it imports nothing from here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Literal, Protocol, runtime_checkable

from contracts.faults import CODES, FIELD_CODES, Fault, FieldFault
from pydantic import ValidationError


@runtime_checkable
class Refusal(Protocol):
    """What a domain error looks like from outside. ``data`` and ``errors`` may be missing.

    ``data`` is a dict of JSON values (UUIDs and datetimes are fine); ``errors`` a list of (field, code, data). Neither
    holds patient data.
    """

    code: ClassVar[str]


class Refused(Exception):  # noqa: N818 - it is what happened
    """The service understood the request and said no; ``fault`` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code)
        self.fault = fault

    @property
    def code(self) -> str:
        return self.fault.code


class Unavailable(Exception):  # noqa: N818 - it is what happened
    """No answer: the broker is down, nobody serves the method, or time ran out.

    ``outcome`` is ``not_sent`` when the request cannot have had an effect, else ``unknown``.
    """

    code = "unavailable"

    def __init__(self, outcome: Literal["not_sent", "unknown"]) -> None:
        super().__init__(outcome)
        self.outcome = outcome


def is_refusal(error: BaseException) -> bool:
    """Whether an exception is an answer (its class has one of the stable codes) and not an accident.

    Only known codes count: SQLAlchemy's errors, for one, have a ``code`` of their own.
    """
    return getattr(type(error), "code", None) in CODES or isinstance(error, Refused)


def fault_of(error: BaseException) -> Fault:
    """The Fault that tells a caller of this exception; ``internal_error`` when it is no refusal."""
    if isinstance(error, Refused):
        return error.fault
    if not is_refusal(error):
        return Fault(code="internal_error")
    return Fault(
        code=type(error).code,  # type: ignore[attr-defined]
        data=dict(getattr(error, "data", None) or {}),
        errors=[_field_fault(*field) for field in getattr(error, "errors", None) or ()],
    )


def validation_fault(error: ValidationError, within: Sequence[str] = ()) -> Fault:
    """Field paths and codes of what pydantic found, without any input value. ``within`` is cut off the paths' front."""
    return Fault(
        code="validation_failed",
        errors=[
            FieldFault(field=_path(found["loc"], within), code=_field_code(found["type"]), data=_limits(found))
            for found in error.errors(include_url=False, include_input=False)
        ],
    )


_FIELD_CODE_OF = {
    "missing": "required",
    "string_too_short": "too_short",
    "too_short": "too_short",
    "string_too_long": "too_long",
    "too_long": "too_long",
    "greater_than": "out_of_range",
    "greater_than_equal": "out_of_range",
    "less_than": "out_of_range",
    "less_than_equal": "out_of_range",
    "extra_forbidden": "unknown_field",
}
_LIMITS = {"min_length": "min", "ge": "min", "gt": "above", "max_length": "max", "le": "max", "lt": "below"}


def _field_code(kind: str) -> str:
    return kind if kind in FIELD_CODES else _FIELD_CODE_OF.get(kind, "invalid")


def _path(location: tuple[int | str, ...], within: Sequence[str]) -> str:
    cut = len(within) if location[: len(within)] == tuple(within) else 0
    return ".".join(str(part) for part in location[cut:])


def _limits(found: Mapping[str, Any]) -> dict[str, Any]:
    context = found.get("ctx") or {}
    return {name: context[key] for key, name in _LIMITS.items() if isinstance(context.get(key), int | float)}


def _field_fault(field: str, code: str, data: Mapping[str, Any] | None = None) -> FieldFault:
    return FieldFault(field=field, code=code, data=dict(data or {}))
