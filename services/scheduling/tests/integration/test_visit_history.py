"""What happened to a visit, and series and restored visits on a real database."""

from __future__ import annotations

import pytest
from contracts import golden
from scheduling.domain.refusals import NotFound, SlotTaken

from services.scheduling.tests.every_method import books

SERIES = {"starts_at": "2026-11-24T12:00:00+01:00", "minutes": 30, "every_weeks": 2, "count": 3}


@pytest.fixture
def wanted(practice):
    """A series that somebody asks for."""
    return SERIES | {"calendar_id": practice.calendar.id, "patient_id": practice.add_patient().id}


def history(practice, visit_id):
    return practice.ask("read_visit_history", visit_id=visit_id)["items"]


def test_all_that_happened_to_a_visit_is_told_from_its_booking_on(practice):
    visit_id = practice.ask(
        "book_visit",
        calendar_id=practice.calendar.id,
        patient_id=practice.add_patient().id,
        starts_at="2026-11-24T12:00:00+01:00",
        minutes=30,
        note="boli ząb",
    )["id"]
    practice.book("2026-11-24 14:00")
    practice.ask("change_visit", visit_id=visit_id, minutes=45, status="confirmed")
    practice.ask("cancel_visit", visit_id=visit_id, reason="chory")
    practice.ask("restore_visit", visit_id=visit_id)
    told = history(practice, visit_id)
    assert [change["act"] for change in told] == ["book_visit", "change_visit", "cancel_visit", "restore_visit"]
    assert {(change["subject_id"], change["actor_id"]) for change in told} == {(visit_id, str(practice.owner_id))}
    assert told[1]["fields"] == [
        {"field": "minutes", "before": 30, "after": 45},
        {"field": "status", "before": "planned", "after": "confirmed"},
    ]
    assert "chory" not in str(told)
    (example,) = golden.response("scheduling.read_visit_history")["items"]
    assert set(told[0]) == set(example)


def test_of_a_long_history_the_newest_part_is_told(practice):
    visit = practice.book().visit

    def lengthened(desk):
        for number in range(205):
            desk.changes.note("visit", visit.id, [("minutes", 15 * number, 15 * number + 15)])

    practice.do(lengthened)
    told = history(practice, visit.id)
    assert len(told) == 200
    assert [change["fields"][0]["after"] for change in told] == [15 * number for number in range(6, 206)]


def test_a_restored_visit_is_announced_as_planned_again(practice):
    visit = practice.book().visit
    practice.ask("cancel_visit", visit_id=visit.id)
    answer = practice.ask("restore_visit", key="key", visit_id=visit.id, expected_version=2)
    assert practice.ask("restore_visit", key="key", visit_id=visit.id, expected_version=2) == answer
    assert (answer["status"], answer["version"], answer["cancel_reason"]) == ("planned", 3, None)
    told = [(envelope.type, envelope.version, envelope.data.status) for envelope in practice.announced()]
    assert told == [
        ("visit_booked.v1", 1, "planned"),
        ("visit_cancelled.v1", 2, "cancelled"),
        ("visit_status_changed.v1", 3, "planned"),
    ]
    assert practice.ask("read_visit", visit_id=visit.id) == answer


def test_a_series_that_meets_a_taken_time_leaves_nothing_behind(practice, wanted):
    practice.book("2026-12-22 12:15")
    before = books(practice)
    with pytest.raises(SlotTaken):
        practice.ask("book_series", key="key", **wanted)
    assert books(practice) == before


def test_a_series_that_may_leave_out_keeps_the_others_and_has_the_shape_of_the_example(practice, wanted):
    practice.book("2026-12-22 12:15")
    service = practice.ask("add_service", name="Przegląd", minutes=30, color="teal")
    told = len(practice.announced())
    wanted |= {"skip_refused": True, "service_id": service["id"]}
    booked = practice.ask("book_series", key="key", **wanted)
    assert practice.ask("book_series", key="key", **wanted) == booked
    example = golden.response("scheduling.book_series")
    assert booked["refused"] == example["refused"]
    names = ("starts_at", "ends_at", "minutes", "status", "version", "overbooked", "cancel_reason")
    for visit, like in zip(booked["visits"], example["visits"], strict=True):
        assert {name: visit[name] for name in names} == {name: like[name] for name in names}
        assert visit["service"] == like["service"] | {"id": service["id"]}
        assert visit["series_id"] == booked["series_id"]
        assert practice.ask("read_visit", visit_id=visit["id"]) == visit
        assert [change["act"] for change in history(practice, visit["id"])] == ["book_series"]
    assert [envelope.type for envelope in practice.announced()[told:]] == ["visit_booked.v1"] * 2


def test_an_unknown_visit_has_no_history(practice):
    with pytest.raises(NotFound):
        history(practice, practice.id)
