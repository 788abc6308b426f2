"""Each resource of what a practice shows outside: online booking and calendar feeds."""

from __future__ import annotations

import pytest
from contracts import golden
from contracts.scheduling import rpc as scheduling
from flask.testing import FlaskClient

from services.gateway.tests.fakes import FakeServices
from services.gateway.tests.unit.test_resources import ID, Asked, expect_call

BOOKING = golden.response("scheduling.read_booking_settings")
RULES = {name: value for name, value in BOOKING.items() if name != "version"}
FEED = golden.request("scheduling.add_feed")

REQUESTS: list[Asked] = [
    ("GET", "practice/online-booking", None, 200, "scheduling.read_booking_settings", {}),
    ("PUT", "practice/online-booking", BOOKING, 200, "scheduling.change_booking_settings", RULES),
    ("GET", "calendar-feeds", None, 200, "scheduling.list_feeds", {}),
    ("POST", "calendar-feeds", FEED, 201, "scheduling.add_feed", FEED),
    ("DELETE", f"calendar-feeds/{ID}", None, 204, "scheduling.remove_feed", {"feed_id": ID}),
]


@pytest.mark.parametrize("expected", REQUESTS, ids=lambda asked: f"{asked[0]} {asked[1]}")
def test_a_request_becomes_the_call(program: FlaskClient, services: FakeServices, expected: Asked) -> None:
    verb, path, body, status, method, asked = expected
    answer = program.open(f"/api/v1/{path}", method=verb, **({} if body is None else {"json": body}))
    assert answer.status_code == status, answer.text
    assert (services.last.method, services.last.request) == (method, asked)


@pytest.mark.parametrize("expected", REQUESTS[:2], ids=lambda asked: f"{asked[0]} {asked[1]}")
def test_the_rules_of_online_booking_are_answered_as_they_are(
    program: FlaskClient, services: FakeServices, expected: Asked
) -> None:
    expect_call(program, services, expected)


def test_a_feed_that_was_added_has_an_address_that_no_list_shows(program: FlaskClient) -> None:
    made = golden.response("scheduling.add_feed")
    added = program.post("/api/v1/calendar-feeds", json=FEED).json
    assert added == {name: made[name] for name in made if name != "token"} | {
        "url": f"http://127.0.0.1:8000/feeds/{made['token']}.ics"
    }
    listed = golden.response("scheduling.list_feeds")["items"]
    shown = program.get("/api/v1/calendar-feeds").json["items"]
    assert shown == [{name: feed[name] for name in feed if name != "token"} for feed in listed]


def test_the_same_key_again_tells_no_address(program: FlaskClient, services: FakeServices) -> None:
    """scheduling keeps what it answered, but not the token."""
    kept = scheduling.Feed.model_validate(golden.response("scheduling.add_feed"))
    services.answers["scheduling.add_feed"] = kept.model_copy(update={"token": None})
    assert program.post("/api/v1/calendar-feeds", json=FEED).json["url"] is None


def test_a_feed_of_no_calendar_is_refused(program: FlaskClient, services: FakeServices) -> None:
    answer = program.post("/api/v1/calendar-feeds", json={**FEED, "calendar_ids": []})
    assert (answer.status_code, answer.json["code"]) == (422, "validation_failed")
    assert services.last.method == "accounts.read_session"


def test_the_rules_of_online_booking_have_a_version(program: FlaskClient) -> None:
    for answer in (
        program.get("/api/v1/practice/online-booking"),
        program.put("/api/v1/practice/online-booking", json={"most_open": 2}),
    ):
        assert answer.headers["ETag"] == f'"{answer.json["version"]}"'
