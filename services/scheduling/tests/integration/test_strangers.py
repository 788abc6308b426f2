"""Every method with every id that it takes: another practice's is not found, and nothing has happened."""

from __future__ import annotations

import pytest
from contracts.registry import METHODS
from scheduling.domain.refusals import NotFound

from services.scheduling.tests.every_method import IDS, NAMES, REQUESTS, books
from services.scheduling.tests.practice import Practice

ANSWERS_NOTHING = {("list_changes", "subject_id")}
"""It asks the trail about something of any service, also of those that scheduling does not know."""


def ids_of(method):
    fields = METHODS[f"scheduling.{method}"].request.model_fields
    return [name for name in fields if name.endswith(("_id", "_ids"))]


ALL = [(method, field) for method in NAMES for field in ids_of(method)]


@pytest.fixture
def other(pool):
    return Practice.registered(pool)


def test_there_is_a_request_for_every_method_and_something_for_every_id():
    assert set(REQUESTS) == set(NAMES)
    assert {field for case in ALL if case not in ANSWERS_NOTHING for field in [case[1]]} == set(IDS)


@pytest.mark.parametrize(("method", "field"), [case for case in ALL if case not in ANSWERS_NOTHING])
def test_what_is_another_practices_is_not_found(practice, other, method, field):
    request = REQUESTS[method](practice)
    theirs = IDS[field](other)
    before = books(practice), books(other)
    with pytest.raises(NotFound):
        practice.ask(method, **request | {field: theirs})
    assert (books(practice), books(other)) == before
    practice.ask(method, **request)


def test_of_another_practices_things_nothing_is_known_to_have_changed(practice, other):
    service_id = IDS["service_id"](other)
    assert other.ask("list_changes", subject_id=service_id)["items"]
    assert practice.ask("list_changes", subject_id=service_id)["items"] == []
