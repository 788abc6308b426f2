"""Services on a real database."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from contracts import golden
from scheduling.domain.calendar import PALETTE
from scheduling.domain.refusals import Refusal

EXAMPLE = golden.request("scheduling.add_service")


def listed(practice):
    return practice.ask("list_services")["items"]


def test_a_service_is_kept_and_read_again_as_it_was_answered(practice):
    added = practice.ask("add_service", **EXAMPLE)
    assert added | {"id": ""} == golden.response("scheduling.add_service") | {"id": ""}
    assert practice.ask("read_service", service_id=added["id"]) == added
    assert listed(practice) == [added]


@pytest.mark.parametrize("price", [None, "0.00", "0.05", "99999.99"])
def test_prices_come_back_as_they_went_in(practice, price):
    assert practice.ask("add_service", **EXAMPLE | {"price": price})["price"] == price
    assert listed(practice)[0]["price"] == price


def test_a_service_that_is_off_offer_stays_in_its_place(practice):
    first, second = (practice.ask("add_service", **EXAMPLE | {"name": name}) for name in ("Pierwsza", "Druga"))
    practice.ask("change_service", service_id=first["id"], active=False, expected_version=1)
    assert [(service["name"], service["active"]) for service in listed(practice)] == [
        ("Pierwsza", False),
        ("Druga", True),
    ]
    practice.ask("change_service", service_id=second["id"], position=1)
    assert [(each["name"], each["position"], each["version"]) for each in listed(practice)] == [
        ("Druga", 1, 2),
        ("Pierwsza", 2, 3),
    ]


def test_services_that_are_added_at_once_stand_one_after_another_each_in_a_colour_of_its_own(practice):
    together = threading.Barrier(8)

    def add(number):
        together.wait(timeout=30)
        return practice.ask("add_service", name=f"Usługa {number}", minutes=30)

    with ThreadPoolExecutor(8) as callers:
        list(callers.map(add, range(8)))
    assert [service["position"] for service in listed(practice)] == list(range(1, 9))
    assert [service["color"] for service in listed(practice)] == list(PALETTE)


def test_of_two_who_saw_the_same_version_one_is_told(practice):
    service_id = practice.ask("add_service", **EXAMPLE)["id"]
    together = threading.Barrier(2)

    def change(minutes):
        together.wait(timeout=30)
        try:
            return practice.ask("change_service", service_id=service_id, minutes=minutes, expected_version=1)["minutes"]
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(2) as callers:
        answers = list(callers.map(change, (45, 60)))
    assert "version_conflict" in answers
    assert listed(practice)[0]["minutes"] in answers


def test_rearranging_from_both_ends_at_once_leaves_no_gap(practice):
    ids = [practice.ask("add_service", **EXAMPLE | {"name": name})["id"] for name in "ABCD"]

    def move(case):
        practice.ask("change_service", service_id=ids[case[0]], position=case[1])

    with ThreadPoolExecutor(4) as callers:
        list(callers.map(move, [(0, 4), (3, 1), (1, 3), (2, 2)] * 3))
    assert [service["position"] for service in listed(practice)] == [1, 2, 3, 4]


def test_the_same_key_adds_one_service(practice):
    first = practice.ask("add_service", key="key", **EXAMPLE)
    assert practice.ask("add_service", key="key", **EXAMPLE) == first
    changed = {"service_id": first["id"], "minutes": 45, "expected_version": 1}
    assert practice.ask("change_service", key="other", **changed) == practice.ask(
        "change_service", key="other", **changed
    )
    assert [(service["minutes"], service["version"]) for service in listed(practice)] == [(45, 2)]


def test_a_refused_service_leaves_nothing_behind(practice):
    with pytest.raises(Refusal):
        practice.ask("add_service", key="key", **EXAMPLE | {"minutes": 7})
    assert listed(practice) == []
    assert practice.ask("add_service", key="key", **EXAMPLE)["position"] == 1
