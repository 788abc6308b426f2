"""Each resource of online booking and of links to patients: what it asks of scheduling, and in whose name."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from contracts import golden
from contracts.accounts import rpc as accounts
from flask.testing import FlaskClient

from services.gateway.tests.fakes import FakeServices
from services.gateway.tests.unit.test_resources import ID, Asked, expect_call

SLUG = "public/gabinet-usmiech"
PRACTICE = UUID(golden.response("accounts.find_practice")["id"])
TIMES = golden.request("scheduling.list_public_times")
HOLD = golden.request("scheduling.hold_public_time")
OWN = {"token": "opaque-hold"}


def of(method: str, *but: str) -> dict[str, Any]:
    return {name: value for name, value in golden.request(method).items() if name not in but}


CODE = of("scheduling.request_booking_code", "hold_id")
JOIN = of("scheduling.ask_to_join_waiting_list")
BY_NAME: list[Asked] = [
    ("GET", f"{SLUG}/booking", None, 200, "scheduling.read_public_booking", {}),
    (
        *("GET", f"{SLUG}/free-times?" + "&".join(f"{name}={value}" for name, value in TIMES.items()), None, 200),
        *("scheduling.list_public_times", TIMES),
    ),
    ("POST", f"{SLUG}/holds", HOLD, 201, "scheduling.hold_public_time", HOLD),
    ("DELETE", f"{SLUG}/holds/{ID}", OWN, 204, "scheduling.release_public_hold", {"hold_id": ID, **OWN}),
    ("POST", f"{SLUG}/holds/{ID}/code", CODE, 200, "scheduling.request_booking_code", {"hold_id": ID, **CODE}),
    (
        *("POST", f"{SLUG}/holds/{ID}/confirm", {**OWN, "code": "123456"}, 201, "scheduling.confirm_public_hold"),
        {"hold_id": ID, **OWN, "code": "123456"},
    ),
    ("POST", f"{SLUG}/waiting-list", JOIN, 200, "scheduling.ask_to_join_waiting_list", JOIN),
    (
        *("POST", f"{SLUG}/waiting-list/{ID}/confirm", {"code": "123456"}, 200, "scheduling.confirm_joining"),
        {"joining_id": ID, "code": "123456"},
    ),
]
BY_LINK: list[Asked] = [
    ("POST", path, of(f"scheduling.{method}"), 200, f"scheduling.{method}", of(f"scheduling.{method}"))
    for path, method in (
        ("visit-links/check", "read_linked_visit"),
        ("visit-links/confirm", "confirm_linked_visit"),
        ("visit-links/cancel", "cancel_linked_visit"),
        ("visit-links/free-times", "list_linked_times"),
        ("visit-links/move", "move_linked_visit"),
        ("offer-links/check", "read_linked_offer"),
        ("offer-links/accept", "accept_linked_offer"),
        ("offer-links/refuse", "refuse_linked_offer"),
    )
]
REQUESTS = [*BY_NAME, *BY_LINK]


@pytest.mark.parametrize("expected", REQUESTS, ids=lambda asked: f"{asked[0]} {asked[1].partition('?')[0]}")
def test_a_request_becomes_the_call_and_the_answer_the_response(
    stranger: FlaskClient, services: FakeServices, expected: Asked
) -> None:
    expect_call(stranger, services, expected)


@pytest.mark.parametrize("expected", BY_NAME, ids=lambda asked: f"{asked[0]} {asked[1].partition('?')[0]}")
def test_who_is_signed_in_somewhere_asks_as_a_stranger_of_the_practice_named(
    program: FlaskClient, services: FakeServices, expected: Asked
) -> None:
    expect_call(program, services, expected)
    assert [call.method for call in services.calls] == ["accounts.find_practice", expected[4]]
    assert (services.last.context.practice_id, services.last.context.actor) == (PRACTICE, None)


@pytest.mark.parametrize("expected", BY_LINK, ids=lambda asked: asked[1])
def test_a_link_says_itself_which_practice_it_is_of(
    program: FlaskClient, services: FakeServices, expected: Asked
) -> None:
    expect_call(program, services, expected)
    assert [(call.context.practice_id, call.context.actor) for call in services.calls] == [(None, None)]


@pytest.mark.parametrize("expected", BY_NAME, ids=lambda asked: f"{asked[0]} {asked[1].partition('?')[0]}")
def test_a_practice_that_takes_no_bookings_is_asked_for_none(
    stranger: FlaskClient, services: FakeServices, expected: Asked
) -> None:
    shown = accounts.PublicPractice(**golden.response("accounts.find_practice"))
    services.answers["accounts.find_practice"] = shown.model_copy(update={"online_booking": False})
    verb, path, body, *_ = expected
    answer = stranger.open(f"/api/v1/{path}", method=verb, json=body)
    assert (answer.status_code, answer.json["code"]) == (409, "online_booking_off")
    assert [call.method for call in services.calls] == ["accounts.find_practice"]


@pytest.mark.parametrize(
    "address",
    [
        f"{SLUG}/holds/{ID}?token=opaque-hold",
        "visit-links/check?token=opaque-link",
        "offer-links/accept?token=opaque-link",
    ],
)
def test_a_token_in_an_address_is_not_taken(stranger: FlaskClient, services: FakeServices, address: str) -> None:
    """Addresses reach logs and histories."""
    answer = stranger.open(f"/api/v1/{address}", method="DELETE" if "holds" in address else "POST", json={})
    assert (answer.status_code, answer.json["code"]) == (422, "validation_failed")
    assert services.calls == []
