"""The waiting list on the wire: what is answered and announced is what the examples say."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

import pytest
from contracts import golden
from scheduling.adapters import wire, wire_waiting
from scheduling.application.join_waiting_list import JoiningAsked
from scheduling.application.linked_offer import LinkedOffer
from scheduling.application.list_waiting import ListedOffers, ShownEntry, ShownWaiting
from scheduling.application.ports_waiting import ListedEntry
from scheduling.application.shown import Page, PatientInBrief, ServiceInBrief
from scheduling.domain.facts import TimeOffered, TimeOfferEnded
from scheduling.domain.practice import Practice
from scheduling.domain.span import Span
from scheduling.domain.time_offer import TimeOffer
from scheduling.domain.waiting import PassedOver, WaitingEntry, Wishes
from scheduling.domain.working_time import default_week

from services.scheduling.tests.builders import WARSAW, utc

PRACTICE = UUID("019ab1c2-0000-7000-8000-00000000000a")
PATIENT = UUID("019ab1c2-0000-7000-8000-0000000000d1")
NOW = utc("2026-11-23 10:10")
moment = datetime.fromisoformat


def as_json(message) -> Any:
    return json.loads(message.model_dump_json(by_alias=True))


def the_offer(example: dict[str, Any]) -> TimeOffer:
    return TimeOffer(
        id=UUID(example.get("id") or example["offer_id"]),
        practice_id=PRACTICE,
        entry_id=UUID(example.get("entry_id", str(PATIENT))),
        patient_id=PATIENT,
        calendar_id=UUID(example["calendar_id"]),
        during=Span.lasting(moment(example["starts_at"]), example["minutes"]),
        offered_at=moment(example.get("offered_at", "2026-11-23T10:00:00Z")),
        expires_at=moment(example["expires_at"]),
        state=example.get("state", "sent"),
    )


def the_entry(example: dict[str, Any]) -> ListedEntry:
    over, service = example["passed_over"], example["service"]
    hours = [time.fromisoformat(example[name]) for name in ("from_hour", "to_hour")]
    dates = [date.fromisoformat(example[name]) for name in ("from_date", "until_date")]
    wishes = Wishes(
        minutes=example["minutes"],
        calendar_ids=tuple(UUID(each) for each in example["calendar_ids"]),
        weekdays=tuple(example["weekdays"]),
        from_hour=hours[0],
        to_hour=hours[1],
        from_date=dates[0],
        until_date=dates[1],
    )
    entry = WaitingEntry(
        id=UUID(example["id"]),
        practice_id=PRACTICE,
        patient_id=PATIENT,
        service_id=UUID(service["id"]),
        wishes=wishes,
        created_at=moment(example["created_at"]),
        note=example["note"],
        passed_over=over
        and PassedOver(UUID(over["calendar_id"]), moment(over["starts_at"]), over["reason"], moment(over["at"])),
        version=example["version"],
    )
    return ListedEntry(
        entry,
        example["state"],
        PatientInBrief(**example["patient"] | {"id": PATIENT}),
        ServiceInBrief(**service | {"id": UUID(service["id"])}),
        reachable=example["reachable"],
        position=example["position"],
        last_offer=the_offer(example["last_offer"]) if example["last_offer"] else None,
        next_visit_at=moment(example["next_visit_at"]) if example["next_visit_at"] else None,
    )


@pytest.mark.parametrize("name", ["add_to_waiting_list", "withdraw_waiting"])
def test_one_who_waits_is_answered_like_the_example(name):
    example = golden.response(f"scheduling.{name}")
    assert as_json(wire_waiting.entry(ShownEntry(the_entry(example), WARSAW, NOW))) == example


def test_the_list_is_answered_like_the_example():
    example = golden.response("scheduling.list_waiting")
    page = Page([the_entry(each) for each in example["items"]], example["next_cursor"])
    assert as_json(wire_waiting.entries(ShownWaiting(page, WARSAW, NOW))) == example


def test_offers_are_answered_like_the_example():
    example = golden.response("scheduling.list_offers")
    offers = [the_offer(each) for each in example["items"]]
    assert as_json(wire_waiting.offers(ListedOffers(offers, WARSAW, NOW))) == example


@pytest.mark.parametrize("name", ["read_linked_offer", "accept_linked_offer", "refuse_linked_offer"])
def test_the_page_of_an_offer_is_answered_like_the_example(name):
    example = golden.response(f"scheduling.{name}")
    offer = the_offer(golden.response("scheduling.list_offers")["items"][0])
    practice = Practice(PRACTICE, example["practice_name"], WARSAW, default_week(), phone=example["practice_phone"])
    names = example["service_name"], example["calendar_name"]
    shown = LinkedOffer(offer, example["state"], practice, *names, example["visit_link"])
    assert as_json(wire_waiting.linked_offer(shown)) == example
    assert "opaque-link" not in repr(shown)


def test_the_asking_to_join_is_answered_like_the_example():
    example = golden.response("scheduling.ask_to_join_waiting_list")
    asked = JoiningAsked(UUID(example["joining_id"]), utc("2026-11-23 09:16"), WARSAW)
    assert as_json(wire_waiting.joining_asked(asked)) == example


@pytest.mark.parametrize("event_type", ["time_offered.v1", "time_offer_ended.v1"])
def test_an_offer_is_announced_like_its_example(event_type):
    offered, example = golden.event("time_offered.v1")["data"], golden.event(event_type)
    offer = the_offer(offered)
    facts = {
        "time_offered.v1": TimeOffered(offer, offered["service_name"]),
        "time_offer_ended.v1": TimeOfferEnded(offer),
    }
    announced = wire.envelope(
        facts[event_type],
        event_id=UUID(example["id"]),
        occurred_at=moment(example["occurred_at"]),
        trace_id=example["trace_id"],
    )
    assert as_json(announced) == example
