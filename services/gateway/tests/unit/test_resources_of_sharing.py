"""Each resource of what a practice shows outside: online booking and calendar feeds."""

from __future__ import annotations

import pytest
from contracts import golden
from flask.testing import FlaskClient

from services.gateway.tests.fakes import FakeServices
from services.gateway.tests.unit.test_resources import Asked, expect_call

BOOKING = golden.response("scheduling.read_booking_settings")
RULES = {name: value for name, value in BOOKING.items() if name != "version"}

REQUESTS: list[Asked] = [
    ("GET", "practice/online-booking", None, 200, "scheduling.read_booking_settings", {}),
    ("PUT", "practice/online-booking", BOOKING, 200, "scheduling.change_booking_settings", RULES),
]


@pytest.mark.parametrize("expected", REQUESTS, ids=lambda asked: f"{asked[0]} {asked[1]}")
def test_a_request_becomes_the_call_and_the_answer_the_response(
    program: FlaskClient, services: FakeServices, expected: Asked
) -> None:
    expect_call(program, services, expected)


def test_the_rules_of_online_booking_have_a_version(program: FlaskClient) -> None:
    for answer in (
        program.get("/api/v1/practice/online-booking"),
        program.put("/api/v1/practice/online-booking", json={"most_open": 2}),
    ):
        assert answer.headers["ETag"] == f'"{answer.json["version"]}"'
