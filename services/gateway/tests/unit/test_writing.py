"""POST /messages: whom it is written to, and where its progress is."""

from __future__ import annotations

from typing import Any

import pytest
from contracts import golden
from contracts.faults import FieldFault
from contracts.scheduling import rpc as scheduling
from flask.testing import FlaskClient

from services.gateway.tests.fakes import FakeServices
from services.gateway.tests.unit.test_resources import ID, OTHER

DRAFT = {"channel": "sms", "text": "Dzień dobry"}
SELECT = "scheduling.select_patients"
WRITE = "notifications.write_messages"


def found(services: FakeServices, *ids: str, complete: bool = True) -> None:
    answer = {"items": ids, "complete": complete}
    services.answers[SELECT] = scheduling.PatientIds.model_validate(answer)


def asked(services: FakeServices, method: str) -> Any:
    return next(call.request for call in services.calls if call.method == method)


def test_a_filter_is_answered_by_scheduling_and_names_the_request(program: FlaskClient, services: FakeServices) -> None:
    found(services, ID, OTHER)
    chosen = {"visit_from": "2026-11-24", "visit_to": "2026-11-25", "calendar_id": ID}
    assert program.post("/api/v1/messages", json={**DRAFT, "filter": chosen}).status_code == 200
    assert asked(services, SELECT) == chosen
    written = asked(services, WRITE)
    assert written["patient_ids"] == [ID, OTHER]
    assert written["chosen_by"] == f'{{"visit_from":"2026-11-24","visit_to":"2026-11-25","calendar_id":"{ID}"}}'


def test_ten_thousand_may_be_named_and_no_more(program: FlaskClient, services: FakeServices) -> None:
    ids = [f"019ab1c2-0000-7000-8000-{number:012x}" for number in range(10_001)]
    assert program.post("/api/v1/messages", json={**DRAFT, "patient_ids": ids[1:]}).status_code == 200
    assert len(asked(services, WRITE)["patient_ids"]) == 10_000
    answer = program.post("/api/v1/messages", json={**DRAFT, "patient_ids": ids})
    assert [(each["field"], each["code"]) for each in answer.json["errors"]] == [("patient_ids", "too_long")]


def test_no_condition_is_everybody(program: FlaskClient, services: FakeServices) -> None:
    found(services, ID)
    assert program.post("/api/v1/messages", json={**DRAFT, "filter": {}}).status_code == 200
    assert (asked(services, SELECT), asked(services, WRITE)["chosen_by"]) == ({}, "{}")


def test_the_answer_says_where_the_batch_is(program: FlaskClient) -> None:
    answer = program.post("/api/v1/messages", json={**DRAFT, "patient_ids": [ID]})
    assert answer.headers["Location"] == f"/api/v1/message-batches/{golden.response(WRITE)['batch_id']}"


@pytest.mark.parametrize(
    ("whom", "code"), [({}, "required"), ({"patient_ids": [ID], "filter": {}}, "invalid"), ({"patient_ids": []}, "too_short")]
)  # fmt: skip
def test_patients_are_named_or_described(program: FlaskClient, services: FakeServices, whom: Any, code: str) -> None:
    answer = program.post("/api/v1/messages", json={**DRAFT, **whom})
    assert answer.status_code == 422
    assert [(each["field"], each["code"]) for each in answer.json["errors"]] == [("patient_ids", code)]
    assert WRITE not in [call.method for call in services.calls]


def test_nobody_who_fits_is_nobody_to_write_to(program: FlaskClient, services: FakeServices) -> None:
    found(services)
    answer = program.post("/api/v1/messages", json={**DRAFT, "filter": {"not_seen_months": 6}})
    assert (answer.status_code, answer.json["code"]) == (409, "no_recipients")
    answer = program.post("/api/v1/messages", json={**DRAFT, "filter": {"not_seen_months": 6}, "only_check": True})
    assert (answer.status_code, answer.json["recipients"], answer.json["batch_id"]) == (200, 0, None)


def test_more_than_go_at_once_are_refused_and_not_cut_off(program: FlaskClient, services: FakeServices) -> None:
    found(services, ID, complete=False)
    answer = program.post("/api/v1/messages", json={**DRAFT, "filter": {}})
    assert [(each["field"], each["code"]) for each in answer.json["errors"]] == [("filter", "out_of_range")]


def test_what_is_wrong_with_a_filter_is_said_where_it_stands(program: FlaskClient, services: FakeServices) -> None:
    fault = FieldFault(field="visit_to", code="to_before_from")
    services.refuse(scheduling.select_patients, "validation_failed", errors=[fault])
    body = {**DRAFT, "filter": {"visit_from": "2026-11-24", "visit_to": "2026-11-23"}}
    answer = program.post("/api/v1/messages", json=body)
    assert [each["field"] for each in answer.json["errors"]] == ["filter.visit_to"]


@pytest.mark.parametrize("place", ["fax/pl", "sms/de", "sms/PL"])
def test_words_for_what_there_is_not_are_not_found(program: FlaskClient, services: FakeServices, place: str) -> None:
    answer = program.put(f"/api/v1/message-templates/{place}", json={"text": "Czekamy"})
    assert (answer.status_code, answer.json["code"], services.calls[1:]) == (404, "not_found", [])
