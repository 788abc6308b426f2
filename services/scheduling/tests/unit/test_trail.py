"""What is noted of a change, and what is never noted."""

from datetime import date
from uuid import uuid4

import pytest
from scheduling.application.add_patient import add_patient
from scheduling.application.book_visit import book_visit
from scheduling.application.cancel_visit import cancel_visit
from scheduling.application.change_patient import change_patient
from scheduling.application.change_visit import VisitChange, change_visit
from scheduling.domain.calendar import next_calendar
from scheduling.domain.refusals import Refusal

from services.scheduling.tests.builders import PRACTICE, WARSAW, a_patient, at, utc
from services.scheduling.tests.fakes import FakeDesk

SLOT = "2026-11-24 10:00"


@pytest.fixture
def desk():
    opened = FakeDesk()
    opened.practices.follow("Gabinet", WARSAW, 1)
    opened.calendars.add(next_calendar(uuid4(), PRACTICE, [], "Pierwszy", None))
    opened.patients.add(a_patient())
    return opened


def book(desk, when=SLOT, note=None):
    (calendar,), (patient_id,) = desk.calendars.all(), desk.patients.kept
    parts = {"calendar_id": calendar.id, "patient_id": patient_id, "starts_at": at(when), "minutes": 30}
    return book_visit(desk, note=note, **parts).visit


def change(desk, visit, **parts):
    desk.changes.noted.clear()
    return change_visit(desk, visit_id=visit.id, change=VisitChange(**parts), expected_version=None).visit


def test_a_booking_is_noted_with_its_time_and_of_its_note_only_that_there_is_one(desk):
    visit = book(desk, note="boli ząb")
    assert desk.changes.noted == [
        (
            "visit",
            visit.id,
            [
                ("calendar_id", None, visit.calendar_id),
                ("starts_at", None, utc("2026-11-24 09:00")),
                ("minutes", None, 30),
                ("status", None, "planned"),
                ("note", None, None),
            ],
        )
    ]
    desk.changes.noted.clear()
    book(desk, "2026-11-24 11:00")
    assert "note" not in [name for name, *_ in desk.changes.noted[0][2]]


def test_a_move_with_a_mark_is_one_entry_with_what_was_and_is(desk):
    visit = book(desk)
    change(desk, visit, starts_at=at("2026-11-24 12:00"), minutes=45, status="confirmed", note="inna")
    assert desk.changes.noted == [
        (
            "visit",
            visit.id,
            [
                ("starts_at", utc("2026-11-24 09:00"), utc("2026-11-24 11:00")),
                ("minutes", 30, 45),
                ("status", "planned", "confirmed"),
                ("note", None, None),
            ],
        )
    ]


def test_a_cancellation_is_noted_and_a_second_one_is_not(desk):
    visit = book(desk)
    desk.changes.noted.clear()
    for _ in range(2):
        cancel_visit(desk, visit_id=visit.id, reason="chory", expected_version=None)
    fields = [("status", "planned", "cancelled"), ("cancel_reason", None, None)]
    assert desk.changes.noted == [("visit", visit.id, fields)]


def test_a_visit_that_stays_as_it_is_is_not_noted(desk):
    visit = book(desk, note="boli")
    change(desk, visit, starts_at=at(SLOT), minutes=30, status="planned", note=" boli ")
    assert desk.changes.noted == []


def test_what_is_refused_is_not_noted(desk):
    visit = book(desk)
    with pytest.raises(Refusal):
        change(desk, visit, starts_at=at("2026-11-24 20:00"))
    with pytest.raises(Refusal):
        book(desk)
    assert desk.changes.noted == []


def test_of_a_patient_the_fields_are_named_and_no_value_is_kept(desk):
    fields = {"first_name": "Jan", "last_name": "Żuk", "phone": "600100200", "birth_date": date(1980, 1, 1)}
    patient = add_patient(desk, fields=fields).patient
    named = ["first_name", "last_name", "phone", "birth_date", "consents"]
    assert desk.changes.noted == [("patient", patient.id, [(name, None, None) for name in named])]


def test_of_a_changed_patient_only_what_differs_is_named(desk):
    patient = add_patient(desk, fields={"first_name": "Jan", "last_name": "Żuk", "notes": "alergia"}).patient
    desk.changes.noted.clear()
    for _ in range(2):
        fields = {"first_name": "Jan", "last_name": "Nowak", "notes": None}
        change_patient(desk, patient_id=patient.id, fields=fields, expected_version=None)
    assert desk.changes.noted == [("patient", patient.id, [("last_name", None, None), ("notes", None, None)])]
