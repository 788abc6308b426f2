from __future__ import annotations

import pytest
from apiflask import APIFlask
from chassis.refusals import Refused
from contracts.faults import CODES, FIELD_CODES, Fault
from contracts.scheduling import rpc as scheduling
from flask.testing import FlaskClient
from gateway.app import create_app
from gateway.errors import STATUS
from gateway.sentences import _SENTENCES, sentence
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from services.gateway.tests.fakes import SETTINGS, FakeServices
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


@pytest.mark.parametrize(("retry_after", "header"), [(30, "30"), (0.2, "1"), (61.5, "62"), (0, "1"), (-3, "1")])
def test_who_tries_too_often_is_told_when_to_come_back(
    program: FlaskClient, services: FakeServices, retry_after: float, header: str
) -> None:
    services.refuse(scheduling.book_visit, "rate_limited", data={"retry_after": retry_after})
    answer = program.post("/api/v1/visits", json=VISIT)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, header)


def test_a_limit_that_names_no_time_promises_none(program: FlaskClient, services: FakeServices) -> None:
    services.refuse(scheduling.book_visit, "rate_limited", data={"retry_after": "soon"})
    answer = program.post("/api/v1/visits", json=VISIT)
    assert answer.status_code == 429
    assert "Retry-After" not in answer.headers


@pytest.fixture
def own_app() -> APIFlask:
    """To give it addresses that the others do not have."""
    return create_app(SETTINGS, FakeServices())


def test_a_page_says_when_to_come_back_too(own_app: APIFlask) -> None:
    @own_app.get("/often")
    def often() -> None:
        raise Refused(Fault(code="rate_limited", data={"retry_after": 7}))

    answer = own_app.test_client().get("/often")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")


def test_a_token_in_a_path_is_in_no_log(own_app: APIFlask) -> None:
    """The letters' links end in one."""
    stranger = own_app.test_client()

    @own_app.get("/opens/<token>")
    def opens(token: str) -> None:
        raise RuntimeError(token)

    with capture_logs(processors=[merge_contextvars]) as lines:
        assert stranger.get("/opens/secret-link").status_code == 500
        stranger.get("/nothing/secret-link")
        stranger.get("/api/v1/public/secret-link")
    assert [line["route"] for line in lines if line["event"] == "request"] == [
        "/opens/<token>",
        "none",
        "/api/v1/public/<slug>",
    ]
    assert "secret-link" not in str([{**line, "exc_info": None} for line in lines])


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
