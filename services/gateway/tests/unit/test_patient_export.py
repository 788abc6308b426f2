"""All that is known of a patient comes from two services, and from all pages of the second."""

from __future__ import annotations

from typing import Any

import pytest
from contracts import golden
from contracts.notifications import rpc as notifications
from contracts.scheduling import rpc as scheduling
from flask.testing import FlaskClient

from services.gateway.tests.fakes import FakeServices
from services.gateway.tests.unit.test_resources import ID

PAGES = {None: ("c1", 2), "c1": ("c2", 1), "c2": (None, 1)}
"""Cursor asked for -> the next one, and how many messages are on the page."""


@pytest.fixture
def in_pages(services: FakeServices, monkeypatch: pytest.MonkeyPatch) -> FakeServices:
    plain = services.call
    (message, *_) = golden.response("notifications.list_messages")["items"]

    def call(method: Any, request: Any, context: Any) -> Any:
        answer = plain(method, request, context)
        if method is not notifications.list_messages:
            return answer
        following, count = PAGES[request.cursor]
        return notifications.Messages.model_validate({"items": [message] * count, "next_cursor": following})

    monkeypatch.setattr(services, "call", call)
    return services


def test_an_export_has_what_both_services_know(program: FlaskClient, in_pages: FakeServices) -> None:
    answer = program.get(f"/api/v1/patients/{ID}/export")
    assert answer.status_code == 200, answer.text
    known = {name: answer.json[name] for name in ("patient", "consents", "visits", "changes")}
    example = golden.response("scheduling.export_patient")
    assert known["patient"] == example["patient"]
    assert [len(known[name]) for name in known] == [len(example[name]) for name in known]
    assert len(answer.json["messages"]) == 4
    asked = [call.request for call in in_pages.calls if call.method == "notifications.list_messages"]
    assert [(each["patient_id"], each["cursor"]) for each in asked] == [(ID, None), (ID, "c1"), (ID, "c2")]


def test_of_another_practices_patient_no_messages_are_asked_for(program: FlaskClient, services: FakeServices) -> None:
    services.refuse(scheduling.export_patient, "not_found", data={"what": "patient"})
    assert program.get(f"/api/v1/patients/{ID}/export").status_code == 404
    assert services.last.method == "scheduling.export_patient"


def test_a_file_may_be_larger_than_other_bodies_and_one_too_large_is_refused(
    program: FlaskClient, services: FakeServices
) -> None:
    file = {"file_name": "pacjenci.csv", "text": "Imię;Nazwisko\n" + "Jan;Śliwa\n" * 200_000}
    assert program.post("/api/v1/patient-imports", json=file).status_code == 202
    assert services.last.request == file
    answer = program.post("/api/v1/patient-imports", json=file | {"text": "x" * 12_000_000})
    assert (answer.status_code, answer.json["code"]) == (413, "body_too_large")
    answer = program.post("/api/v1/patients", json={"first_name": "x" * 1_000_001, "last_name": "y"})
    assert (answer.status_code, answer.json["code"]) == (413, "body_too_large")


def test_an_import_that_was_taken_says_where_it_is(program: FlaskClient) -> None:
    answer = program.post("/api/v1/patient-imports", json={"file_name": "p.csv", "text": "a;b\n"})
    assert answer.headers["Location"] == f"/api/v1/patient-imports/{answer.json['id']}"
