"""The audit trail on a real database: whatever changes something leaves an entry, once, with who did it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

import pytest
from chassis.idempotency import IdempotencyKeyReused
from contracts import golden
from contracts.base import Envelope
from contracts.registry import EVENTS
from scheduling.application.welcome_practice import welcome_practice
from scheduling.domain.refusals import NotFound, Refusal
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from services.scheduling.tests.builders import NOW
from services.scheduling.tests.every_method import CHANGING, NAMES, REQUESTS, books
from services.scheduling.tests.practice import Practice

SUBJECTS = {
    "calendar": {
        "add_calendar",
        "change_calendar",
        "order_calendars",
        "change_calendar_working_time",
    },
    "practice": {"change_working_time", "change_booking_settings", "add_feed", "remove_feed"},
    "day_off": {"add_exceptions", "remove_exception", "change_holiday"},
    "service": {"add_service", "change_service"},
    "patient": {
        "add_patient",
        "change_patient",
        "merge_patients",
        "erase_patient",
        "confirm_public_hold",
        "confirm_joining",
        "mark_recall",
    },
    "import": {"prepare_import", "change_import_columns", "start_import", "discard_import"},
    "visit": {
        *("book_visit", "change_visit", "cancel_visit", "restore_visit", "book_series"),
        *("hold_time", "confirm_hold", "release_hold"),
        *("hold_public_time", "request_booking_code", "confirm_public_hold", "release_public_hold"),
        *("confirm_linked_visit", "cancel_linked_visit", "move_linked_visit"),
        *("accept_linked_offer", "refuse_linked_offer"),
    },
    "waiting": {
        *("add_to_waiting_list", "withdraw_waiting", "ask_to_join_waiting_list", "confirm_joining"),
        *("accept_linked_offer", "refuse_linked_offer"),
    },
}
WRITES_DOWN_THE_DAY = "read_feed"
"""On which it was last read: that is all, and nobody's act."""
TOLD_ONCE = {"add_feed": {"token": None}}
"""What the answer to a repeated request leaves out: nobody keeps it."""
SECRETS = ("Sekretna", "Łęcka", "501700100", "kowal@", "44051401359", "boli ząb")


def changes(practice: Practice, **wanted):
    return practice.ask("list_changes", **wanted)["items"]


@pytest.mark.parametrize("method", CHANGING)
def test_whatever_changes_something_notes_who_did_it_and_when_once(practice, method):
    request = REQUESTS[method](practice)
    before = changes(practice)
    answer = practice.ask(method, key="key", **request)
    noted = changes(practice)[: -len(before)]
    assert noted
    for change in noted:
        assert (change["act"], UUID(change["actor_id"])) == (method, practice.owner_id)
        assert datetime.fromisoformat(change["at"]) == NOW
        assert method in SUBJECTS[change["subject"]]
    assert practice.ask(method, key="key", **request) == answer | TOLD_ONCE.get(method, {})
    assert changes(practice)[: -len(before)] == noted


@pytest.mark.parametrize("method", sorted(set(NAMES) - set(CHANGING)))
def test_reading_notes_nothing_and_writes_nothing(practice, method):
    request = REQUESTS[method](practice)
    if method == WRITES_DOWN_THE_DAY:
        practice.ask(method, **request)
    before = books(practice)
    practice.ask(method, key="key", **request)
    assert books(practice) == before


def test_a_refusal_and_another_request_under_a_used_key_note_nothing(practice):
    practice.ask("add_service", key="key", name="Przegląd", minutes=30)
    before = changes(practice)
    with pytest.raises(Refusal):
        practice.ask("add_service", name="Przegląd", minutes=31)
    with pytest.raises(IdempotencyKeyReused):
        practice.ask("add_service", key="key", name="Inny", minutes=30)
    with pytest.raises(NotFound):
        practice.ask("change_service", service_id=uuid4(), name="Inny")
    assert changes(practice) == before


def test_the_newest_comes_first_and_pages_go_on_where_the_last_ended(practice):
    service_id = practice.ask("add_service", name="Przegląd", minutes=30)["id"]
    for minutes in (45, 60, 75):
        practice.ask("change_service", service_id=service_id, minutes=minutes)
    newest = changes(practice, subject="service", subject_id=service_id, limit=2)
    assert [change["fields"] for change in newest] == [
        [{"field": "minutes", "before": 60, "after": 75}],
        [{"field": "minutes", "before": 45, "after": 60}],
    ]
    older = changes(practice, subject="service", subject_id=service_id, before=newest[-1]["id"])
    assert [change["act"] for change in older] == ["change_service", "add_service"]


def test_a_moved_visit_is_noted_in_plain_values(practice):
    visit = practice.ask("book_visit", **REQUESTS["book_visit"](practice))
    moved_to = {"starts_at": "2026-11-25T09:00:00+01:00", "status": "confirmed"}
    practice.ask("change_visit", visit_id=visit["id"], **moved_to)
    assert changes(practice, subject="visit")[0]["fields"] == [
        {"field": "starts_at", "before": "2026-11-24T13:00:00Z", "after": "2026-11-25T08:00:00Z"},
        {"field": "status", "before": "planned", "after": "confirmed"},
    ]


def test_an_entry_looks_like_the_example(practice):
    practice.ask("change_calendar", calendar_id=practice.calendar.id, color="green")
    (example,) = golden.response("scheduling.list_changes")["items"]
    change = changes(practice)[0]
    assert set(change) == set(example)
    ids = ("id", "at", "actor_id", "subject_id")
    assert change == example | {name: change[name] for name in ids}


def test_neither_values_of_patients_nor_what_was_written_are_kept(practice):
    card = {
        "first_name": "Sekretna",
        "last_name": "Łęcka",
        "phone": "501700100",
        "email": "kowal@example.com",
        "pesel": "44051401359",
        "notes": "boli ząb",
    }
    patient = practice.ask("add_patient", **card)
    practice.ask("change_patient", patient_id=patient["id"], last_name="Sekretna-Łęcka", phone="501700200")
    booking = REQUESTS["book_visit"](practice) | {"patient_id": patient["id"]}
    visit = practice.ask("book_visit", note="boli ząb", **booking)
    practice.ask("change_visit", visit_id=visit["id"], note="boli ząb 14")
    practice.ask("cancel_visit", visit_id=visit["id"], reason="boli ząb")
    kept = "".join(books(practice)["changes"])
    assert len(books(practice)["changes"]) == 6
    assert not [secret for secret in SECRETS if secret in kept]


def test_what_an_event_did_was_nobodys_act_and_is_noted_once(pool):
    practice = Practice(pool)
    example = golden.event("practice_registered.v1")
    envelope = Envelope[EVENTS["practice_registered.v1"]].model_validate(example | {"practice_id": practice.id})
    for _ in range(2):
        practice.office.take(
            envelope,
            "welcome_practice",
            lambda desk: welcome_practice(desk, name="Gabinet", time_zone="Europe/Warsaw", version=1),
        )
    (change,) = changes(practice)
    assert (change["act"], change["actor_id"], change["subject"]) == ("welcome_practice", None, "calendar")


@pytest.mark.parametrize("statement", ["UPDATE changes SET act = 'x'", "DELETE FROM changes", "TRUNCATE changes"])
def test_what_is_written_stays_written(practice, statement):
    with pytest.raises(ProgrammingError, match="permission denied"):
        practice.do(lambda desk: desk.session.execute(text(statement)))
