"""The OpenAPI document, and that the API keeps to it whatever it is sent."""

from __future__ import annotations

from typing import Any

import hypothesis
import pytest
import schemathesis
from contracts.registry import METHODS
from flask.testing import FlaskClient
from gateway.app import create_app
from schemathesis.specs.openapi.checks import positive_data_acceptance

from services.gateway.tests.fakes import SETTINGS, TOKEN, FakeServices

schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", create_app(SETTINGS, FakeServices()))


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
        *("POST practices", "POST sessions", "GET session", "DELETE session", "GET practice", "PUT practice"),
        *("GET practice/working-time", "PUT practice/working-time", "GET working-hours"),
        *("GET calendars", "POST calendars", "GET calendars/{calendar_id}"),
        *("GET patients", "POST patients", "GET patients/{patient_id}", "PATCH patients/{patient_id}"),
        *("GET visits", "POST visits", "GET visits/{visit_id}", "PATCH visits/{visit_id}"),
        *("POST visits/{visit_id}/cancel", "GET messages", "GET messages/{message_id}"),
    }


def test_each_operation_says_who_may_and_how_it_is_refused(document: dict[str, Any]) -> None:
    for name, operation in operations(document).items():
        assert operation["security"] == ([] if name in {"POST practices", "POST sessions"} else [{"token": []}])
        assert "application/problem+json" in operation["responses"]["4XX"]["content"]
        assert operation["summary"]


def test_no_reference_leads_nowhere(document: dict[str, Any]) -> None:
    def references(part: Any) -> list[str]:
        if isinstance(part, dict):
            return [part["$ref"]] if "$ref" in part else [each for value in part.values() for each in references(value)]
        return [each for value in part for each in references(value)] if isinstance(part, list) else []

    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert set(references(document)) <= known


def test_models_of_one_name_are_one_model() -> None:
    """The document names each model plainly: that would hide one of two."""
    models = {kind for method in METHODS.values() for kind in (method.request, method.response)}
    assert len({model.__name__ for model in models}) == len(models)


@schema.parametrize()
@hypothesis.settings(
    max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(hypothesis.HealthCheck)
)
def test_the_api_keeps_to_it(case: Any) -> None:
    """Except that what the schema allows may still be refused: not all rules can be said in one."""
    case.call_and_validate(
        headers={"Authorization": f"Bearer {TOKEN}", "Accept-Encoding": "identity"},
        excluded_checks=[positive_data_acceptance],
    )
