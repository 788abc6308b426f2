"""What a caller learns of an exception."""

from typing import Annotated, ClassVar

import psycopg
import pytest
from chassis.database import is_away
from chassis.refusals import Refused, fault_of, validation_fault
from contracts.base import Message
from contracts.faults import Fault
from pydantic import AfterValidator, Field, ValidationError
from pydantic_core import PydanticCustomError
from sqlalchemy.exc import IntegrityError, OperationalError


class Closed(Exception):  # noqa: N818
    code: ClassVar[str] = "calendar_closed"

    def __init__(self, day: str) -> None:
        super().__init__(f"closed on {day}")
        self.data = {"day": day}


def _grid(minutes: int) -> int:
    if minutes % 15:
        raise PydanticCustomError("not_on_grid", "minutes")
    return minutes


class Inner(Message):
    minutes: Annotated[int, AfterValidator(_grid)] = 0


class Outer(Message):
    name: str = Field(min_length=2)
    age: int = Field(default=0, le=120)
    items: list[Inner] = Field(default_factory=list)


def test_a_domain_error_needs_only_a_known_code() -> None:
    assert fault_of(Closed("2026-11-11")) == Fault(code="calendar_closed", data={"day": "2026-11-11"})


def test_the_fault_of_a_service_that_was_asked_is_handed_on() -> None:
    fault = Fault(code="not_found", data={"what": "visit"})
    assert fault_of(Refused(fault)) == fault


@pytest.mark.parametrize(
    ("error", "away"),
    [
        (OperationalError("select", {}, psycopg.OperationalError("server closed the connection")), True),
        (psycopg.OperationalError("connection refused"), True),
        (IntegrityError("insert", {}, Exception("600100200")), False),
        (ValueError("600100200"), False),
    ],
)
def test_a_database_that_is_away_is_known_from_one_that_refuses(error: Exception, away: bool) -> None:
    assert is_away(error) is away


@pytest.mark.parametrize("error", [ValueError("600100200"), IntegrityError("insert", {}, Exception("600100200"))])
def test_an_accident_is_an_internal_error_even_if_its_class_has_a_code_of_its_own(error: Exception) -> None:
    assert fault_of(error) == Fault(code="internal_error")


@pytest.mark.parametrize(
    ("request_", "field", "code", "data"),
    [
        ({}, "name", "required", {}),
        ({"name": "x"}, "name", "too_short", {"min": 2}),
        ({"name": 5}, "name", "invalid", {}),
        ({"name": "xy", "age": 121}, "age", "out_of_range", {"max": 120}),
        ({"name": "xy", "items": [{}, {"minutes": 7}]}, "items.1.minutes", "not_on_grid", {}),
    ],
)
def test_a_wrong_field_is_named_with_a_stable_code(
    request_: dict[str, object], field: str, code: str, data: dict[str, object]
) -> None:
    with pytest.raises(ValidationError) as caught:
        Outer.model_validate(request_)
    (fault,) = validation_fault(caught.value).errors
    assert (fault.field, fault.code, fault.data) == (field, code, data)
