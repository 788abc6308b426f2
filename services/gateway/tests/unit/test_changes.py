"""The audit trails of all services as one list."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from contracts.accounts import rpc as accounts
from contracts.changes import Change, Changes
from flask.testing import FlaskClient

from services.gateway.tests.fakes import FakeServices

EWA = "019ab1c2-0000-7000-8000-00000000000c"
"""Of the golden list of people."""


def change(number: int, *, actor_id: str | None = EWA, **other: Any) -> Change:
    """The greater the number the newer it is."""
    return Change(
        id=uuid.UUID(f"019ab1c2-0000-7000-8000-{number:012x}"),
        at="2026-11-23T10:00:00Z",
        actor_id=actor_id,
        **{"act": "change_practice", "subject": "practice", "subject_id": None, "fields": []} | other,
    )


def keep(services: FakeServices, **kept: list[int]) -> None:
    for service in ("accounts", "scheduling", "notifications"):
        items = [change(number) for number in kept.get(service, ())]
        services.answers[f"{service}.list_changes"] = Changes(items=items)


def numbers(answer: Any) -> list[int]:
    assert answer.status_code == 200, answer.text
    return [int(each["id"][-12:], 16) for each in answer.json["items"]]


def test_the_newest_comes_first_whosever_it_is(program: FlaskClient, services: FakeServices) -> None:
    keep(services, accounts=[9, 4, 1], scheduling=[7, 5, 2], notifications=[6, 3])
    answer = program.get("/api/v1/changes")
    assert numbers(answer) == [9, 7, 6, 5, 4, 3, 2, 1]
    assert answer.json["next_before"] is None


def test_a_page_ends_where_the_next_one_begins(program: FlaskClient, services: FakeServices) -> None:
    keep(services, accounts=[9, 4, 1], scheduling=[7, 5, 2])
    answer = program.get("/api/v1/changes?limit=3")
    assert numbers(answer) == [9, 7, 5]
    assert answer.json["next_before"] == str(change(5).id)
    program.get(f"/api/v1/changes?limit=3&before={answer.json['next_before']}")
    asked = [call.request for call in services.calls if call.method.endswith("list_changes")]
    assert asked[3:] == [{"before": str(change(5).id), "limit": 4}] * 3


def test_a_full_last_page_says_that_it_is_the_last(program: FlaskClient, services: FakeServices) -> None:
    keep(services, accounts=[3, 1], scheduling=[2])
    answer = program.get("/api/v1/changes?limit=3")
    assert (numbers(answer), answer.json["next_before"]) == ([3, 2, 1], None)


@pytest.mark.parametrize(
    ("about", "asked"),
    [
        ("person", ["accounts"]),
        ("invitation", ["accounts"]),
        ("session", ["accounts"]),
        ("practice", ["accounts", "scheduling"]),
        ("calendar", ["scheduling"]),
        ("day_off", ["scheduling"]),
        ("service", ["scheduling"]),
        ("patient", ["scheduling"]),
        ("visit", ["scheduling"]),
        ("import", ["scheduling"]),
        ("template", ["notifications"]),
        ("batch", ["notifications"]),
        ("message", ["notifications"]),
    ],
)
def test_what_it_is_about_picks_who_is_asked(
    program: FlaskClient, services: FakeServices, about: str, asked: list[str]
) -> None:
    program.get(f"/api/v1/changes?about={about}&about_id={EWA}")
    calls = [call for call in services.calls if call.method.endswith("list_changes")]
    assert [call.method for call in calls] == [f"{service}.list_changes" for service in asked]
    assert {(call.request["subject"], call.request["subject_id"]) for call in calls} == {(about, EWA)}


def test_who_did_it_has_a_name_where_one_is_known(program: FlaskClient, services: FakeServices) -> None:
    keep(services)
    made = [change(3), change(2, actor_id=str(uuid.uuid4())), change(1, actor_id=None)]
    services.answers["accounts.list_changes"] = Changes(items=made)
    answer = program.get("/api/v1/changes")
    assert [each["actor_name"] for each in answer.json["items"]] == ["Ewa Lis", None, None]


@pytest.mark.parametrize("refused", ["accounts.list_changes", "scheduling.list_changes", "notifications.list_changes"])
def test_one_that_refuses_is_not_passed_over(program: FlaskClient, services: FakeServices, refused: str) -> None:
    """Part of a trail would look like the whole."""
    keep(services)
    services.refuse(accounts.list_changes, "forbidden")
    services.answers[refused] = services.answers.pop("accounts.list_changes")
    answer = program.get("/api/v1/changes")
    assert (answer.status_code, answer.json["code"]) == (403, "forbidden")


@pytest.mark.parametrize("query", ["about=tooth", "about_id=1", "before=1", "limit=0", "limit=101", "actor=1"])
def test_another_question_is_refused(program: FlaskClient, query: str) -> None:
    assert program.get(f"/api/v1/changes?{query}").json["code"] == "validation_failed"
