"""How bodies and queries are read: strictly by their model, with a code for each field that is wrong."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Annotated, Any, ClassVar, TypeVar

from apiflask.schema_adapters import registry
from apiflask.schema_adapters.pydantic import PydanticAdapter
from chassis.refusals import Refused, validation_fault
from contracts.base import Message
from flask import Request
from flask.json.provider import DefaultJSONProvider
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
from pydantic_core import PydanticCustomError, to_json

from gateway.errors import Problem

_JSON = "application/json"
_BROKEN = {"json_invalid": "malformed_json", "model_type": "malformed_request"}
"""What pydantic finds in a whole body: no JSON, or JSON that is no object."""
WALL_TIME = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
_FIRST_YEAR, _LAST_YEAR = 1900, 2199

T = TypeVar("T", date, datetime)


def _sensible(value: T) -> T:
    if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        raise PydanticCustomError("out_of_range", "out of range")
    return value


def _hours_and_minutes(value: object) -> object:
    if isinstance(value, str) and re.match(WALL_TIME, value):
        return time.fromisoformat(value)
    raise PydanticCustomError("invalid", "HH:MM")


def _written_as(pattern: str) -> BeforeValidator:
    """Pydantic would take "0" for a date: seconds since 1970."""
    written = re.compile(pattern)

    def check(value: object) -> object:
        if not (value is None or (isinstance(value, str) and written.match(value))):
            raise PydanticCustomError("invalid", "ISO 8601")
        return value

    return BeforeValidator(check)


Moment = Annotated[
    AwareDatetime, Field(strict=False), AfterValidator(_sensible), _written_as(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}")
]
"""RFC 3339 with offset, within years that calendars have."""
Day = Annotated[date, Field(strict=False), AfterValidator(_sensible), _written_as(r"\d{4}-\d{2}-\d{2}$")]
"""``YYYY-MM-DD``."""
WallTime = Annotated[
    time, BeforeValidator(_hours_and_minutes), WithJsonSchema({"type": "string", "pattern": WALL_TIME})
]
"""``HH:MM`` and nothing else."""
Minutes = Annotated[int, Field(ge=0, le=24 * 60)]
Position = Annotated[int, Field(ge=1, le=1000)]


class Body(Message):
    """Put last among the bases of a body's or query's model: unknown fields are refused, and texts without end."""

    may_be_left_out: ClassVar[bool] = False

    model_config = ConfigDict(
        strict=True, extra="forbid", populate_by_name=False, validate_by_name=False, validate_by_alias=True
    )

    @field_validator("*")
    @classmethod
    def _storable(cls, value: Any) -> Any:
        if isinstance(value, str) and "\0" in value:
            raise PydanticCustomError("control_characters", "control characters")
        return value


class Adapter(PydanticAdapter):
    """APIFlask's way to read a request, with our codes for what is wrong."""

    def validate_input(self, request: Request, location: str, **_: Any) -> Any:
        try:
            if location == "query":
                return self.model_class.model_validate_strings(request.args.to_dict(), strict=False)
            return self.model_class.model_validate_json(self._json_of(request))
        except ValidationError as error:
            for found in error.errors(include_input=False):
                if not found["loc"] and found["type"] in _BROKEN:
                    raise Problem(_BROKEN[found["type"]]) from None
            raise Refused(validation_fault(error)) from None

    def serialize_output(self, data: Any, many: bool = False) -> Any:
        """A message stays one: ``Json`` writes it."""
        return data if isinstance(data, Message) and not many else super().serialize_output(data, many)

    def _json_of(self, request: Request) -> bytes:
        raw = request.get_data()
        if request.mimetype == "" and not raw:
            return b"{}" if getattr(self.model_class, "may_be_left_out", False) else b""
        if request.mimetype != _JSON:
            raise Problem("unsupported_media_type")
        return raw


registry.register("pydantic", Adapter)


class Json(DefaultJSONProvider):
    """Flask's way to write JSON. Messages are written by pydantic: dictionaries in between cost as much again."""

    ensure_ascii = False
    sort_keys = False

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        if isinstance(obj, Message):
            return to_json(obj, by_alias=True).decode()
        return super().dumps(obj, **kwargs)
