"""What every wire class promises."""

import uuid
from datetime import UTC, datetime

import pytest
from contracts import golden
from contracts.accounts.rpc import OpenSession, RegisterPractice
from contracts.base import wrap
from contracts.context import Context
from contracts.registry import EVENTS, METHODS
from contracts.scheduling.rpc import BookVisit
from pydantic import ValidationError


def test_a_time_without_an_offset_is_refused():
    with pytest.raises(ValidationError):
        BookVisit.model_validate(golden.request("scheduling.book_visit") | {"starts_at": "2026-11-24T12:00:00"})


@pytest.mark.parametrize("message", [RegisterPractice, OpenSession])
def test_a_password_is_not_part_of_what_is_printed(message):
    example = golden.request("accounts.register_practice")
    assert example["password"] not in repr(message.model_validate(example))


def test_a_wrapped_event_carries_its_type_and_aggregate():
    data = EVENTS["visit_booked.v1"].model_validate(golden.event("visit_booked.v1")["data"])
    at = datetime(2026, 11, 23, 10, tzinfo=UTC)
    envelope = wrap(data, id=uuid.uuid4(), occurred_at=at, practice_id=uuid.uuid4(), version=1, trace_id="0" * 32)
    assert (envelope.type, envelope.aggregate_id) == ("visit_booked.v1", data.visit_id)


@pytest.mark.parametrize("trace_id", ["", "XYZ", "0" * 31, "0" * 33])
def test_a_trace_id_is_32_hex_digits(trace_id):
    with pytest.raises(ValidationError):
        Context(trace_id=trace_id)


def test_names_of_methods_begin_with_a_verb_and_are_unique_in_their_service():
    assert all(name == f"{method.service}.{method.name}" for name, method in METHODS.items())
    assert all("_" in method.name for method in METHODS.values())
