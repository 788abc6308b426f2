from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from flask.testing import FlaskClient
from gateway.app import create_app

from services.gateway.tests.fakes import SETTINGS, FakeServices
from services.gateway.tests.unit.test_resources import DAY, ID, VISIT


def errors(answer: Any) -> list[tuple[str, str]]:
    assert (answer.status_code, answer.json["code"]) == (422, "validation_failed"), answer.text
    return [(each["field"], each["code"]) for each in answer.json["errors"]]


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"starts_at": "2026-11-24T10:00:00"}, ("starts_at", "invalid")),
        ({"starts_at": 1764000000}, ("starts_at", "invalid")),
        ({"starts_at": "0001-01-01T00:00:00+14:00"}, ("starts_at", "out_of_range")),
        ({"starts_at": "1764000000"}, ("starts_at", "invalid")),
        ({"minutes": "30"}, ("minutes", "invalid")),
        ({"minutes": True}, ("minutes", "invalid")),
        ({"minutes": 10**30}, ("minutes", "out_of_range")),
        ({"calendar_id": "blue"}, ("calendar_id", "invalid")),
        ({"note": "a\0b"}, ("note", "control_characters")),
        ({"overbook_": True}, ("overbook_", "unknown_field")),
    ],
)
def test_a_field_of_another_kind_is_named(
    program: FlaskClient, services: FakeServices, change: dict[str, Any], wrong: tuple[str, str]
) -> None:
    assert errors(program.post("/api/v1/visits", json=VISIT | change)) == [wrong]
    assert all(call.method == "accounts.read_session" for call in services.calls)


def test_missing_fields_are_all_named(program: FlaskClient) -> None:
    assert errors(program.post("/api/v1/visits", json={})) == [
        (field, "required") for field in ("calendar_id", "patient_id", "starts_at")
    ]


@pytest.mark.parametrize(
    ("day", "wrong"),
    [
        (DAY | {"weekday": 8}, ("days.0.weekday", "out_of_range")),
        (DAY | {"from": "8:00 rano"}, ("days.0.from", "invalid")),
        (DAY | {"from": "8:00"}, ("days.0.from", "invalid")),
        (DAY | {"from": "08:00+01:00"}, ("days.0.from", "invalid")),
        (DAY | {"from": "24:00"}, ("days.0.from", "invalid")),
        (DAY | {"lunch": None}, ("days.0.lunch", "unknown_field")),
        (DAY | {"break": {"from": "12:00", "to": "13:00", "x": 1}}, ("days.0.break.x", "unknown_field")),
        ({"weekday": 1, "open": True, "from_": "08:00", "to": "16:00"}, ("days.0.from", "required")),
    ],
)
def test_fields_within_fields_are_named_by_their_path(
    program: FlaskClient, day: dict[str, Any], wrong: tuple[str, str]
) -> None:
    assert wrong in errors(program.put("/api/v1/practice/working-time", json={"days": [day]}))


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("from=24.11.2026", ("from", "invalid")),
        ("from=0001-01-01", ("from", "out_of_range")),
        ("from=0", ("from", "invalid")),
        ("limit=0", ("limit", "out_of_range")),
        ("limit=many", ("limit", "invalid")),
        ("calendar=1", ("calendar", "unknown_field")),
    ],
)
def test_queries_are_checked_alike(program: FlaskClient, query: str, wrong: tuple[str, str]) -> None:
    assert errors(program.get(f"/api/v1/visits?{query}")) == [wrong]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "malformed_json"),
        (b"{", "malformed_json"),
        (b"nonsense", "malformed_json"),
        (b"\xff\xfe", "malformed_json"),
        (b'{"note": "\\ud800"}', "malformed_json"),
        (b"[1]", "malformed_request"),
        (b'"a"', "malformed_request"),
        (b"null", "malformed_request"),
    ],
)
def test_what_is_no_json_object_is_malformed(program: FlaskClient, body: bytes, code: str) -> None:
    answer = program.post("/api/v1/visits", data=body, content_type="application/json")
    assert (answer.status_code, answer.json["code"]) == (400, code)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_body_of_another_kind_is_unsupported(program: FlaskClient, kind: str) -> None:
    answer = program.post("/api/v1/visits", data=b"a=1", content_type=kind)
    assert (answer.status_code, answer.json["code"]) == (415, "unsupported_media_type")


def test_a_body_that_is_needed_cannot_be_left_out(program: FlaskClient) -> None:
    answer = program.put("/api/v1/practice")
    assert (answer.status_code, answer.json["code"]) == (400, "malformed_json")


def test_how_large_a_body_may_be_is_a_setting(services: FakeServices) -> None:
    small = create_app(dataclasses.replace(SETTINGS, max_body_bytes=20), services).test_client()
    assert small.post("/api/v1/sessions", json={"email": "a@example.com", "password": "x"}).status_code == 413


def test_a_body_of_more_than_a_megabyte_is_too_large(program: FlaskClient) -> None:
    answer = program.post("/api/v1/visits", json=VISIT | {"note": "a" * 1_000_000})
    assert (answer.status_code, answer.json["code"]) == (413, "body_too_large")


@pytest.mark.parametrize(
    ("verb", "path", "body", "wrong"),
    [
        ("PUT", "practice/notifications", {"sms": "on"}, ("sms", "invalid")),
        ("PUT", "practice/notifications", {"reminder_hour": "9:00"}, ("reminder_hour", "invalid")),
        ("PUT", "practice/notifications", {"quiet_hours": {"from": "21:00"}}, ("quiet_hours.to", "required")),
        ("PUT", "practice/notifications", {"push": True}, ("push", "unknown_field")),
        ("PUT", "calendars/order", {"calendar_ids": ["blue"]}, ("calendar_ids.0", "invalid")),
        ("PATCH", f"calendars/{ID}", {"position": 0}, ("position", "out_of_range")),
        ("PATCH", f"calendars/{ID}", {"position": 10**30}, ("position", "out_of_range")),
        ("PATCH", f"calendars/{ID}", {"id": ID}, ("id", "unknown_field")),
        ("PUT", f"calendars/{ID}/working-time", {"days": [DAY] * 8}, ("days", "too_long")),
        ("POST", f"calendars/{ID}/exceptions", {"date": "2026-12-24T00:00:00"}, ("date", "invalid")),
        (
            "POST",
            f"calendars/{ID}/exceptions",
            {"calendar_id": ID, "date": "2026-12-24"},
            ("calendar_id", "unknown_field"),
        ),
        ("POST", "practice/exceptions", {}, ("date", "required")),
        ("POST", "practice/exceptions", {"date": "2026-12-24", "from": "8"}, ("from", "invalid")),
        ("POST", "services", {"name": "Przegląd", "minutes": "30"}, ("minutes", "invalid")),
        ("POST", "services", {"name": "Przegląd", "minutes": 30, "price": 120}, ("price", "invalid")),
        ("POST", "invitations", {"email": "ewa@example.com", "role": "boss"}, ("role", "invalid")),
        (
            "POST",
            "invitations",
            {"email": "ewa@example.com", "role": "dentist", "language": "de"},
            ("language", "invalid"),
        ),
        ("POST", "sessions", {"email": "a", "password": "b", "code": 123456}, ("code", "invalid")),
        ("DELETE", "user/second-factor", {}, ("password", "required")),
        ("POST", "password-resets/confirm", {"token": "a\0b", "password": "x"}, ("token", "control_characters")),
    ],
)
def test_settings_people_and_accounts_are_read_as_strictly(  # noqa: PLR0917
    program: FlaskClient, services: FakeServices, verb: str, path: str, body: Any, wrong: tuple[str, str]
) -> None:
    assert errors(program.open(f"/api/v1/{path}", method=verb, json=body)) == [wrong]
    assert all(call.method == "accounts.read_session" for call in services.calls)
