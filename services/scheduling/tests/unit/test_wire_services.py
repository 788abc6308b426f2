"""Services and changes look like the golden examples, and requests are understood as they are meant."""

import json
from uuid import UUID

import pytest
from contracts import golden
from contracts.registry import METHODS
from scheduling.adapters import wire_services
from scheduling.domain.service import Service

from services.scheduling.tests.builders import PRACTICE


def as_json(message):
    return json.loads(message.model_dump_json(by_alias=True))


def the_service(example):
    fields = {name: value for name, value in example.items() if name != "price"}
    grosze = round(float(example["price"]) * 100)
    return Service(**fields | {"id": UUID(example["id"]), "practice_id": PRACTICE, "price_grosze": grosze})


@pytest.mark.parametrize("name", ["add_service", "read_service", "change_service"])
def test_a_service_is_answered_like_the_example(name):
    example = golden.response(f"scheduling.{name}")
    assert as_json(wire_services.service(the_service(example))) == example


def test_services_are_answered_like_the_example():
    example = golden.response("scheduling.list_services")
    assert as_json(wire_services.services([the_service(item) for item in example["items"]])) == example


def understood(name, request):
    return dict(wire_services.service_fields(METHODS[f"scheduling.{name}"].request.model_validate(request)))


@pytest.mark.parametrize("name", ["add_service", "change_service"])
def test_the_examples_are_understood_also_from_a_newer_sender(name):
    example = golden.request(f"scheduling.{name}")
    wanted = {field: value for field, value in example.items() if field not in ("service_id", "expected_version")}
    assert understood(name, golden.with_unknown_fields(example)) == wanted


def test_a_price_that_is_emptied_is_told_from_one_that_is_left_out():
    service_id = golden.request("scheduling.change_service")["service_id"]
    assert understood("change_service", {"service_id": service_id}) == {}
    assert understood("change_service", {"service_id": service_id, "price": None}) == {"price": None}
