"""The whole story over HTTP, through real processes: register, book, move, cancel, and what the patient's phone gets.

The stack's clock stands at Monday 23 November 2026, 11:00 in Warsaw: the reminder hour of today (10:00) has passed.
"""

import uuid

import pytest
import requests

from tests.support.practice import PASSWORD, Practice, Sandbox, eventually

TUESDAY = "2026-11-24T12:00:00+01:00"
WEDNESDAY = "2026-11-25T12:00:00+01:00"


@pytest.fixture(scope="module")
def practice(stack):
    registered = Practice(stack.url)
    answer = registered.put("practice", phone="22 123 45 67")
    assert answer.status_code == requests.codes.ok, answer.text
    return registered


@pytest.fixture
def sandbox(stack):
    return Sandbox(stack.sandbox_url)


@pytest.fixture
def patient(practice):
    number = uuid.uuid4().int % 1_000_000
    return practice.add_patient(f"+48501{number:06d}", f"pacjent.{number}@example.com")


def messages_of(practice, visit):
    return {item["channel"]: item for item in practice.get("messages", visit_id=visit["id"]).json()["items"]}


def in_state(practice, visit, state):
    def look():
        items = practice.get("messages", visit_id=visit["id"]).json()["items"]
        live = [item for item in items if item["state"] == state]
        return {item["channel"]: item for item in live} if len(live) == 2 else None

    return eventually(look, what=f"both reminders {state}")


def test_a_new_practice_has_one_blue_calendar(practice):
    calendar = practice.calendar()
    assert (calendar["name"], calendar["color"]) == ("STANOWISKO 1", "blue")


def test_a_visit_for_tomorrow_reaches_phone_and_mailbox_once(practice, sandbox, patient):
    answer = practice.book(patient, practice.calendar(), TUESDAY)
    assert answer.status_code == requests.codes.created, answer.text
    sent = in_state(practice, answer.json(), "sent")

    (sms,) = [message for message in sandbox.to(patient["phone"]) if message["channel"] == "sms"]
    (mail,) = [message for message in sandbox.to(patient["email"]) if message["channel"] == "email"]
    for text in (sms["text"], mail["text"], mail["html"]):
        assert "12:00" in text
        assert "22 123 45 67" in text
    assert "Gabinet U" in sms["text"]
    assert practice.name in mail["text"]
    assert sent["sms"]["text"] == sms["text"]
    assert sms["idempotency_key"] == sent["sms"]["id"]


def test_moving_and_cancelling_take_the_reminder_along(practice, sandbox, patient):
    calendar = practice.calendar()
    visit = practice.book(patient, calendar, WEDNESDAY).json()
    planned = in_state(practice, visit, "planned")
    assert {item["send_at"] for item in planned.values()} == {"2026-11-24T10:00:00+01:00"}

    moved = practice.patch(f"visits/{visit['id']}", starts_at="2026-11-26T09:15:00+01:00")
    assert moved.status_code == requests.codes.ok, moved.text
    eventually(
        lambda: (
            {item["send_at"] for item in in_state(practice, visit, "planned").values()} == {"2026-11-25T10:00:00+01:00"}
        ),
        what="the reminders at the new time",
    )

    cancelled = practice.post(f"visits/{visit['id']}/cancel", reason="chory")
    assert cancelled.status_code == requests.codes.ok, cancelled.text
    eventually(
        lambda: all(
            item["state"] == "cancelled" for item in practice.get("messages", visit_id=visit["id"]).json()["items"]
        ),
        what="no reminder left",
    )
    assert sandbox.to(patient["phone"]) == []


def test_a_taken_quarter_is_refused_and_stays_as_it_was(practice, patient):
    calendar = practice.calendar()
    assert practice.book(patient, calendar, "2026-11-27T09:00:00+01:00", 30).status_code == requests.codes.created
    refused = practice.book(patient, calendar, "2026-11-27T09:15:00+01:00")
    assert (refused.status_code, refused.json()["code"]) == (requests.codes.conflict, "slot_taken")


@pytest.mark.parametrize(
    ("starts_at", "minutes", "code"),
    [
        ("2026-11-24T07:45:00+01:00", 15, "outside_working_time"),
        ("2026-11-24T15:45:00+01:00", 30, "outside_working_time"),
        ("2026-11-28T12:00:00+01:00", 15, "outside_working_time"),
        ("2026-11-24T12:05:00+01:00", 15, "validation_failed"),
        ("2026-11-24T12:00:00+01:00", 10, "validation_failed"),
    ],
)
def test_what_cannot_be_is_refused_with_its_code(practice, patient, starts_at, minutes, code):
    refused = practice.book(patient, practice.calendar(), starts_at, minutes)
    assert (refused.status_code, refused.json()["code"]) == (requests.codes.unprocessable, code)


def test_the_same_key_books_once(practice, patient):
    body = {
        "calendar_id": practice.calendar()["id"],
        "patient_id": patient["id"],
        "starts_at": "2026-11-27T11:00:00+01:00",
        "minutes": 15,
    }
    key = str(uuid.uuid4())
    first, again = practice.post("visits", key=key, **body), practice.post("visits", key=key, **body)
    other = practice.post("visits", key=key, **(body | {"minutes": 30}))
    assert first.status_code == again.status_code == requests.codes.created
    assert first.json() == again.json()
    assert (other.status_code, other.json()["code"]) == (requests.codes.unprocessable, "idempotency_key_reused")


def test_another_practice_sees_nothing(stack, practice, patient):
    visit = practice.book(patient, practice.calendar(), "2026-11-27T13:00:00+01:00").json()
    stranger = Practice(stack.url, name="Obcy Gabinet")
    own = stranger.calendar()
    seen = [
        stranger.get(f"visits/{visit['id']}"),
        stranger.get(f"patients/{patient['id']}"),
        stranger.patch(f"visits/{visit['id']}", minutes=30),
        stranger.post(f"visits/{visit['id']}/cancel"),
        stranger.book(patient, own, "2026-11-27T14:00:00+01:00"),
        stranger.book({"id": str(uuid.uuid4())}, practice.calendar(), "2026-11-27T14:00:00+01:00"),
    ]
    assert [(answer.status_code, answer.json()["code"]) for answer in seen] == [(404, "not_found")] * len(seen)
    assert stranger.get("messages", visit_id=visit["id"]).json()["items"] == []


def test_one_id_follows_a_booking_from_the_gateway_to_the_sender(stack, practice, patient):
    trace_id = uuid.uuid4().hex
    practice.http.headers["traceparent"] = f"00-{trace_id}-{'1' * 16}-01"
    try:
        visit = practice.book(patient, practice.calendar(), "2026-11-24T14:00:00+01:00").json()
    finally:
        del practice.http.headers["traceparent"]
    in_state(practice, visit, "sent")
    for process in ("gateway", "scheduling-rpc", "notifications-planner", "notifications-sender-sms"):
        eventually(
            lambda process=process: trace_id in stack.logs(process), what=f"the trace id in the log of {process}"
        )


def test_no_log_holds_patient_data(stack, practice, patient):
    visit = practice.book(patient, practice.calendar(), "2026-11-24T14:30:00+01:00").json()
    in_state(practice, visit, "sent")
    logs = "".join(stack.logs(process) for process in stack.processes if process != "sandbox")
    for secret in (
        patient["phone"],
        patient["phone"][3:],
        patient["email"],
        patient["last_name"],
        PASSWORD,
        practice.token,
    ):
        assert secret not in logs
