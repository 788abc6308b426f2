"""Real processes, a real broker, a real database: what the neighbours of scheduling see."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from chassis.refusals import Refused
from contracts import golden

from services.scheduling.tests.service.conftest import Reception, eventually, monday_ahead, registration

PATIENT = {"first_name": "Zażółć", "last_name": "Gęślą", "phone": "501 700 100", "email": "pacjent@example.com"}


@pytest.fixture(scope="module", autouse=True)
def processes(scheduling):
    started = [scheduling.start(kind, wait=False) for kind in ("rpc", "consumer", "relay")]
    for process in started:
        process.wait_ready()
    return started


@pytest.fixture
def practice(reception, broker) -> Reception:
    broker.announce(registration(reception.id))
    reception.first_calendar()
    return reception


def booking(practice: Reception, starts_at: datetime, **more):
    parts = {"calendar_id": practice.first_calendar()["id"], "starts_at": starts_at.isoformat(), "minutes": 30} | more
    if "patient_id" not in parts:
        parts["patient_id"] = practice.call("add_patient", **PATIENT)["id"]
    return parts


def shape(message):
    """Names and kinds of everything in a message, without the values."""
    if isinstance(message, dict):
        return {name: shape(value) for name, value in message.items()}
    if isinstance(message, list):
        return [shape(item) for item in message[:1]]
    return type(message).__name__


def test_a_registered_practice_has_its_calendar_and_hours(practice):
    assert practice.call("list_calendars")["items"] == [
        practice.first_calendar()
        | {"name": "STANOWISKO 1", "color": "blue", "position": 1, "active": True, "version": 1}
    ]
    hours = practice.call("read_working_time")
    assert [day["open"] for day in hours["days"]] == [True] * 5 + [False] * 2
    assert {(day["from"], day["to"], day["break"]) for day in hours["days"]} == {("08:00", "16:00", None)}


def test_a_registration_from_a_newer_sender_that_comes_twice_makes_one_calendar(reception, broker):
    event = golden.with_unknown_fields(registration(reception.id))
    broker.announce(event)
    broker.announce(event)
    broker.announce(golden.with_unknown_fields(registration(reception.id)))
    changed = registration(reception.id, "practice_changed.v1", version=9)
    changed["data"]["time_zone"] = "Europe/Lisbon"
    broker.announce(changed)

    def followed():
        days = {"from": "2026-11-24", "to": "2026-11-25"}
        return reception.call("list_calendar_days", **days)["time_zone"] == "Europe/Lisbon"

    reception.first_calendar()
    eventually(followed, "the changed practice")
    eventually(lambda: not broker.waiting("scheduling.consumer.practice_registered.v1"), "all news taken")
    assert len(reception.call("list_calendars")["items"]) == 1
    assert broker.waiting("dead.scheduling.consumer.practice_registered.v1") == 0


def test_a_visits_life_is_answered_and_announced_in_the_shape_of_the_examples(practice, broker):
    service = practice.call("add_service", **golden.request("scheduling.add_service"))
    booked = practice.call("book_visit", **booking(practice, monday_ahead(), service_id=service["id"]))
    assert shape(booked) == shape(golden.response("scheduling.book_visit"))
    assert (booked["starts_at"], booked["version"]) == (monday_ahead().isoformat(), 1)
    moved_to = monday_ahead(13).isoformat()
    practice.call("change_visit", visit_id=booked["id"], starts_at=moved_to, status="confirmed", expected_version=1)
    practice.call("cancel_visit", visit_id=booked["id"], reason="chory", expected_version=3)
    practice.call("change_patient", patient_id=booked["patient_id"], phone="501 700 200")
    events = eventually(lambda: (found := broker.announced(practice.id))[5:] and found, "six events")
    assert [(event["type"], event["version"]) for event in events] == [
        ("patient_added.v1", 1),
        ("visit_booked.v1", 1),
        ("visit_moved.v1", 2),
        ("visit_status_changed.v1", 3),
        ("visit_cancelled.v1", 4),
        ("patient_changed.v1", 2),
    ]
    for event in events:
        assert shape(event) == shape(golden.event(event["type"]))
    assert {event["trace_id"] for event in events} == {"4bf92f3577b34da6a3ce929d0e0e4736"}
    assert datetime.fromisoformat(events[2]["data"]["starts_at"]) == datetime.fromisoformat(moved_to)


def answered(visit, answer, **envelope):
    """notifications' golden event, about this visit."""
    example = golden.event("reminder_answered.v1")
    data = {"visit_id": visit["id"], "visit_starts_at": visit["starts_at"], "answer": answer}
    return example | {"id": str(uuid4()), "data": example["data"] | data} | envelope


def test_an_answered_reminder_confirms_the_visit_and_is_nobodys_act(practice, broker):
    visit = practice.call("book_visit", **booking(practice, monday_ahead()))
    said = golden.with_unknown_fields(answered(visit, "yes", practice_id=str(practice.id)))
    stale = answered(visit | {"starts_at": monday_ahead(13).isoformat()}, "no", practice_id=str(practice.id))
    for event in (said, said, answered(visit, "no", practice_id=str(uuid4())), stale):
        broker.announce(event)
    queue = "scheduling.consumer.reminder_answered.v1"
    eventually(lambda: practice.call("read_visit", visit_id=visit["id"])["status"] == "confirmed", "the answer")
    eventually(lambda: not broker.waiting(queue), "all answers taken")
    changed = practice.call("read_visit", visit_id=visit["id"])
    assert (changed["patient_answer"], changed["version"]) == ("yes", 2)
    told = eventually(lambda: (found := broker.announced(practice.id))[2:] and found, "three events")
    assert (told[-1]["type"], told[-1]["data"]["status"]) == ("visit_status_changed.v1", "confirmed")
    change = practice.call("read_visit_history", visit_id=visit["id"])["items"][-1]
    assert (change["act"], change["actor_id"]) == ("answer_reminder", None)
    assert broker.waiting(f"dead.{queue}") == 0


def test_a_held_time_is_confirmed_and_screens_are_told_to_look(practice, broker):
    request = booking(practice, monday_ahead())
    patient_id = request.pop("patient_id")
    held = practice.call("hold_time", **request)
    with pytest.raises(Refused) as refused:
        practice.call("book_visit", **request, patient_id=patient_id)
    assert refused.value.code == "slot_taken"
    visit = practice.call("confirm_hold", hold_id=held["id"], patient_id=patient_id)
    assert visit["starts_at"] == held["starts_at"]
    events = eventually(lambda: (found := broker.announced(practice.id, timetable=True))[2:] and found, "three events")
    assert [event["version"] for event in events] == [1, 2, 3]
    assert shape(events[-1]) == shape(golden.event("timetable_changed.v1"))


def test_reading_methods_answer_in_the_shape_of_the_examples(practice):
    visit = practice.call("book_visit", **booking(practice, monday_ahead(), note="boli"))
    practice.call("change_working_time", days=[golden.request("scheduling.change_working_time")["days"][0]])
    asked = {
        "read_visit": {"visit_id": visit["id"]},
        "read_patient": {"patient_id": visit["patient_id"]},
        "read_calendar": {"calendar_id": visit["calendar_id"]},
        "list_calendars": {},
        "list_visits": {"from": monday_ahead().date().isoformat()},
        "find_patients": {"q": "gesla"},
        "read_working_time": {},
        "list_calendar_days": {
            "from": monday_ahead().date().isoformat(),
            "to": (monday_ahead() + timedelta(days=1)).date().isoformat(),
        },
    }
    for method, request in asked.items():
        answer, example = practice.call(method, **request), golden.response(f"scheduling.{method}")
        assert names(answer) == names(example), method
    # The changed hours have their break at noon.
    assert practice.call("list_visits", **asked["list_visits"])["items"] == [visit | {"outside": True}]


def test_overbooking_restoring_series_free_times_and_history_are_answered_in_the_shape_of_the_examples(practice):
    day = monday_ahead().date()
    service = practice.call("add_service", **golden.request("scheduling.add_service"))
    wanted = booking(practice, monday_ahead(), service_id=service["id"])
    dates = {"from": day.isoformat(), "to": (day + timedelta(days=1)).isoformat()}
    before = practice.call("list_free_times", **dates, minutes=30)
    assert shape(before) == shape(golden.response("scheduling.list_free_times"))
    first = practice.call("book_visit", **wanted)
    over = practice.call("book_visit", **wanted, overbook=True)
    assert (first["overbooked"], over["overbooked"]) == (False, True)
    series = practice.call("book_series", **wanted, every_weeks=52, count=2, skip_refused=True)
    assert [fault["code"] for fault in series["refused"]][:1] == ["slot_taken"]
    assert names(series) == names(golden.response("scheduling.book_series"))
    for visit in (first, over):
        assert practice.call("cancel_visit", visit_id=visit["id"], reason="chory")["cancel_reason"] == "chory"
    assert practice.call("list_free_times", **dates, minutes=30) == before
    restored = practice.call("restore_visit", visit_id=over["id"], expected_version=2)
    assert (restored["status"], restored["overbooked"], restored["version"]) == ("planned", False, 3)
    history = practice.call("read_visit_history", visit_id=over["id"])
    assert [change["act"] for change in history["items"]] == ["book_visit", "cancel_visit", "restore_visit"]
    assert names(history) == names(golden.response("scheduling.read_visit_history"))


def names(message):
    """Names of fields, of the first item of a list; what may be null is not looked into."""
    if isinstance(message, dict):
        return {
            name: names(value) for name, value in message.items() if isinstance(value, dict | list)
        } | dict.fromkeys(message)
    return [names(item) for item in message[:1]] if isinstance(message, list) else None


def test_of_fifty_callers_exactly_one_gets_the_slot(practice):
    request = booking(practice, monday_ahead())

    def book(_):
        try:
            return practice.call("book_visit", **request)["status"]
        except Refused as refused:
            return refused.code

    assert Counter(practice.at_once(50, book)) == {"planned": 1, "slot_taken": 49}


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"minutes": 20}, "validation_failed", "minutes"),
        ({"starts_at": "2020-01-01T12:00:00Z"}, "validation_failed", "starts_at"),
        ({"starts_at": "9999-12-31T23:59:59Z"}, "validation_failed", "starts_at"),
        ({"note": "x\x00"}, "validation_failed", "note"),
        ({"patient_id": "019ab1c2-0000-7000-8000-0000000000d1"}, "not_found", None),
        ({"starts_at": monday_ahead(20).isoformat()}, "outside_working_time", None),
    ],
)
def test_bad_bookings_get_their_code_and_nothing_changes(practice, changes, code, field):
    request = booking(practice, monday_ahead()) | changes
    with pytest.raises(Refused) as refused:
        practice.call("book_visit", **request)
    assert refused.value.code == code
    assert [error.field for error in refused.value.fault.errors] == ([field] if field else [])
    assert practice.call("list_visits")["items"] == []


def test_no_patient_data_is_in_any_log(practice, processes):
    practice.call("find_patients", q="Gęślą")
    with pytest.raises(Refused):
        practice.call("add_patient", **PATIENT | {"pesel": "44051401358", "phone": "12"})
    for process in processes:
        log = process.log()
        assert not any(secret in log for secret in ("Gęślą", "G\\u0119", "501700100", "pacjent@", "44051401358"))


def test_the_switch_of_the_practice_opens_online_booking_and_its_code_and_visit_are_announced(practice, broker):
    on = registration(practice.id, "practice_changed.v1", version=2)
    on["data"] |= {"online_booking": True, "phone": "+48221234567"}
    with pytest.raises(Refused) as refused:
        practice.call("read_public_booking")
    assert refused.value.code == "online_booking_off"
    broker.announce(on)
    service = practice.call("add_service", name="Przegląd", minutes=30, bookable_online=True)

    def opened():
        try:
            return practice.call("read_public_booking")
        except Refused:
            return None

    eventually(opened, "online booking")
    held = practice.call("hold_public_time", service_id=service["id"], starts_at=monday_ahead().isoformat())
    token = {"hold_id": held["id"], "token": held["token"]}
    asked = golden.with_unknown_fields(golden.request("scheduling.request_booking_code")) | token
    practice.call("request_booking_code", **asked)
    (news,) = eventually(lambda: broker.announced(practice.id), "the code")
    assert shape(news) == shape(golden.event("booking_code_requested.v1"))
    with pytest.raises(Refused) as refused:
        practice.call("confirm_public_hold", **token, code="no code")
    assert (refused.value.code, refused.value.fault.data) == ("wrong_code", {"tries": 4})
    booked = practice.call("confirm_public_hold", **token, code=news["data"]["code"])
    assert shape(booked) == shape(golden.response("scheduling.confirm_public_hold"))
    shown = practice.call("read_linked_visit", token=booked["link"])
    assert (shown["practice_phone"], shown["practice_id"]) == ("+48221234567", str(practice.id))
    events = eventually(lambda: (found := broker.announced(practice.id))[2:] and found, "the visit")
    assert [event["type"] for event in events][1:] == ["patient_added.v1", "visit_booked.v1"]
