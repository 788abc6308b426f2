"""Each resource of people and the practice: what it asks of accounts, and what it answers."""

from __future__ import annotations

from typing import Any

import pytest
from contracts import golden
from contracts.accounts import rpc as accounts
from flask.testing import FlaskClient

from services.gateway.tests.fakes import TOKEN, FakeServices
from services.gateway.tests.unit.test_resources import ID, OTHER, Asked, expect_call


def as_it_is(verb: str, path: str, status: int, method: str) -> Asked:
    """The body is the request."""
    body = golden.request(method)
    return verb, path, body, status, method, body


def without_body(verb: str, path: str, status: int, method: str, **asked: Any) -> Asked:
    return verb, path, None, status, method, asked


SWITCHES = {
    name: value for name, value in golden.request("accounts.change_notifications").items() if name != "expected_version"
}
TOWN = {"town": "Łódź", "nip": None}

FOR_STRANGERS: list[Asked] = [
    as_it_is("POST", "practices", 201, "accounts.register_practice"),
    as_it_is("POST", "sessions", 201, "accounts.open_session"),
    as_it_is("POST", "sessions/second-factor", 201, "accounts.confirm_session"),
    as_it_is("POST", "password-resets", 204, "accounts.request_password_reset"),
    as_it_is("POST", "password-resets/check", 204, "accounts.check_password_reset"),
    as_it_is("POST", "password-resets/confirm", 204, "accounts.reset_password"),
    as_it_is("POST", "email-confirmations", 204, "accounts.confirm_email"),
    as_it_is("POST", "invitation-answers", 201, "accounts.accept_invitation"),
    as_it_is("POST", "invitation-answers/check", 200, "accounts.read_invitation"),
    without_body("GET", "public/gabinet-usmiech", 200, "accounts.find_practice", slug="gabinet-usmiech"),
]
REQUESTS: list[Asked] = [
    *FOR_STRANGERS,
    without_body("GET", "session", 200, "accounts.read_session", token=TOKEN),
    without_body("DELETE", "session", 204, "accounts.close_session", token=TOKEN),
    without_body("GET", "sessions", 200, "accounts.list_sessions"),
    without_body("DELETE", "sessions", 204, "accounts.end_other_sessions"),
    without_body("DELETE", f"sessions/{ID}", 204, "accounts.end_session", session_id=ID),
    as_it_is("PUT", "user/name", 200, "accounts.change_name"),
    as_it_is("PUT", "user/password", 200, "accounts.change_password"),
    as_it_is("POST", "user/email-confirmation", 204, "accounts.request_email_confirmation"),
    without_body("POST", "user/email-confirmation", 204, "accounts.request_email_confirmation"),
    as_it_is("POST", "user/second-factor", 200, "accounts.begin_second_factor"),
    as_it_is("POST", "user/second-factor/confirm", 200, "accounts.enable_second_factor"),
    as_it_is("POST", "user/second-factor/recovery-codes", 200, "accounts.renew_recovery_codes"),
    as_it_is("DELETE", "user/second-factor", 204, "accounts.disable_second_factor"),
    without_body("GET", "users", 200, "accounts.list_people"),
    without_body("GET", f"users/{ID}", 200, "accounts.read_person", person_id=ID),
    ("PATCH", f"users/{ID}", {"role": "admin"}, 200, "accounts.change_person", {"person_id": ID, "role": "admin"}),
    without_body("DELETE", f"users/{ID}", 204, "accounts.remove_person", person_id=ID),
    without_body("GET", "invitations", 200, "accounts.list_invitations"),
    as_it_is("POST", "invitations", 201, "accounts.invite_person"),
    without_body("POST", f"invitations/{ID}/resend", 200, "accounts.resend_invitation", invitation_id=ID),
    without_body("DELETE", f"invitations/{ID}", 204, "accounts.withdraw_invitation", invitation_id=ID),
    without_body("GET", "practice", 200, "accounts.read_practice"),
    ("PUT", "practice", TOWN, 200, "accounts.change_practice", TOWN),
    without_body("GET", "practice/notifications", 200, "accounts.read_notifications"),
    ("PUT", "practice/notifications", SWITCHES | {"version": 1}, 200, "accounts.change_notifications", SWITCHES),
    ("PUT", "practice/notifications", {"sms": False}, 200, "accounts.change_notifications", {"sms": False}),
]  # fmt: skip


@pytest.mark.parametrize(("verb", "path", "body", "status", "method", "asked"), REQUESTS)
def test_a_request_becomes_the_call_and_the_answer_the_response(  # noqa: PLR0917
    program: FlaskClient, services: FakeServices, verb: str, path: str, body: Any, status: int, method: str, asked: Any
) -> None:
    expect_call(program, services, (verb, path, body, status, method, asked))


@pytest.mark.parametrize(("verb", "path", "body", "status", "method", "asked"), FOR_STRANGERS)
def test_strangers_ask_in_nobodys_name(  # noqa: PLR0917
    stranger: FlaskClient, services: FakeServices, verb: str, path: str, body: Any, status: int, method: str, asked: Any
) -> None:
    expect_call(stranger, services, (verb, path, body, status, method, asked))
    (call,) = services.calls
    assert (call.context.practice_id, call.context.actor) == (None, None)


def test_a_practice_may_be_sent_back_as_it_was_read(program: FlaskClient, services: FakeServices) -> None:
    known = golden.response("accounts.read_practice")
    answer = program.put("/api/v1/practice", json=known | {"town": "Łódź"})
    assert answer.status_code == 200, answer.text
    assert services.last.request == {
        name: value for name, value in known.items() if name not in {"id", "email", "slug", "time_zone", "version"}
    } | {"town": "Łódź"}


@pytest.mark.parametrize("name", ["id", "email", "slug", "time_zone"])
def test_what_is_read_only_cannot_be_changed(program: FlaskClient, services: FakeServices, name: str) -> None:
    answer = program.put("/api/v1/practice", json={"town": "Łódź", name: OTHER})
    assert answer.status_code == 422
    assert [(fault["field"], fault["code"]) for fault in answer.json["errors"]] == [(name, "read_only")]
    assert services.last.method != "accounts.change_practice"


def test_a_challenge_comes_with_the_refusal_that_asks_for_a_code(stranger: FlaskClient, services: FakeServices) -> None:
    services.refuse(accounts.open_session, "second_factor_required", data={"challenge": "opaque-challenge"})
    answer = stranger.post("/api/v1/sessions", json=golden.request("accounts.open_session"))
    assert (answer.status_code, answer.json["code"]) == (401, "second_factor_required")
    assert answer.json["data"] == {"challenge": "opaque-challenge"}


@pytest.mark.parametrize(
    ("verb", "path", "body"), [(verb, path, body) for verb, path, body, status, *_ in FOR_STRANGERS if status == 201]
)
def test_who_signed_in_is_told_where_to_look(program: FlaskClient, verb: str, path: str, body: Any) -> None:
    place = program.open(f"/api/v1/{path}", method=verb, json=body).headers["Location"]
    assert program.get(place).status_code == 200


def test_an_invitation_is_one_of_those_that_wait(program: FlaskClient, services: FakeServices) -> None:
    place = program.post("/api/v1/invitations", json=golden.request("accounts.invite_person")).headers["Location"]
    made = golden.response("accounts.invite_person")
    assert place == f"/api/v1/invitations/{made['id']}"
    services.answers["accounts.list_invitations"] = accounts.Invitations(items=[accounts.Invitation(**made)])
    assert program.get(place).json == made
    answer = program.get(f"/api/v1/invitations/{OTHER}")
    assert (answer.status_code, answer.json["code"]) == (404, "not_found")


@pytest.mark.parametrize("role", ["boss", "Owner", "", None, 1])
def test_a_role_is_one_of_four(program: FlaskClient, role: Any) -> None:
    answer = program.patch(f"/api/v1/users/{ID}", json={"role": role})
    assert [(fault["field"], fault["code"]) for fault in answer.json["errors"]] == [("role", "invalid")]


def test_a_practice_that_takes_no_bookings_has_no_public_face(stranger: FlaskClient, services: FakeServices) -> None:
    shown = accounts.PublicPractice(**golden.response("accounts.find_practice"))
    services.answers["accounts.find_practice"] = shown.model_copy(update={"online_booking": False})
    answer = stranger.get("/api/v1/public/gabinet-usmiech")
    assert (answer.status_code, answer.json["code"]) == (409, "online_booking_off")
    assert shown.name not in answer.text


@pytest.mark.parametrize("slug", ["a%00b", "Gabinet", "a" * 101, "%20", "ą"])
def test_a_name_that_no_practice_has_is_not_even_looked_for(
    stranger: FlaskClient, services: FakeServices, slug: str
) -> None:
    assert stranger.get(f"/api/v1/public/{slug}").json["code"] == "not_found"
    assert services.calls == []
