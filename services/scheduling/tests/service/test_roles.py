"""Who may do what, held by the real service: every method, asked by every role, and by nobody."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import get_args

import pytest
from chassis.refusals import Refused
from contracts import golden
from contracts.context import Context
from contracts.permissions import Role, may
from contracts.registry import METHODS

from services.scheduling.tests.builders import NOW
from services.scheduling.tests.every_method import CHANGING, NAMES, PUBLIC, REQUESTS, books
from services.scheduling.tests.practice import TRACE, Practice
from services.scheduling.tests.service.conftest import Reception

ROLES: list[Role] = list(get_args(Role))
FOR_PEOPLE = [name for name in NAMES if name not in PUBLIC]


@pytest.fixture(scope="module", autouse=True)
def process(scheduling):
    return scheduling.start("rpc", CLOCK_OFFSET_SECONDS=str((NOW - datetime.now(UTC)).total_seconds()))


@pytest.fixture
def new_practice(pool, client):
    """A practice and how its people call, by role."""

    def make():
        practice = Practice.registered(pool)
        return practice, {role: Reception(client, practice.id, role=role) for role in ROLES}

    return make


def act(method):
    act = METHODS[f"scheduling.{method}"].act
    assert act is not None, "nobody needs to be signed in for it"
    return act


@pytest.mark.parametrize("method", FOR_PEOPLE)
def test_a_role_that_may_not_is_forbidden_and_nothing_is_written(new_practice, method):
    practice, people = new_practice()
    request = REQUESTS[method](practice)
    before = books(practice)
    for role in ROLES:
        if not may(role, act(method)):
            with pytest.raises(Refused) as refused:
                people[role].call(method, key=f"as {role}", **request)
            assert refused.value.code == "forbidden"
    for actor in (None, practice.context().actor):
        context = Context(trace_id=TRACE, practice_id=None if actor else practice.id, actor=actor)
        known = METHODS[f"scheduling.{method}"]
        with pytest.raises(Refused) as refused:
            people["owner"].client.call(known, known.request.model_validate(request), context)
        assert refused.value.code == "unauthenticated"
    assert books(practice) == before


@pytest.mark.parametrize(
    ("method", "role"), [(name, role) for name in FOR_PEOPLE for role in ROLES if may(role, act(name))]
)
def test_a_role_that_may_is_answered_and_a_change_is_under_its_name(new_practice, method, role):
    practice, people = new_practice()
    request = REQUESTS[method](practice)
    before = practice.ask("list_changes")["items"]
    people[role].call(method, **request)
    noted = practice.ask("list_changes")["items"][: -len(before)]
    assert bool(noted) == (method in CHANGING)
    assert {change["actor_id"] for change in noted} <= {str(people[role].person_id)}


def test_services_are_kept_in_the_shape_of_the_examples(new_practice):
    _, people = new_practice()
    owner, dentist = people["owner"], people["dentist"]
    added = owner.call("add_service", key="key", **golden.request("scheduling.add_service"))
    assert owner.call("add_service", key="key", **golden.request("scheduling.add_service")) == added
    request = golden.with_unknown_fields(golden.request("scheduling.change_service")) | {"service_id": added["id"]}
    changed = owner.call("change_service", **request)
    assert changed == golden.response("scheduling.change_service") | {"id": added["id"]}
    assert dentist.call("read_service", service_id=added["id"]) == changed
    assert dentist.call("list_services") == {"items": [changed]}
    change = owner.call("list_changes", subject="service")["items"][0]
    assert [field["field"] for field in change["fields"]] == ["minutes", "price"]


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"price": "120,00"}, "price", "invalid"),
        ({"price": "100000"}, "price", "out_of_range"),
        ({"minutes": 20}, "minutes", "not_on_grid"),
        ({"minutes": 735}, "minutes", "out_of_range"),
        ({"minutes": 2**70}, "minutes", "not_on_grid"),
        ({"name": " "}, "name", "required"),
        ({"color": "#00f"}, "color", "invalid"),
    ],
)
def test_a_wrong_field_is_named_to_the_caller(new_practice, changes, field, code):
    _, people = new_practice()
    known = METHODS["scheduling.add_service"]
    request = known.request.model_construct(**golden.request("scheduling.add_service") | changes)
    with pytest.raises(Refused) as refused:
        people["owner"].client.call(known, request, people["owner"].context())
    assert [(error.field, error.code) for error in refused.value.fault.errors] == [(field, code)]
