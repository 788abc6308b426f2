"""Each resource: what it asks of which service, and what it answers."""

from __future__ import annotations

from typing import Any

import pytest
from contracts import golden
from flask.testing import FlaskClient

from services.gateway.tests.fakes import TOKEN, FakeServices

ID = "019ab1c2-0000-7000-8000-0000000000aa"
OTHER = "019ab1c2-0000-7000-8000-0000000000bb"
VISIT = {"calendar_id": ID, "patient_id": OTHER, "starts_at": "2026-11-24T10:00:00+01:00", "minutes": 30, "note": None}
DAY = {"weekday": 1, "open": True, "from": "08:00", "to": "16:00", "break": {"from": "12:00", "to": "12:30"}}
REGISTRATION = golden.request("accounts.register_practice")
CREDENTIALS = golden.request("accounts.open_session")

REQUESTS: list[tuple[str, str, Any, int, str, dict[str, Any]]] = [
    ("POST", "practices", REGISTRATION, 201, "accounts.register_practice", REGISTRATION),
    ("POST", "sessions", CREDENTIALS, 201, "accounts.open_session", CREDENTIALS),
    ("GET", "session", None, 200, "accounts.read_session", {"token": TOKEN}),
    ("DELETE", "session", None, 204, "accounts.close_session", {"token": TOKEN}),
    ("GET", "practice", None, 200, "accounts.read_practice", {}),
    ("PUT", "practice", {"town": "Łódź", "nip": None}, 200, "accounts.change_practice", {"town": "Łódź", "nip": None}),
    ("GET", "practice/working-time", None, 200, "scheduling.read_working_time", {}),
    ("PUT", "practice/working-time", {"days": [DAY]}, 200, "scheduling.change_working_time", {"days": [DAY]}),
    (
        *("GET", "working-hours?from=2026-11-23&to=2026-11-30", None, 200, "scheduling.list_calendar_days"),
        {"from": "2026-11-23", "to": "2026-11-30"},
    ),
    ("GET", "calendars", None, 200, "scheduling.list_calendars", {}),
    ("POST", "calendars", {"name": "RTG"}, 201, "scheduling.add_calendar", {"name": "RTG"}),
    ("GET", f"calendars/{ID}", None, 200, "scheduling.read_calendar", {"calendar_id": ID}),
    ("GET", "patients", None, 200, "scheduling.find_patients", {}),
    ("GET", "patients?q=Śli&limit=5", None, 200, "scheduling.find_patients", {"q": "Śli", "limit": 5}),
    (
        *("POST", "patients", {"first_name": "Jan", "last_name": "Śliwa", "consents": {"sms": False}}, 201),
        "scheduling.add_patient",
        {"first_name": "Jan", "last_name": "Śliwa", "consents": {"sms": False}},
    ),
    ("GET", f"patients/{ID}", None, 200, "scheduling.read_patient", {"patient_id": ID}),
    (
        *("PATCH", f"patients/{ID}", {"phone": None}, 200, "scheduling.change_patient"),
        {"patient_id": ID, "phone": None},
    ),
    (
        *("GET", f"visits?from=2026-11-23&to=2026-11-24&calendar_id={ID}", None, 200, "scheduling.list_visits"),
        {"from": "2026-11-23", "to": "2026-11-24", "calendar_id": ID},
    ),
    ("POST", "visits", VISIT, 201, "scheduling.book_visit", VISIT),
    ("GET", f"visits/{ID}", None, 200, "scheduling.read_visit", {"visit_id": ID}),
    (
        *("PATCH", f"visits/{ID}", {"status": "confirmed"}, 200, "scheduling.change_visit"),
        {"visit_id": ID, "status": "confirmed"},
    ),
    ("POST", f"visits/{ID}/cancel", {"reason": "Choroba"}, 200, "scheduling.cancel_visit", {"visit_id": ID, "reason": "Choroba"}),
    ("POST", f"visits/{ID}/cancel", None, 200, "scheduling.cancel_visit", {"visit_id": ID}),
    ("GET", f"messages?visit_id={ID}&state=sent", None, 200, "notifications.list_messages", {"visit_id": ID, "state": "sent"}),
    ("GET", f"messages/{ID}", None, 200, "notifications.read_message", {"message_id": ID}),
]  # fmt: skip


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


@pytest.mark.parametrize(("verb", "path", "body", "status", "method", "asked"), REQUESTS)
def test_a_request_becomes_the_call_and_the_answer_the_response(  # noqa: PLR0917
    program: FlaskClient, services: FakeServices, verb: str, path: str, body: Any, status: int, method: str, asked: Any
) -> None:
    answer = (
        program.open(f"/api/v1/{path}", method=verb, json=body)
        if body
        else program.open(f"/api/v1/{path}", method=verb)
    )
    assert answer.status_code == status, answer.text
    assert (services.last.method, services.last.request) == (method, asked)
    if status != 204:
        assert answer.json == golden.response(method)
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("verb_path", sorted({(verb, path) for verb, path, *_ in REQUESTS}))
def test_only_registering_and_signing_in_are_for_strangers(
    stranger: FlaskClient, services: FakeServices, verb_path: tuple[str, str]
) -> None:
    verb, path = verb_path
    answer = stranger.open(f"/api/v1/{path}", method=verb, json={})
    if path in {"practices", "sessions"}:
        assert answer.status_code == 422
    else:
        assert (answer.status_code, answer.json["code"]) == (401, "unauthenticated")
    assert services.calls == []


@pytest.mark.parametrize(
    ("path", "body", "method", "place"),
    [
        ("calendars", {"name": "RTG"}, "scheduling.add_calendar", "/api/v1/calendars/{id}"),
        ("patients", {"first_name": "A", "last_name": "B"}, "scheduling.add_patient", "/api/v1/patients/{id}"),
        ("visits", VISIT, "scheduling.book_visit", "/api/v1/visits/{id}"),
    ],
)
def test_what_was_created_says_where_it_is(program: FlaskClient, path: str, body: Any, method: str, place: str) -> None:
    answer = program.post(f"/api/v1/{path}", json=body)
    made = golden.response(method)
    assert answer.headers["Location"] == place.format(id=made["id"])
    assert answer.headers["ETag"] == f'"{made["version"]}"'
