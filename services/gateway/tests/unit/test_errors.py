from __future__ import annotations

import pytest
from apiflask import APIFlask
from contracts.faults import CODES, FIELD_CODES
from contracts.scheduling import rpc as scheduling
from flask.testing import FlaskClient
from gateway.errors import STATUS
from gateway.sentences import _SENTENCES, sentence
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from services.gateway.tests.fakes import FakeServices
from services.gateway.tests.unit.test_resources import ID, VISIT


def test_every_code_there_is_has_a_status_and_a_sentence() -> None:
    assert set(STATUS) >= CODES
    assert set(_SENTENCES) >= CODES | FIELD_CODES | set(STATUS)


@pytest.mark.parametrize("code", sorted(CODES))
def test_a_refusal_is_a_problem_with_its_code(program: FlaskClient, services: FakeServices, code: str) -> None:
    fault = {"field": "starts_at", "code": "not_on_grid"}
    services.refuse(scheduling.book_visit, code, data={"what": "visit"}, errors=[fault])
    answer = program.post("/api/v1/visits", json=VISIT)
    assert answer.status_code == STATUS[code]
    assert answer.mimetype == "application/problem+json"
    assert answer.json["code"] == code
    assert answer.json["status"] == STATUS[code]
    assert answer.json["errors"] == [fault | {"detail": "Only full quarters of an hour."}]


def test_a_code_of_a_newer_service_is_still_an_answer(program: FlaskClient, services: FakeServices) -> None:
    services.refuse(scheduling.book_visit, "tooth_missing")
    answer = program.post("/api/v1/visits", json=VISIT)
    assert (answer.status_code, answer.json["code"]) == (422, "tooth_missing")


def test_an_accident_is_500_and_tells_nothing(program: FlaskClient, services: FakeServices) -> None:
    services.answers["scheduling.book_visit"] = RuntimeError("Jan Śliwa 501700100")
    answer = program.post("/api/v1/visits", json=VISIT)
    assert (answer.status_code, answer.json["code"]) == (500, "internal_error")
    assert "Śliwa" not in answer.text


@pytest.mark.parametrize(
    ("verb", "path", "status", "code"),
    [
        ("GET", "/api/v1/nothing", 404, "not_found"),
        ("GET", "/api/v1/visits/not-an-id", 404, "not_found"),
        ("GET", "/api/", 404, "not_found"),
        ("DELETE", "/api/v1/practice", 405, "method_not_allowed"),
        ("TRACE", "/api/v1/practice", 405, "method_not_allowed"),
    ],
)
def test_what_is_not_there_is_a_problem_too(program: FlaskClient, verb: str, path: str, status: int, code: str) -> None:
    answer = program.open(path, method=verb)
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert answer.mimetype == "application/problem+json"
    if status == 405:
        assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize("language", ["en", "en-GB,pl;q=0.5", "de,en;q=0.5"])
def test_the_sentence_is_english_for_who_reads_english(
    program: FlaskClient, services: FakeServices, language: str
) -> None:
    services.refuse(scheduling.book_visit, "slot_taken")
    answer = program.post("/api/v1/visits", json=VISIT, headers={"Accept-Language": language})
    assert answer.json["detail"] == "That time is already taken."


def test_sentences_name_limits_where_they_are_known(app: APIFlask) -> None:
    with app.test_request_context("/api/", headers={"Accept-Language": "en"}):
        assert sentence("too_long", {"max": 100}) == "At most 100 characters."
        assert sentence("too_long", {}) == "This is too long."
        assert sentence("too_short", {"min": "%(x)s"}) == "At least %(x)s characters."
        assert sentence("never heard of") == "This is not right."


def test_a_request_has_one_line_in_the_log_and_none_of_its_values(program: FlaskClient) -> None:
    with capture_logs(processors=[merge_contextvars]) as lines:
        answer = program.get("/api/v1/patients?q=Sliwa&limit=5")
        program.get(f"/api/v1/visits/{ID}")
    line, second = lines
    assert line["ms"] >= 0
    assert {key: line[key] for key in ("event", "method", "route", "status")} == {
        "event": "request",
        "method": "GET",
        "route": "/api/v1/patients",
        "status": 200,
    }
    assert line["trace_id"] == answer.headers["Dentoro-Trace"]
    assert line["practice_id"] is not None
    assert "Sliwa" not in str(line)
    assert second["route"] == "/api/v1/visits/<uuid:visit_id>"
