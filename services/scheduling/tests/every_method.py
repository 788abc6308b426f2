"""A good request of every RPC method, so that a test can ask all of them. A method without one fails those tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from contracts.registry import METHODS
from scheduling.application.work_on_import import work_on_import
from sqlalchemy import text

from services.scheduling.tests.builders import at
from services.scheduling.tests.online import switch, who_books
from services.scheduling.tests.practice import SECRETS, Practice
from services.scheduling.tests.waiting import tokens_of_offers, work_on_waiting_list

PUBLIC = sorted(method.name for method in METHODS.values() if method.service == "scheduling" and method.act is None)
"""For strangers: nobody has to be signed in."""
NAMES = sorted(method.name for method in METHODS.values() if method.service == "scheduling")
_READING = ("list_", "read_", "find_", "select_", "export_")
CHANGING = [name for name in NAMES if not name.startswith(_READING)]
MONDAY_OFF = [{"weekday": 1, "open": False, "from": "08:00", "to": "16:00"}]
DATES = {"from": "2026-11-24", "to": "2026-11-26"}


def a_service(practice: Practice) -> UUID:
    return UUID(practice.ask("add_service", name="Przegląd", minutes=30, price="120.00")["id"])


def an_exception(practice: Practice) -> UUID:
    return UUID(practice.ask("add_exceptions", date="2026-12-01", name="Urlop")["items"][0]["id"])


def calendars_from_the_right(practice: Practice) -> list[UUID]:
    """Two or more of them."""
    practice.ask("add_calendar", name="Drugi")
    return [UUID(calendar["id"]) for calendar in reversed(practice.ask("list_calendars")["items"])]


def a_booking(practice: Practice) -> dict[str, Any]:
    patient_id = practice.add_patient().id
    starts_at = at("2026-11-24 14:00")
    return {"calendar_id": practice.calendar.id, "patient_id": patient_id, "starts_at": starts_at, "minutes": 30}


def a_visit(practice: Practice) -> UUID:
    """On a calendar of its own, so that there may be several."""
    calendar_id = UUID(practice.ask("add_calendar", name="Obok")["id"])
    return practice.book("2026-11-24 12:00", calendar_id=calendar_id).visit.id


def a_hold(practice: Practice) -> UUID:
    """On a calendar of its own, so that there may be several."""
    calendar_id = UUID(practice.ask("add_calendar", name="Obok")["id"])
    held = practice.ask("hold_time", calendar_id=calendar_id, starts_at=at("2026-11-24 12:00"), minutes=30)
    return UUID(held["id"])


def a_cancelled_visit(practice: Practice) -> UUID:
    visit_id = a_visit(practice)
    practice.ask("cancel_visit", visit_id=visit_id)
    return visit_id


def an_import(practice: Practice, *, looked_at: bool = True) -> UUID:
    asked = {"file_name": "pacjenci.csv", "text": "Imię;Nazwisko;Telefon\nJan;Śliwa;501700300\n"}
    import_id = UUID(practice.ask("prepare_import", **asked)["id"])
    while looked_at and practice.do(lambda desk: work_on_import(desk, import_id=import_id)):
        pass
    return import_id


def two_patients(practice: Practice) -> dict[str, Any]:
    return {"patient_id": practice.add_patient().id, "merged_id": practice.add_patient("Zaneta", "Lecka").id}


def a_public_time(practice: Practice, when: str = "2026-11-24 09:00") -> dict[str, Any]:
    """On a chair of its own, so that there may be several; all chairs are on offer."""
    switch(practice, on=True)
    practice.ask("change_booking_settings", calendar_ids=[])
    service = practice.ask("add_service", name="Przegląd", minutes=30, bookable_online=True)
    calendar = practice.ask("add_calendar", name="Obok")
    return {"service_id": service["id"], "calendar_id": calendar["id"], "starts_at": at(when)}


def a_public_hold(practice: Practice) -> dict[str, Any]:
    held = practice.ask("hold_public_time", **a_public_time(practice))
    return {"hold_id": held["id"], "token": held["token"]}


def a_public_hold_with_a_code(practice: Practice) -> dict[str, Any]:
    held = a_public_hold(practice)
    practice.ask("request_booking_code", **held, **who_books())
    (*_, code) = (each.data.code for each in practice.announced() if each.type == "booking_code_requested.v1")
    return held | {"code": code}


def a_link(practice: Practice) -> str:
    visit = practice.ask("read_visit", visit_id=a_visit(practice))
    return SECRETS.visit_link(UUID(visit["id"]), datetime.fromisoformat(visit["starts_at"]))


def a_link_that_may_change(practice: Practice) -> dict[str, Any]:
    """Its visit is tomorrow, which the practice allows."""
    practice.ask("change_booking_settings", change_until_minutes=60)
    return {"token": a_link(practice)}


def a_feed(practice: Practice) -> dict[str, Any]:
    return practice.ask("add_feed", name="Dr Nowak", calendar_ids=[practice.calendar.id])


def a_patient_seen_before(practice: Practice) -> dict[str, Any]:
    """A week ago, on a calendar of its own, so that there may be several."""
    seen = {"patient_id": practice.add_patient().id, "service_id": a_service(practice)}
    calendar = practice.ask("add_calendar", name="Obok")
    today, practice.now = practice.now, at("2026-11-16 10:00")
    practice.ask("book_visit", calendar_id=calendar["id"], starts_at=at("2026-11-17 12:00"), **seen)
    practice.now = today
    return seen


def a_wish(practice: Practice) -> dict[str, Any]:
    """Somebody who can be reached, on a calendar of its own, so that several may wait for the same."""
    patient_id = practice.add_patient(phone="+48501700100").id
    calendar_id = practice.ask("add_calendar", name="Obok")["id"]
    return {"patient_id": patient_id, "service_id": a_service(practice), "calendar_ids": [calendar_id]}


def a_waiting_entry(practice: Practice) -> UUID:
    return UUID(practice.ask("add_to_waiting_list", **a_wish(practice))["id"])


def an_offer(practice: Practice) -> dict[str, Any]:
    """What its link holds: a visit was cancelled, and the first in the queue may have its time."""
    wish = a_wish(practice)
    practice.ask("add_to_waiting_list", **wish)
    visit = practice.book("2026-11-24 12:00", calendar_id=UUID(wish["calendar_ids"][0])).visit
    practice.ask("cancel_visit", visit_id=visit.id)
    work_on_waiting_list(practice)
    return {"token": tokens_of_offers(practice)[-1]}


def a_joining(practice: Practice) -> dict[str, Any]:
    """As it is asked for."""
    wish = {name: value for name, value in a_public_time(practice).items() if name == "service_id"}
    return wish | {"weekdays": [2], "calendar_ids": [practice.calendar.id]} | who_books()


def an_asked_joining(practice: Practice) -> UUID:
    return UUID(practice.ask("ask_to_join_waiting_list", **a_joining(practice))["joining_id"])


def a_joining_with_a_code(practice: Practice) -> dict[str, Any]:
    joining_id = an_asked_joining(practice)
    (*_, code) = (each.data.code for each in practice.announced() if each.type == "booking_code_requested.v1")
    return {"joining_id": joining_id, "code": code}


IDS: dict[str, Callable[[Practice], Any]] = {
    "calendar_id": lambda practice: practice.calendar.id,
    "calendar_ids": calendars_from_the_right,
    "entry_id": a_waiting_entry,
    "exception_id": an_exception,
    "feed_id": lambda practice: UUID(a_feed(practice)["id"]),
    "hold_id": a_hold,
    "import_id": an_import,
    "joining_id": an_asked_joining,
    "merged_id": lambda practice: practice.add_patient().id,
    "patient_id": lambda practice: practice.add_patient().id,
    "service_id": a_service,
    "visit_id": a_visit,
}
"""Something of the practice for every field that takes an id."""

REQUESTS: dict[str, Callable[[Practice], dict[str, Any]]] = {
    "list_calendars": lambda _: {},
    "read_calendar": lambda practice: {"calendar_id": practice.calendar.id},
    "add_calendar": lambda _: {"name": "Drugi"},
    "change_calendar": lambda practice: {"calendar_id": practice.calendar.id, "name": "Inny"},
    "order_calendars": lambda practice: {"calendar_ids": calendars_from_the_right(practice)},
    "read_working_time": lambda _: {},
    "change_working_time": lambda _: {"days": MONDAY_OFF},
    "read_calendar_working_time": lambda practice: {"calendar_id": practice.calendar.id},
    "change_calendar_working_time": lambda practice: {"calendar_id": practice.calendar.id, "days": MONDAY_OFF},
    "list_exceptions": lambda practice: {"calendar_id": practice.calendar.id},
    "add_exceptions": lambda practice: {"calendar_id": practice.calendar.id, "date": "2026-12-01", "name": "Urlop"},
    "remove_exception": lambda practice: {"exception_id": an_exception(practice)},
    "list_holidays": lambda _: DATES,
    "change_holiday": lambda _: {"date": "2026-12-25", "closed": False},
    "list_calendar_days": lambda _: DATES,
    "list_services": lambda _: {},
    "read_service": lambda practice: {"service_id": a_service(practice)},
    "add_service": lambda _: {"name": "Higienizacja", "minutes": 60},
    "change_service": lambda practice: {"service_id": a_service(practice), "price": None},
    "find_patients": lambda _: {"q": "lecka"},
    "add_patient": lambda _: {"first_name": "Jan", "last_name": "Żuk"},
    "read_patient": lambda practice: {"patient_id": practice.add_patient().id},
    "change_patient": lambda practice: {"patient_id": practice.add_patient().id, "last_name": "Nowak"},
    "list_consents": lambda practice: {"patient_id": practice.add_patient().id},
    "erase_patient": lambda practice: {"patient_id": practice.add_patient().id},
    "export_patient": lambda practice: {"patient_id": practice.add_patient().id},
    "select_patients": lambda practice: {"calendar_id": practice.calendar.id, "service_id": a_service(practice)},
    "find_duplicates": lambda practice: {"patient_id": practice.add_patient().id},
    "list_duplicates": lambda _: {},
    "merge_patients": two_patients,
    "prepare_import": lambda _: {"file_name": "pacjenci.csv", "text": "Imię;Nazwisko\nJan;Śliwa\n"},
    "change_import_columns": lambda practice: {
        "import_id": an_import(practice),
        "columns": {"first_name": "Nazwisko", "last_name": "Imię"},
    },
    "start_import": lambda practice: {"import_id": an_import(practice)},
    "discard_import": lambda practice: {"import_id": an_import(practice)},
    "read_import": lambda practice: {"import_id": an_import(practice)},
    "list_imports": lambda _: {},
    "list_import_rows": lambda practice: {"import_id": an_import(practice)},
    "list_visits": lambda practice: {
        "calendar_id": practice.calendar.id,
        "patient_id": practice.add_patient().id,
    },
    "list_visits_outside": lambda _: {},
    "list_free_times": lambda practice: DATES | {"minutes": 30, "calendar_ids": [practice.calendar.id]},
    "book_visit": a_booking,
    "read_visit": lambda practice: {"visit_id": a_visit(practice)},
    "change_visit": lambda practice: {
        "visit_id": a_visit(practice),
        "calendar_id": practice.calendar.id,
        "minutes": 45,
    },
    "cancel_visit": lambda practice: {"visit_id": a_visit(practice), "reason": "chory"},
    "restore_visit": lambda practice: {"visit_id": a_cancelled_visit(practice)},
    "book_series": lambda practice: (
        a_booking(practice) | {"starts_at": at("2026-11-24 15:00"), "every_weeks": 2, "count": 3}
    ),
    "hold_time": lambda practice: {
        "calendar_id": practice.calendar.id,
        "starts_at": at("2026-11-24 13:00"),
        "service_id": a_service(practice),
    },
    "confirm_hold": lambda practice: {"hold_id": a_hold(practice), "patient_id": practice.add_patient().id},
    "release_hold": lambda practice: {"hold_id": a_hold(practice)},
    "list_holds": lambda _: DATES,
    "read_book": lambda _: DATES,
    "read_booking_settings": lambda _: {},
    "change_booking_settings": lambda practice: {
        "notice_minutes": 240,
        "calendar_ids": [practice.calendar.id],
    },
    "read_public_booking": lambda practice: switch(practice, on=True) or {},
    "list_public_times": lambda practice: (
        {name: value for name, value in a_public_time(practice).items() if name != "starts_at"} | DATES
    ),
    "hold_public_time": a_public_time,
    "read_public_hold": a_public_hold,
    "release_public_hold": a_public_hold,
    "request_booking_code": lambda practice: a_public_hold(practice) | who_books(),
    "confirm_public_hold": a_public_hold_with_a_code,
    "read_linked_visit": lambda practice: {"token": a_link(practice)},
    "confirm_linked_visit": lambda practice: {"token": a_link(practice)},
    "cancel_linked_visit": a_link_that_may_change,
    "list_linked_times": lambda practice: a_link_that_may_change(practice) | DATES,
    "move_linked_visit": lambda practice: (
        a_link_that_may_change(practice)
        | {"starts_at": at("2026-11-26 12:00"), "calendar_id": UUID(practice.ask("add_calendar", name="Obok")["id"])}
    ),
    "list_feeds": lambda _: {},
    "add_feed": lambda practice: {"name": "Dr Nowak", "calendar_ids": [practice.calendar.id]},
    "remove_feed": lambda practice: {"feed_id": a_feed(practice)["id"]},
    "read_feed": lambda practice: {"token": a_feed(practice)["token"]},
    "list_recalls": lambda _: {},
    "mark_recall": lambda practice: a_patient_seen_before(practice) | {"mark": "invited"},
    "list_waiting": lambda practice: {"patient_id": practice.add_patient().id},
    "add_to_waiting_list": a_wish,
    "withdraw_waiting": lambda practice: {"entry_id": a_waiting_entry(practice)},
    "list_offers": lambda practice: {"entry_id": a_waiting_entry(practice)},
    "ask_to_join_waiting_list": a_joining,
    "confirm_joining": a_joining_with_a_code,
    "read_linked_offer": an_offer,
    "accept_linked_offer": an_offer,
    "refuse_linked_offer": an_offer,
    "read_visit_history": lambda practice: {"visit_id": a_visit(practice)},
    "list_changes": lambda _: {},
}

_TABLES = """
SELECT table_name FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
WHERE column_name = 'practice_id' AND table_schema = 'public' AND table_type = 'BASE TABLE'
"""


def books(practice: Practice) -> dict[str, list[str]]:
    """Every row that the practice has in any table."""

    def read(desk: Any) -> dict[str, list[str]]:
        names = desk.session.scalars(text(_TABLES)).all()
        return {
            name: sorted(desk.session.scalars(text(f"SELECT to_jsonb(it)::text FROM {name} AS it"))) for name in names
        }

    return practice.do(read)
