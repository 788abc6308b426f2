from __future__ import annotations

from datetime import date, timedelta

import pytest
from scheduling.application.cancel_visit import cancel_visit
from scheduling.application.change_visit import VisitChange, change_visit
from scheduling.application.list_visits import list_visits
from scheduling.domain.refusals import NotFound, ValidationFailed, VersionConflict
from sqlalchemy import event

from services.scheduling.tests.builders import WARSAW, at, every_day


def listed(practice, **given):
    asked = {"from_": None, "to": None, "calendar_id": None, "patient_id": None, "limit": 100, "cursor": None} | given
    return practice.do(lambda desk: list_visits(desk, **asked))


def starts(page):
    return [shown.visit.during.starts_at.astimezone(WARSAW).strftime("%d %H:%M") for shown in page.items]


def change(practice, visit, expected_version=None, **parts):
    return practice.do(
        lambda desk: change_visit(
            desk, visit_id=visit.id, change=VisitChange(**parts), expected_version=expected_version
        )
    ).visit


def test_a_booked_visit_reads_back_with_its_patient(practice):
    patient = practice.add_patient(phone="+48600100200")
    booked = practice.book(patient_id=patient.id)
    assert practice.do(lambda desk: desk.visits.read(booked.visit.id)) == booked
    assert (booked.patient.first_name, booked.patient.phone, booked.zone) == ("Żaneta", "+48600100200", WARSAW)


def test_a_day_is_listed_by_start_in_the_practices_zone(practice):
    patient = practice.add_patient().id
    for when in ("2026-11-24 15:45", "2026-11-24 08:00", "2026-11-25 08:00", "2026-11-23 15:45"):
        practice.book(when, 15, patient_id=patient)
    assert starts(listed(practice, from_=date(2026, 11, 24), to=date(2026, 11, 25))) == ["24 08:00", "24 15:45"]
    assert len(listed(practice).items) == 4


def test_a_list_can_be_of_one_calendar_or_one_patient(practice):
    first, second = practice.book("2026-11-24 08:00").visit, practice.book("2026-11-24 09:00").visit
    assert [shown.visit.id for shown in listed(practice, patient_id=second.patient_id).items] == [second.id]
    assert len(listed(practice, calendar_id=first.calendar_id).items) == 2
    for unknown in ({"calendar_id": first.patient_id}, {"patient_id": first.calendar_id}):
        with pytest.raises(NotFound):
            listed(practice, **unknown)


def test_pages_follow_each_other_without_gap_or_repeat(practice):
    patient = practice.add_patient().id
    booked = [practice.book(f"2026-11-24 {hour:02}:00", patient_id=patient).visit.id for hour in range(8, 15)]
    seen, cursor = [], None
    for _ in range(4):
        page = listed(practice, limit=2, cursor=cursor)
        seen += [shown.visit.id for shown in page.items]
        cursor = page.next_cursor
    assert (seen, cursor) == (booked, None)


@pytest.mark.parametrize(
    "cursor", ["x", "WyJhIiwgImIiXQ", "WyIyMDI2LTExLTI0IiwgIjAxOTAwMDAwLTAwMDAtNzAwMC04MDAwLTAwMDAwMDAwMDAwMSJd"]
)
def test_what_is_no_cursor_is_refused(practice, cursor):
    with pytest.raises(ValidationFailed):
        listed(practice, cursor=cursor)


def test_a_day_view_is_one_query_for_visits_and_patients(practice):
    for hour in range(8, 14):
        practice.book(f"2026-11-24 {hour:02}:00")
    statements = []

    def note(_connection, _cursor, statement, *_):
        statements.append(statement)

    event.listen(practice.pool.engine, "before_cursor_execute", note)
    assert len(listed(practice, from_=date(2026, 11, 24), to=date(2026, 11, 25)).items) == 6
    event.remove(practice.pool.engine, "before_cursor_execute", note)
    assert len([statement for statement in statements if "visits" in statement]) == 1
    assert len(statements) == 4  # the practice of the transaction, its zone and hours, its visits; its days off


def test_every_change_is_announced_in_order_with_a_growing_version(practice):
    visit = practice.book().visit
    change(practice, visit, starts_at=at("2026-11-24 11:00"), status="confirmed")
    change(practice, visit, note="ważne")
    practice.do(lambda desk: cancel_visit(desk, visit_id=visit.id, reason="chory", expected_version=None))
    told = [(envelope.type, envelope.version, envelope.data.status) for envelope in practice.announced()]
    assert told == [
        ("visit_booked.v1", 1, "planned"),
        ("visit_moved.v1", 2, "planned"),
        ("visit_status_changed.v1", 3, "confirmed"),
        ("visit_cancelled.v1", 5, "cancelled"),
    ]
    kept = practice.do(lambda desk: desk.visits.read(visit.id)).visit
    assert (kept.version, kept.note, kept.cancel_reason) == (5, "ważne", "chory")


def test_an_old_version_is_not_changed(practice):
    visit = practice.book().visit
    change(practice, visit, expected_version=1, minutes=45)
    with pytest.raises(VersionConflict) as refused:
        change(practice, visit, expected_version=1, minutes=60)
    assert refused.value.data == {"current_version": 2}
    assert practice.do(lambda desk: desk.visits.read(visit.id)).visit.during.minutes == 45


def test_both_passes_of_the_repeated_hour_are_kept_apart(practice):
    practice.do(lambda desk: desk.practices.save_week(every_day("0:00-6:00"), 2))
    practice.book(at("2027-10-31 02:30"))
    practice.book(at("2027-10-31 02:30").replace(fold=1))
    first, second = listed(practice, from_=date(2027, 10, 31), to=date(2027, 11, 1)).items
    assert second.visit.during.starts_at - first.visit.during.starts_at == timedelta(hours=1)
