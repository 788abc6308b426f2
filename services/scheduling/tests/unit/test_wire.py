"""What scheduling answers and announces looks like the golden examples, and so does what it understands."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from contracts import golden
from contracts.base import Envelope
from contracts.registry import EVENTS, METHODS
from scheduling.adapters import wire, wire_holds, wire_visits
from scheduling.application.book_series import SeriesBooked
from scheduling.application.change_visit import Keep, VisitChange
from scheduling.application.hold_time import ShownHold
from scheduling.application.list_free_times import FreeTimes
from scheduling.application.list_holds import ListedHolds
from scheduling.application.shown import Page, PatientInBrief, ServiceInBrief, ShownVisit
from scheduling.domain.calendar import Calendar
from scheduling.domain.consent import Consents
from scheduling.domain.facts import (
    BookingCodeRequested,
    PatientAdded,
    PatientChanged,
    TimetableChanged,
    VisitBooked,
    VisitCancelled,
    VisitMoved,
    VisitStatusChanged,
)
from scheduling.domain.hold import Hold
from scheduling.domain.patient import Card, Patient
from scheduling.domain.public_hold import Asked
from scheduling.domain.span import Span
from scheduling.domain.visit import Visit

from services.scheduling.tests.builders import WARSAW, utc


def id_(end: str) -> UUID:
    return UUID(f"019ab1c2-0000-7000-8000-{end:0>12}")


PRACTICE, CALENDAR, PATIENT, VISIT, EVENT = id_("a"), id_("c1"), id_("d1"), id_("e1"), id_("ee01")


def as_json(message: Any) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(message.model_dump_json(by_alias=True))
    return content


def a_card(**fields: Any) -> Card:
    known = {"first_name": "Zażółć", "last_name": "Gęślą", "phone": "+48501700100", "email": "pacjent@example.com"}
    return Card(**known | fields)


def the_visit(example: Mapping[str, Any]) -> ShownVisit:
    shown = {name: value for name, value in example["patient"].items() if name != "id"}
    span = Span.lasting(utc("2000-01-01 00:00").fromisoformat(example["starts_at"]), example["minutes"])
    service = (
        ServiceInBrief(**example["service"] | {"id": UUID(example["service"]["id"])}) if example["service"] else None
    )
    visit = Visit(
        UUID(example["id"]),
        PRACTICE,
        UUID(example["calendar_id"]),
        UUID(example["patient_id"]),
        span,
        example["status"],
        example["note"],
        example["cancel_reason"],
        example["version"],
        service and service.id,
        example["overbooked"],
        UUID(example["series_id"]) if example["series_id"] else None,
        example["patient_answer"],
    )
    patient = PatientInBrief(UUID(example["patient"]["id"]), **shown)
    return ShownVisit(visit, patient, WARSAW, service, outside=example["outside"])


@pytest.mark.parametrize(
    "name", ["book_visit", "read_visit", "change_visit", "cancel_visit", "restore_visit", "confirm_hold"]
)
def test_a_visit_is_answered_like_the_example(name):
    example = golden.response(f"scheduling.{name}")
    assert as_json(wire.visit(the_visit(example))) == example


@pytest.mark.parametrize("name", ["list_visits", "list_visits_outside"])
def test_visits_are_answered_like_the_example(name):
    example = golden.response(f"scheduling.{name}")
    page = Page([the_visit(item) for item in example["items"]], example["next_cursor"])
    assert as_json(wire.visits(page)) == example


def the_calendar(example: Mapping[str, Any]) -> Calendar:
    return Calendar(**example | {"id": UUID(example["id"]), "practice_id": PRACTICE})


@pytest.mark.parametrize("name", ["read_calendar", "add_calendar", "change_calendar"])
def test_a_calendar_is_answered_like_the_example(name):
    example = golden.response(f"scheduling.{name}")
    assert as_json(wire.calendar(the_calendar(example))) == example


@pytest.mark.parametrize("name", ["list_calendars", "order_calendars"])
def test_calendars_are_answered_like_the_example(name):
    example = golden.response(f"scheduling.{name}")
    assert as_json(wire.calendars([the_calendar(item) for item in example["items"]])) == example


FACTS = {
    "patient_added.v1": PatientAdded,
    "patient_changed.v1": PatientChanged,
    "visit_booked.v1": VisitBooked,
    "visit_moved.v1": VisitMoved,
    "visit_cancelled.v1": VisitCancelled,
    "visit_status_changed.v1": VisitStatusChanged,
}


@pytest.mark.parametrize("event_type", FACTS)
def test_every_event_is_announced_like_its_example(event_type):
    example = golden.event(event_type)
    data, version = example["data"], example["version"]
    if "visit_id" in data:
        parse = utc("2000-01-01 00:00").fromisoformat
        during = Span(parse(data["starts_at"]), parse(data["ends_at"]))
        known: Any = Visit(VISIT, PRACTICE, CALENDAR, PATIENT, during, data["status"], version=version)
    else:
        fields = {name: data[name] for name in ("first_name", "last_name", "phone", "email")}
        known = Patient(PATIENT, PRACTICE, a_card(**fields, consents=Consents(**data["consents"])), version)
    announced = wire.envelope(
        FACTS[event_type](known), event_id=EVENT, occurred_at=utc("2026-11-23 10:00"), trace_id=example["trace_id"]
    )
    assert as_json(announced) == example
    assert isinstance(announced, Envelope)


def test_a_changed_timetable_is_announced_like_its_example():
    example = golden.event("timetable_changed.v1")
    announced = wire.envelope(
        TimetableChanged(PRACTICE, example["version"]),
        event_id=UUID(example["id"]),
        occurred_at=utc("2026-11-23 10:00"),
        trace_id=example["trace_id"],
    )
    assert as_json(announced) == example


def test_a_code_is_announced_like_its_example():
    example = golden.event("booking_code_requested.v1")
    asked = Asked(card=a_card(), channel="sms")
    fact = BookingCodeRequested(
        PRACTICE, UUID(example["data"]["code_id"]), asked, example["data"]["code"], utc("2026-11-23 10:10")
    )
    announced = wire.envelope(fact, event_id=EVENT, occurred_at=utc("2026-11-23 10:00"), trace_id=example["trace_id"])
    assert as_json(announced) == example
    assert "123456" not in repr(fact)


def test_every_event_of_scheduling_is_announced_by_somebody():
    assert set(FACTS) | {
        "booking_code_requested.v1",
        "time_offered.v1",
        "time_offer_ended.v1",
        "timetable_changed.v1",
        "patient_merged.v1",
        "patient_erased.v1",
    } == {name for name, event in EVENTS.items() if event.source == "scheduling"}


def request(name: str, **changes: Any) -> Any:
    return METHODS[f"scheduling.{name}"].request.model_validate(golden.request(f"scheduling.{name}") | changes)


def test_an_empty_note_is_a_change_and_a_missing_one_is_none():
    base = {"visit_id": str(VISIT)}
    understand = METHODS["scheduling.change_visit"].request.model_validate
    assert wire.visit_change(understand(base)) == VisitChange(note=Keep.KEEP)
    assert wire.visit_change(understand(base | {"note": None})).note is None


def test_no_service_is_a_change_and_a_missing_one_is_none():
    base = {"visit_id": str(VISIT)}
    understand = METHODS["scheduling.change_visit"].request.model_validate
    assert wire.visit_change(understand(base)).service_id is Keep.KEEP
    assert wire.visit_change(understand(base | {"service_id": None})).service_id is None
    assert wire.visit_change(request("change_visit")).overbook is False
    assert wire.visit_change(request("change_visit", overbook=True)).overbook is True


def test_a_series_is_answered_like_the_example():
    example = golden.response("scheduling.book_series")
    refused = [(datetime.fromisoformat(each["starts_at"]), each["code"]) for each in example["refused"]]
    booked = SeriesBooked(UUID(example["series_id"]), [the_visit(item) for item in example["visits"]], refused)
    assert as_json(wire_visits.series_booked(booked)) == example


def test_free_times_are_answered_like_the_example_in_the_practices_zone():
    example = golden.response("scheduling.list_free_times")
    items = [
        (UUID(item["calendar_id"]), datetime.fromisoformat(item["starts_at"]).astimezone(UTC))
        for item in example["items"]
    ]
    assert as_json(wire_visits.free_times(FreeTimes(WARSAW, items, complete=True))) == example


def the_hold(example: Mapping[str, Any]) -> Hold:
    return Hold(
        UUID(example["id"]),
        PRACTICE,
        UUID(example["calendar_id"]),
        Span.lasting(datetime.fromisoformat(example["starts_at"]), example["minutes"]),
        datetime.fromisoformat(example["held_until"]).astimezone(UTC),
        UUID(example["service_id"]),
    )


@pytest.mark.parametrize("name", ["hold_time", "release_hold"])
def test_a_hold_is_answered_like_the_example_in_the_practices_zone(name):
    example = golden.response(f"scheduling.{name}")
    assert as_json(wire_holds.hold(ShownHold(the_hold(example), WARSAW))) == example


def test_holds_are_answered_like_the_example():
    example = golden.response("scheduling.list_holds")
    listed = ListedHolds(WARSAW, [the_hold(item) for item in example["items"]])
    assert as_json(wire_holds.holds(listed)) == example
