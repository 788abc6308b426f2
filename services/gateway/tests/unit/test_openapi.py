"""The OpenAPI document."""

from __future__ import annotations

import collections
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import pytest
from contracts.registry import METHODS
from flask.testing import FlaskClient
from gateway.api.bodies import Body
from pydantic import BaseModel

from services.gateway.tests.fakes import FakeServices
from services.gateway.tests.unit.test_resources import ID
from services.gateway.tests.unit.test_resources import REQUESTS as OF_THE_CALENDAR
from services.gateway.tests.unit.test_resources_of_accounts import FOR_STRANGERS
from services.gateway.tests.unit.test_resources_of_accounts import REQUESTS as OF_ACCOUNTS
from services.gateway.tests.unit.test_resources_of_sharing import REQUESTS as OF_SHARING
from services.gateway.tests.unit.test_resources_online import REQUESTS as ONLINE

ASKED = [*OF_THE_CALENDAR, *OF_ACCOUNTS, *OF_SHARING, *ONLINE]


@pytest.fixture
def document(stranger: FlaskClient) -> dict[str, Any]:
    return stranger.get("/api/v1/openapi.json").json


def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{verb.upper()} {path.removeprefix('/api/v1/')}": operation
        for path, item in document["paths"].items()
        for verb, operation in item.items()
    }


def test_it_describes_every_resource_and_nothing_else(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    assert set(operations(document)) == {
        *("POST practices", "POST sessions", "POST sessions/second-factor", "GET sessions", "DELETE sessions"),
        *("DELETE sessions/{session_id}", "GET session", "DELETE session"),
        *("PUT user/name", "PUT user/password", "POST user/email-confirmation"),
        *("POST user/second-factor", "DELETE user/second-factor", "POST user/second-factor/confirm"),
        *("POST user/second-factor/recovery-codes", "POST email-confirmations"),
        *("POST password-resets", "POST password-resets/check", "POST password-resets/confirm"),
        *("GET users", "GET users/{user_id}", "PATCH users/{user_id}", "DELETE users/{user_id}"),
        *("GET invitations", "POST invitations", "GET invitations/{invitation_id}"),
        *("POST invitations/{invitation_id}/resend", "DELETE invitations/{invitation_id}"),
        *("POST invitation-answers", "POST invitation-answers/check"),
        *("GET practice", "PUT practice", "GET practice/notifications", "PUT practice/notifications"),
        *("GET practice/online-booking", "PUT practice/online-booking"),
        *("GET practice/working-time", "PUT practice/working-time", "GET working-hours"),
        *("GET practice/exceptions", "POST practice/exceptions", "DELETE practice/exceptions/{exception_id}"),
        *("GET practice/holidays", "PUT practice/holidays/{date}"),
        *("GET calendars", "POST calendars", "PUT calendars/order"),
        *("GET calendars/{calendar_id}", "PATCH calendars/{calendar_id}", "DELETE calendars/{calendar_id}"),
        *("GET calendars/{calendar_id}/working-time", "PUT calendars/{calendar_id}/working-time"),
        *("GET calendars/{calendar_id}/exceptions", "POST calendars/{calendar_id}/exceptions"),
        "DELETE calendars/{calendar_id}/exceptions/{exception_id}",
        *("GET calendar-feeds", "POST calendar-feeds", "DELETE calendar-feeds/{feed_id}"),
        *("GET services", "POST services", "GET services/{service_id}", "PATCH services/{service_id}"),
        *("GET patients", "POST patients", "GET patients/{patient_id}", "PATCH patients/{patient_id}"),
        *("DELETE patients/{patient_id}", "GET patients/{patient_id}/consents", "GET patients/{patient_id}/export"),
        *("GET patients/{patient_id}/duplicates", "POST patients/{patient_id}/merge"),
        *("GET patient-duplicates", "POST patient-duplicates/search"),
        *("GET patient-imports", "POST patient-imports", "GET patient-imports/{import_id}"),
        *("PATCH patient-imports/{import_id}", "DELETE patient-imports/{import_id}"),
        *("GET patient-imports/{import_id}/rows", "POST patient-imports/{import_id}/start"),
        *("GET visits", "POST visits", "GET visits/{visit_id}", "PATCH visits/{visit_id}"),
        *("POST visits/{visit_id}/restore", "GET visits/{visit_id}/history", "POST visit-series", "GET free-times"),
        *("POST visits/{visit_id}/cancel", "GET visits-outside"),
        *("GET messages", "POST messages", "GET messages/{message_id}", "POST messages/{message_id}/resend"),
        *("GET message-batches", "GET message-batches/{batch_id}", "POST message-batches/{batch_id}/stop"),
        *("GET message-templates", "PUT message-templates", "PUT message-templates/{channel}/{language}"),
        *("POST message-templates/preview", "GET messages/state"),
        *("GET changes", "GET public/{slug}", "GET public/{slug}/booking", "GET public/{slug}/free-times"),
        *("POST public/{slug}/holds", "DELETE public/{slug}/holds/{hold_id}"),
        *("POST public/{slug}/holds/{hold_id}/code", "POST public/{slug}/holds/{hold_id}/confirm"),
        *("POST visit-links/check", "POST visit-links/confirm", "POST visit-links/cancel"),
        *("POST visit-links/free-times", "POST visit-links/move"),
        *("GET waiting-list", "POST waiting-list", "DELETE waiting-list/{entry_id}"),
        *("GET waiting-list/{entry_id}/offers", "GET recalls", "POST recalls/mark"),
        *("POST public/{slug}/waiting-list", "POST public/{slug}/waiting-list/{joining_id}/confirm"),
        *("POST offer-links/check", "POST offer-links/accept", "POST offer-links/refuse"),
        *("GET holds", "POST holds", "DELETE holds/{hold_id}", "POST holds/{hold_id}/confirm"),
    }


def operation_of(document: dict[str, Any], verb: str, path: str) -> tuple[str, dict[str, Any]]:
    """The operation that a request is one of: its template with the fewest variables."""
    fits = [
        (name, operation)
        for name, operation in operations(document).items()
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", name), f"{verb} {path.partition('?')[0]}")
    ]
    return min(fits, key=lambda found: found[0].count("{"))


def test_each_operation_is_tested(document: dict[str, Any]) -> None:
    """By the tables of requests; these make more than one call and have tests of their own."""
    tested = {operation_of(document, verb, path)[0] for verb, path, *_ in ASKED}
    assert set(operations(document)) - tested == {
        "GET changes",
        "GET invitations/{invitation_id}",
        "GET patients/{patient_id}/export",
    }


def test_each_operation_says_who_may_and_how_it_is_refused(document: dict[str, Any]) -> None:
    public = {operation_of(document, verb, path)[0] for verb, path, *_ in [*FOR_STRANGERS, *ONLINE]}
    for name, operation in operations(document).items():
        assert operation["security"] == ([] if name in public else [{"token": []}]), name
        assert "application/problem+json" in operation["responses"]["4XX"]["content"]
        assert operation["summary"]
        (done,) = {status for status in operation["responses"] if status[0] == "2"}
        assert ("content" in operation["responses"][done]) is (done != "204"), name


@pytest.mark.parametrize(("verb", "path", "body", "method"), [(v, p, b, m) for v, p, b, _, m, _ in ASKED])
def test_a_key_and_a_version_are_taken_where_the_document_says_so(  # noqa: PLR0917
    document: dict[str, Any],
    program: FlaskClient,
    services: FakeServices,
    verb: str,
    path: str,
    body: Any,
    method: str,
) -> None:
    _, operation = operation_of(document, verb, path)
    documented = {parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "header"}
    headers = {"Idempotency-Key": "once", "If-Match": '"7"'}
    program.open(f"/api/v1/{path}", method=verb, headers=headers, **({} if body is None else {"json": body}))
    assert services.last.method == method
    assert (services.last.context.idempotency_key == "once") is ("Idempotency-Key" in documented)
    assert (services.last.request.get("expected_version") == 7) is ("If-Match" in documented)


def test_without_a_token_every_operation_but_the_public_ones_is_refused(
    document: dict[str, Any], stranger: FlaskClient, services: FakeServices
) -> None:
    for name, operation in operations(document).items():
        verb, path = re.sub(r"\{\w+_id\}", ID, name).replace("{date}", "2026-12-25").split(" ")
        if operation["security"]:
            answer = stranger.open(f"/api/v1/{path}", method=verb, json={})
            assert (answer.status_code, answer.json["code"]) == (401, "unauthenticated"), name
    assert services.calls == []


def test_no_reference_leads_nowhere(document: dict[str, Any]) -> None:
    def references(part: Any) -> list[str]:
        if isinstance(part, dict):
            return [part["$ref"]] if "$ref" in part else [each for value in part.values() for each in references(value)]
        return [each for value in part for each in references(value)] if isinstance(part, list) else []

    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert set(references(document)) <= known


def test_models_of_one_name_are_one_model() -> None:
    """The document names each model plainly: that would hide one of two."""
    known = {kind for method in METHODS.values() for kind in (method.request, method.response)}
    known |= {each for each in bodies(Body) if each.__module__.startswith("gateway.")}
    models = {model for kind in known for model in within(kind)}
    names = collections.Counter(model.__name__ for model in models)
    assert [name for name, count in names.items() if count > 1] == []


def bodies(kind: type[Any]) -> set[type[Any]]:
    return {kind} | {each for below in kind.__subclasses__() for each in bodies(below)}


def within(kind: Any) -> set[type[BaseModel]]:
    """The models that an annotation names, and those of their fields."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        fields = (field.annotation for field in kind.model_fields.values())
        return {kind} | {model for each in fields for model in within(each)}
    return {model for each in get_args(kind) for model in within(each)}


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_api_keeps_to_it_whatever_it_is_sent(document: dict[str, Any]) -> None:
    cases = Path(__file__).with_name("keeping_to_the_document.py")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--show-capture=no", str(cases)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-20_000:]
    assert f"{len(operations(document))} passed" in done.stdout
