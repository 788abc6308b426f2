"""Who was invited to come again, or is not to be: marked because of the last visit."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from scheduling.application.add_service import add_service
from scheduling.application.erase_patient import erase_patient
from scheduling.application.mark_recall import mark_recall
from scheduling.application.merge_patients import merge_patients
from scheduling.domain.refusals import NotFound
from scheduling.domain.refusals_patients import PatientMerged

from services.scheduling.tests.at_the_desk import chair, opened
from services.scheduling.tests.builders import NOW, a_patient, a_visit, at


@pytest.fixture
def desk():
    return opened()


@pytest.fixture
def patient(desk):
    return next(iter(desk.patients.kept))


@pytest.fixture
def service(desk):
    made = add_service(desk, fields={"name": "Przegląd", "minutes": 30, "interval_months": 6}).id
    desk.changes.noted.clear()
    return made


def was_here(desk, patient, service, when="2026-05-12 10:00", status="finished"):
    desk.visits.add(a_visit(status, when, calendar_id=chair(desk), patient_id=patient, service_id=service))


def mark(desk, patient, service, how="invited"):
    mark_recall(desk, patient_id=patient, service_id=service, mark=how)


def test_a_mark_is_about_the_last_visit_that_took_place(desk, patient, service):
    was_here(desk, patient, service, "2026-05-12 10:00", "planned")
    was_here(desk, patient, service, "2026-06-12 10:00", "no_show")
    was_here(desk, patient, service, "2026-07-12 10:00", "cancelled")
    was_here(desk, patient, service, "2027-05-12 10:00", "planned")
    mark(desk, patient, service)
    mark(desk, patient, service, "dismissed")
    (kept,) = desk.recalls.kept.values()
    assert (kept.invited_at, kept.invited_for) == (NOW, at("2026-05-12 10:00"))
    assert kept.dismissed_for == at("2026-05-12 10:00")
    assert desk.changes.noted == [
        ("patient", patient, [("recall", None, "invited")]),
        ("patient", patient, [("recall", None, "dismissed")]),
    ]


def test_dismissing_again_changes_nothing_and_inviting_again_notes_the_newer_time(desk, patient, service):
    was_here(desk, patient, service)
    for _ in range(2):
        mark(desk, patient, service, "dismissed")
    assert len(desk.changes.noted) == 1
    mark(desk, patient, service)
    desk.now = NOW + timedelta(days=1)
    mark(desk, patient, service)
    (kept,) = desk.recalls.kept.values()
    assert kept.invited_at == desk.now


def test_there_is_nothing_to_mark_without_a_visit_for_that_service(desk, patient, service):
    other = add_service(desk, fields={"name": "Higienizacja", "minutes": 60}).id
    was_here(desk, patient, other)
    for who, what in ((patient, service), (uuid4(), service), (patient, uuid4())):
        with pytest.raises(NotFound):
            mark(desk, who, what)
    assert desk.recalls.kept == {}


def test_what_was_marked_goes_with_the_card_that_goes_on(desk, patient, service):
    other = a_patient("Zaneta", "Lecka")
    desk.patients.add(other)
    was_here(desk, other.id, service)
    mark(desk, other.id, service, "dismissed")
    merge_patients(
        desk, patient_id=patient, merged_id=other.id, take=(), expected_version=None, merged_expected_version=None
    )
    assert [key[0] for key in desk.recalls.kept] == [patient]
    with pytest.raises(PatientMerged):
        mark(desk, other.id, service)


def test_of_a_forgotten_patient_no_mark_is_left(desk, patient, service):
    was_here(desk, patient, service)
    mark(desk, patient, service)
    erase_patient(desk, patient_id=patient, expected_version=None)
    assert desk.recalls.kept == {}
