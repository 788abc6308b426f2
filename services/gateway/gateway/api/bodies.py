"""How bodies and queries are read: strictly by their model, with a code for each field that is wrong."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Any, TypeVar

from apiflask.schema_adapters import registry
from apiflask.schema_adapters.pydantic import PydanticAdapter
from chassis.refusals import Refused, validation_fault
from contracts.base import Message
from flask import Request
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    WithJsonSchema,
    field_validator,
)
from pydantic_core import PydanticCustomError

from gateway.errors import Problem

_JSON = "application/json"
_BROKEN = {"json_invalid", "json_type"}
_WALL_TIME = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
_FIRST_YEAR, _LAST_YEAR = 1900, 2199

T = TypeVar("T", date, datetime)


def _sensible(value: T) -> T:
    if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        raise PydanticCustomError("out_of_range", "out of range")
    return value


def _hours_and_minutes(value: object) -> object:
    if isinstance(value, str):
        try:
            return datetime.strptime(value, "%H:%M").time()  # noqa: DTZ007 - a time of day has no zone
        except ValueError:
            pass
    raise PydanticCustomError("invalid", "HH:MM")


Moment = Annotated[AwareDatetime, AfterValidator(_sensible)]
"""RFC 3339 with offset, within years that calendars have."""
Day = Annotated[date, AfterValidator(_sensible)]
WallTime = Annotated[
    time, BeforeValidator(_hours_and_minutes), WithJsonSchema({"type": "string", "pattern": _WALL_TIME})
]
"""``HH:MM`` and nothing else."""
Minutes = Annotated[int, Field(ge=0, le=24 * 60)]


class Body(Message):
    """Put last among the bases of a body's or query's model: unknown fields are refused, and texts without end."""

    model_config = ConfigDict(extra="forbid", populate_by_name=False, validate_by_name=False, validate_by_alias=True)

    @field_validator("*")
    @classmethod
    def _storable(cls, value: Any) -> Any:
        if isinstance(value, str) and "\0" in value:
            raise PydanticCustomError("control_characters", "control characters")
        return value


class Empty(Body):
    """The body of a request that needs none."""


class Adapter(PydanticAdapter):
    """APIFlask's way to read a request, with our codes for what is wrong."""

    def validate_input(self, request: Request, location: str, **_: Any) -> Any:
        try:
            if location == "query":
                return self.model_class.model_validate_strings(request.args.to_dict())
            return self.model_class.model_validate_json(_json_of(request), strict=True)
        except ValidationError as error:
            if any(found["type"] in _BROKEN for found in error.errors(include_input=False)):
                raise Problem("malformed_json") from None
            raise Refused(validation_fault(error)) from None


def _json_of(request: Request) -> bytes:
    raw = request.get_data()
    if not raw and request.mimetype == "":
        return b"{}"
    if request.mimetype != _JSON:
        raise Problem("unsupported_media_type")
    return raw


registry.register("pydantic", Adapter)
