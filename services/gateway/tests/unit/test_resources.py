"""Each resource of the calendar: what it asks of which service, and what it answers."""

from __future__ import annotations

from typing import Any

import pytest
from contracts import golden
from contracts.scheduling import rpc as scheduling
from flask.testing import FlaskClient

from services.gateway.tests.fakes import FakeServices

ID = "019ab1c2-0000-7000-8000-0000000000aa"
OTHER = "019ab1c2-0000-7000-8000-0000000000bb"
VISIT = {"calendar_id": ID, "patient_id": OTHER, "starts_at": "2026-11-24T10:00:00+01:00", "minutes": 30, "note": None}
DAY = {"weekday": 1, "open": True, "from": "08:00", "to": "16:00", "break": {"from": "12:00", "to": "12:30"}}
ORDER = golden.request("scheduling.order_calendars")
DAYS_OFF = {"date": "2026-12-27", "until": "2026-12-30", "name": "Urlop"}
OTHER_HOURS = {
    name: value for name, value in golden.request("scheduling.add_exceptions").items() if name != "calendar_id"
}
SERVICE = golden.request("scheduling.add_service")
HOLD = golden.request("scheduling.hold_time")
FILE = {"file_name": "pacjenci.csv", "text": "Imię;Nazwisko\nJan;Śliwa\n"}
COLUMNS = {"first_name": "Imię", "last_name": "Nazwisko"}
WRITING = {"channel": "sms", "chosen_by": None, "subject": None, "text": "Dzień dobry", "only_check": False}
PLACE = {"kind": "reminder", "channel": "sms", "language": "pl"}
PREVIEW = {**PLACE, "text": "Czekamy {{ visit_day }}"}
WAITING = golden.request("scheduling.add_to_waiting_list")
RECALLED = golden.request("scheduling.mark_recall")
SERIES = golden.request("scheduling.book_series")

Asked = tuple[str, str, Any, int, str, dict[str, Any]]
"""Verb, path, body, status; the call that is made of it and its request."""
REQUESTS: list[Asked] = [
    ("GET", "practice/working-time", None, 200, "scheduling.read_working_time", {}),
    ("PUT", "practice/working-time", {"days": [DAY]}, 200, "scheduling.change_working_time", {"days": [DAY]}),
    (
        *("GET", "working-hours?from=2026-11-23&to=2026-11-30", None, 200, "scheduling.list_calendar_days"),
        {"from": "2026-11-23", "to": "2026-11-30"},
    ),
    ("GET", "calendars", None, 200, "scheduling.list_calendars", {}),
    ("POST", "calendars", {"name": "RTG"}, 201, "scheduling.add_calendar", {"name": "RTG"}),
    ("GET", f"calendars/{ID}", None, 200, "scheduling.read_calendar", {"calendar_id": ID}),
    ("PATCH", f"calendars/{ID}", {"active": True, "position": 2}, 200, "scheduling.change_calendar", {"calendar_id": ID, "active": True, "position": 2}),
    ("DELETE", f"calendars/{ID}", None, 204, "scheduling.change_calendar", {"calendar_id": ID, "active": False}),
    ("PUT", "calendars/order", ORDER, 200, "scheduling.order_calendars", ORDER),
    ("GET", f"calendars/{ID}/working-time", None, 200, "scheduling.read_calendar_working_time", {"calendar_id": ID}),
    ("PUT", f"calendars/{ID}/working-time", {"days": [DAY]}, 200, "scheduling.change_calendar_working_time", {"calendar_id": ID, "days": [DAY]}),
    ("PUT", f"calendars/{ID}/working-time", {"inherits": True, "version": 3}, 200, "scheduling.change_calendar_working_time", {"calendar_id": ID, "inherits": True}),
    ("GET", f"calendars/{ID}/exceptions", None, 200, "scheduling.list_exceptions", {"calendar_id": ID}),
    ("GET", f"calendars/{ID}/exceptions?from=2026-11-23&to=2026-12-01", None, 200, "scheduling.list_exceptions", {"calendar_id": ID, "from": "2026-11-23", "to": "2026-12-01"}),
    ("POST", f"calendars/{ID}/exceptions", OTHER_HOURS, 201, "scheduling.add_exceptions", {"calendar_id": ID, **OTHER_HOURS}),
    ("DELETE", f"calendars/{ID}/exceptions/{OTHER}", None, 204, "scheduling.remove_exception", {"exception_id": OTHER}),
    ("GET", "practice/exceptions?from=2026-11-23", None, 200, "scheduling.list_exceptions", {"from": "2026-11-23"}),
    ("POST", "practice/exceptions", DAYS_OFF, 201, "scheduling.add_exceptions", DAYS_OFF),
    ("DELETE", f"practice/exceptions/{OTHER}", None, 204, "scheduling.remove_exception", {"exception_id": OTHER}),
    ("GET", "practice/holidays?from=2026-12-01&to=2027-01-01", None, 200, "scheduling.list_holidays", {"from": "2026-12-01", "to": "2027-01-01"}),
    ("PUT", "practice/holidays/2026-12-25", {"closed": False}, 200, "scheduling.change_holiday", {"date": "2026-12-25", "closed": False}),
    ("GET", "services", None, 200, "scheduling.list_services", {}),
    ("POST", "services", SERVICE, 201, "scheduling.add_service", SERVICE),
    ("GET", f"services/{ID}", None, 200, "scheduling.read_service", {"service_id": ID}),
    ("PATCH", f"services/{ID}", {"price": None, "active": False}, 200, "scheduling.change_service", {"service_id": ID, "price": None, "active": False}),
    ("GET", "patients", None, 200, "scheduling.find_patients", {}),
    ("GET", "patients?q=Śli&limit=5", None, 200, "scheduling.find_patients", {"q": "Śli", "limit": 5}),
    (
        *("POST", "patients", {"first_name": "Jan", "last_name": "Śliwa", "consents": {"sms": False}}, 201),
        "scheduling.add_patient",
        {"first_name": "Jan", "last_name": "Śliwa", "consents": {"sms": False}},
    ),
    ("GET", f"patients/{ID}", None, 200, "scheduling.read_patient", {"patient_id": ID}),
    (
        *("PATCH", f"patients/{ID}", {"phone": None}, 200, "scheduling.change_patient"),
        {"patient_id": ID, "phone": None},
    ),
    ("DELETE", f"patients/{ID}", None, 200, "scheduling.erase_patient", {"patient_id": ID}),
    ("GET", f"patients/{ID}/consents", None, 200, "scheduling.list_consents", {"patient_id": ID}),
    ("GET", f"patients/{ID}/duplicates", None, 200, "scheduling.find_duplicates", {"patient_id": ID}),
    ("GET", "patient-duplicates?limit=5", None, 200, "scheduling.list_duplicates", {"limit": 5}),
    ("POST", "patient-duplicates/search", {"phone": "501700100"}, 200, "scheduling.find_duplicates", {"phone": "501700100"}),
    (
        *("POST", f"patients/{ID}/merge", {"merged_id": OTHER, "take": ["phone"]}, 200, "scheduling.merge_patients"),
        {"patient_id": ID, "merged_id": OTHER, "take": ["phone"]},
    ),
    ("POST", "patient-imports", FILE, 202, "scheduling.prepare_import", FILE),
    ("GET", "patient-imports", None, 200, "scheduling.list_imports", {}),
    ("GET", f"patient-imports/{ID}", None, 200, "scheduling.read_import", {"import_id": ID}),
    (
        *("GET", f"patient-imports/{ID}/rows?state=refused&limit=5", None, 200, "scheduling.list_import_rows"),
        {"import_id": ID, "state": "refused", "limit": 5},
    ),
    (
        *("PATCH", f"patient-imports/{ID}", {"columns": COLUMNS}, 200, "scheduling.change_import_columns"),
        {"import_id": ID, "columns": COLUMNS},
    ),
    (
        *("POST", f"patient-imports/{ID}/start", {"duplicates_too": True}, 202, "scheduling.start_import"),
        {"import_id": ID, "duplicates_too": True},
    ),
    ("POST", f"patient-imports/{ID}/start", None, 202, "scheduling.start_import", {"import_id": ID, "duplicates_too": False}),
    ("DELETE", f"patient-imports/{ID}", None, 204, "scheduling.discard_import", {"import_id": ID}),
    (
        *("GET", f"visits?from=2026-11-23&to=2026-11-24&calendar_id={ID}", None, 200, "scheduling.list_visits"),
        {"from": "2026-11-23", "to": "2026-11-24", "calendar_id": ID},
    ),
    ("POST", "visits", VISIT, 201, "scheduling.book_visit", VISIT),
    ("GET", f"visits/{ID}", None, 200, "scheduling.read_visit", {"visit_id": ID}),
    (
        *("PATCH", f"visits/{ID}", {"status": "confirmed"}, 200, "scheduling.change_visit"),
        {"visit_id": ID, "status": "confirmed"},
    ),
    ("POST", f"visits/{ID}/cancel", {"reason": "Choroba"}, 200, "scheduling.cancel_visit", {"visit_id": ID, "reason": "Choroba"}),
    ("POST", f"visits/{ID}/cancel", None, 200, "scheduling.cancel_visit", {"visit_id": ID}),
    ("POST", f"visits/{ID}/restore", {"overbook": True}, 200, "scheduling.restore_visit", {"visit_id": ID, "overbook": True}),
    ("POST", f"visits/{ID}/restore", None, 200, "scheduling.restore_visit", {"visit_id": ID}),
    ("GET", f"visits/{ID}/history", None, 200, "scheduling.read_visit_history", {"visit_id": ID}),
    ("POST", "visit-series", SERIES, 201, "scheduling.book_series", SERIES),
    (
        *("GET", f"free-times?from=2026-11-24&to=2026-11-25&minutes=30&calendar_id={ID},{OTHER}", None, 200),
        "scheduling.list_free_times",
        {"from": "2026-11-24", "to": "2026-11-25", "minutes": 30, "service_id": None, "calendar_ids": [ID, OTHER], "limit": 1000, "notice_minutes": 0},
    ),
    (
        *("GET", f"free-times?from=2026-11-24&to=2026-11-25&service_id={ID}&limit=5&notice_minutes=120", None, 200, "scheduling.list_free_times"),
        {"from": "2026-11-24", "to": "2026-11-25", "minutes": None, "service_id": ID, "calendar_ids": [], "limit": 5, "notice_minutes": 120},
    ),
    (
        *("GET", "holds?from=2026-11-24&to=2026-11-25", None, 200, "scheduling.list_holds"),
        {"from": "2026-11-24", "to": "2026-11-25"},
    ),
    ("POST", "holds", HOLD, 201, "scheduling.hold_time", HOLD),
    ("DELETE", f"holds/{ID}", None, 204, "scheduling.release_hold", {"hold_id": ID}),
    (
        *("POST", f"holds/{ID}/confirm", {"patient_id": OTHER}, 201, "scheduling.confirm_hold"),
        {"hold_id": ID, "patient_id": OTHER},
    ),
    ("GET", f"waiting-list?state=booked&patient_id={ID}&limit=5", None, 200, "scheduling.list_waiting", {"state": "booked", "patient_id": ID, "limit": 5}),
    ("POST", "waiting-list", WAITING, 201, "scheduling.add_to_waiting_list", WAITING),
    ("DELETE", f"waiting-list/{ID}", None, 200, "scheduling.withdraw_waiting", {"entry_id": ID}),
    ("GET", f"waiting-list/{ID}/offers", None, 200, "scheduling.list_offers", {"entry_id": ID}),
    ("GET", "recalls?limit=5", None, 200, "scheduling.list_recalls", {"limit": 5}),
    ("POST", "recalls/mark", RECALLED, 204, "scheduling.mark_recall", RECALLED),
    ("GET", "visits-outside?limit=5", None, 200, "scheduling.list_visits_outside", {"limit": 5}),
    ("GET", f"messages?visit_id={ID}&state=sent", None, 200, "notifications.list_messages", {"visit_id": ID, "state": "sent"}),
    ("GET", f"messages/{ID}", None, 200, "notifications.read_message", {"message_id": ID}),
    ("GET", f"messages?channel=sms&kind=written&batch_id={ID}", None, 200, "notifications.list_messages", {"channel": "sms", "kind": "written", "batch_id": ID}),
    ("POST", f"messages/{ID}/resend", None, 200, "notifications.resend_message", {"message_id": ID}),
    ("POST", "messages", {"channel": "sms", "patient_ids": [ID], "text": "Dzień dobry"}, 200, "notifications.write_messages", {**WRITING, "patient_ids": [ID]}),
    ("GET", "messages/state", None, 200, "notifications.read_sending_state", {}),
    ("GET", "message-batches?limit=5", None, 200, "notifications.list_batches", {"limit": 5}),
    ("GET", f"message-batches/{ID}", None, 200, "notifications.read_batch", {"batch_id": ID}),
    ("POST", f"message-batches/{ID}/stop", None, 200, "notifications.stop_batch", {"batch_id": ID}),
    ("GET", "message-templates", None, 200, "notifications.read_templates", {}),
    ("PUT", "message-templates", {"language": "en", "version": 3}, 200, "notifications.change_message_settings", {"language": "en"}),
    ("PUT", "message-templates/sms/pl", {"text": "Czekamy"}, 200, "notifications.change_template", {**PLACE, "text": "Czekamy"}),
    ("PUT", "message-templates/sms/pl", {"text": None}, 200, "notifications.change_template", {**PLACE, "text": None}),
    ("POST", "message-templates/preview", PREVIEW, 200, "notifications.preview_template", PREVIEW),
]  # fmt: skip


def expect_call(program: FlaskClient, services: FakeServices, expected: Asked) -> None:
    """The request becomes the call, and the call's golden answer the response."""
    verb, path, body, status, method, asked = expected
    sent = {} if body is None else {"json": body}
    answer = program.open(f"/api/v1/{path}", method=verb, **sent)
    assert answer.status_code == status, answer.text
    assert (services.last.method, services.last.request) == (method, asked)
    assert answer.headers["Cache-Control"] == "no-store"
    if status == 204:
        assert answer.data == b""
    else:
        assert answer.json == golden.response(method)


@pytest.mark.parametrize(("verb", "path", "body", "status", "method", "asked"), REQUESTS)
def test_a_request_becomes_the_call_and_the_answer_the_response(  # noqa: PLR0917
    program: FlaskClient, services: FakeServices, verb: str, path: str, body: Any, status: int, method: str, asked: Any
) -> None:
    expect_call(program, services, (verb, path, body, status, method, asked))


@pytest.mark.parametrize(
    ("path", "body", "method", "place"),
    [
        ("calendars", {"name": "RTG"}, "scheduling.add_calendar", "/api/v1/calendars/{id}"),
        ("services", SERVICE, "scheduling.add_service", "/api/v1/services/{id}"),
        ("patients", {"first_name": "A", "last_name": "B"}, "scheduling.add_patient", "/api/v1/patients/{id}"),
        ("visits", VISIT, "scheduling.book_visit", "/api/v1/visits/{id}"),
        (f"holds/{ID}/confirm", {"patient_id": OTHER}, "scheduling.confirm_hold", "/api/v1/visits/{id}"),
    ],
)
def test_what_was_created_says_where_it_is(program: FlaskClient, path: str, body: Any, method: str, place: str) -> None:
    answer = program.post(f"/api/v1/{path}", json=body)
    made = golden.response(method)
    assert answer.headers["Location"] == place.format(id=made["id"])
    assert answer.headers["ETag"] == f'"{made["version"]}"'


def test_days_off_that_were_added_are_where_their_dates_say(program: FlaskClient) -> None:
    answer = program.post(f"/api/v1/calendars/{ID}/exceptions", json=DAYS_OFF)
    assert answer.headers["Location"] == f"/api/v1/calendars/{ID}/exceptions?from=2026-12-27&to=2026-12-31"
    answer = program.post("/api/v1/practice/exceptions", json={"date": "2026-12-31"})
    assert answer.headers["Location"] == "/api/v1/practice/exceptions?from=2026-12-31&to=2027-01-01"
    assert program.get(answer.headers["Location"]).status_code == 200


def test_the_last_day_there_is_has_a_day_after(program: FlaskClient) -> None:
    assert program.post("/api/v1/practice/exceptions", json={"date": "2199-12-31"}).status_code == 201


def test_an_exception_of_a_calendar_that_is_not_there_stays(program: FlaskClient, services: FakeServices) -> None:
    services.refuse(scheduling.read_calendar, "not_found", data={"what": "calendar"})
    assert program.delete(f"/api/v1/calendars/{ID}/exceptions/{OTHER}").status_code == 404
    assert "scheduling.remove_exception" not in [call.method for call in services.calls]


@pytest.mark.parametrize("day", ["2026-02-30", "2026-2-3", "25.12.2026", "today"])
def test_a_holiday_that_is_no_date_is_not_there(program: FlaskClient, services: FakeServices, day: str) -> None:
    answer = program.put(f"/api/v1/practice/holidays/{day}", json={"closed": True})
    assert (answer.status_code, answer.json["code"]) == (404, "not_found")
    assert services.calls == []


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("practice/working-time", "scheduling.change_working_time"),
        (f"calendars/{ID}/working-time", "scheduling.change_calendar_working_time"),
    ],
)
def test_hours_may_be_sent_back_as_they_were_read(
    program: FlaskClient, services: FakeServices, path: str, method: str
) -> None:
    read = program.get(f"/api/v1/{path}").json
    answer = program.put(f"/api/v1/{path}", json=read)
    assert answer.status_code == 200, answer.text
    assert services.last.method == method
    assert services.last.request["days"] == read["days"]
    assert "version" not in services.last.request
