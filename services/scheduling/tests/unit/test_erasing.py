"""Forgetting a person, on a desk in memory, and what the law wants kept of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scheduling.application.add_patient import add_patient
from scheduling.application.change_patient import change_patient
from scheduling.application.change_visit import VisitChange, change_visit
from scheduling.application.erase_patient import erase_patient, forget_patient
from scheduling.application.find_patients import find_patients
from scheduling.application.merge_patients import merge_patients
from scheduling.application.restore_visit import restore_visit
from scheduling.domain.consent import NONE_GIVEN
from scheduling.domain.erasing import kept_until
from scheduling.domain.facts import PatientErased as Erased
from scheduling.domain.refusals import NotFound, VersionConflict
from scheduling.domain.refusals_patients import PatientErased, PatientHasVisits, PatientMerged

from services.scheduling.tests.at_the_desk import chair, opened
from services.scheduling.tests.builders import NOW, a_patient, a_visit

CARD = {
    "first_name": "Jan",
    "last_name": "Żuk",
    "phone": "501700100",
    "email": "jan@example.pl",
    "birth_date": date(1990, 2, 28),
    "pesel": "90022812347",
    "address": "Prosta 7",
    "notes": "alergia",
}
TODAY = date(2026, 11, 23)


@pytest.fixture
def desk():
    return opened()


@pytest.fixture
def jan(desk):
    return add_patient(desk, fields=CARD).patient


def erase(desk, patient, expected=None):
    return erase_patient(desk, patient_id=patient.id, expected_version=expected).patient


def was_here(desk, patient, when="2026-03-02 10:00", status="finished", **words):
    visit = a_visit(status, when, calendar_id=chair(desk), patient_id=patient.id, **words)
    desk.visits.kept[visit.id] = visit
    return visit


@pytest.mark.parametrize(
    ("last", "born", "until"),
    [
        (None, None, None),
        (date(2026, 3, 2), None, date(2046, 12, 31)),
        (date(2026, 3, 2), date(1990, 2, 28), date(2046, 12, 31)),
        (date(2026, 3, 2), date(2024, 3, 3), date(2048, 12, 31)),
        (date(2026, 3, 2), date(2024, 3, 2), date(2046, 12, 31)),
        (date(2026, 2, 28), date(2024, 2, 29), date(2048, 12, 31)),
        (date(2026, 3, 1), date(2024, 2, 29), date(2046, 12, 31)),
        (date(2006, 1, 1), None, date(2026, 12, 31)),
        (date(2005, 12, 31), None, None),
    ],
)
def test_treatment_is_documented_for_twenty_years_from_the_years_end_that_of_infants_for_two_more(last, born, until):
    assert kept_until(last, born, TODAY) == until


@settings(max_examples=100)
@given(last=st.dates(date(1990, 1, 1), TODAY), today=st.dates(TODAY, date(2080, 1, 1)))
def test_what_is_kept_is_never_kept_into_the_past_and_twenty_whole_years_at_least(last, today):
    until = kept_until(last, None, today)
    if until is None:
        assert today.year > last.year + 20
    else:
        assert until >= today
        assert (until.month, until.day, until.year - last.year) == (12, 31, 20)


def test_who_was_never_treated_is_forgotten_at_once(desk, jan):
    cancelled = was_here(desk, jan, status="cancelled", note="boi się", cancel_reason="choroba")
    gone = erase(desk, jan, expected=1)
    assert (gone.state, gone.keep_until, gone.version) == ("erased", None, 2)
    assert gone.card == replace(a_patient("—", "—").card, consents=NONE_GIVEN)
    assert desk.consents.all(jan.id) == []
    assert (desk.visits.kept[cancelled.id].note, desk.visits.kept[cancelled.id].cancel_reason) == (None, None)


@pytest.mark.parametrize("status", ["finished", "in_chair", "planned", "confirmed"])
def test_of_who_was_treated_the_identity_and_the_visits_stay(desk, jan, status):
    """Not every reception marks each visit as finished."""
    visit = was_here(desk, jan, status=status, note="leczenie kanałowe")
    missed = was_here(desk, jan, "2026-04-01 10:00", "no_show", note="nie przyszedł")
    gone = erase(desk, jan)
    card = gone.card
    assert (gone.state, gone.keep_until) == ("erased", date(2046, 12, 31))
    assert (card.last_name, card.birth_date, card.pesel, card.address) == (
        "Żuk",
        date(1990, 2, 28),
        "90022812347",
        "Prosta 7",
    )
    assert (card.phone, card.email, card.notes, card.consents) == (None, None, None, NONE_GIVEN)
    assert desk.visits.kept[visit.id] == visit
    assert desk.visits.kept[missed.id].note is None


@pytest.mark.parametrize("status", ["planned", "confirmed", "waiting", "in_chair"])
def test_who_is_expected_is_not_forgotten_and_told_how_often(desk, jan, status):
    was_here(desk, jan, "2026-11-23 10:00", status)
    was_here(desk, jan, "2026-11-25 10:00", "planned")
    was_here(desk, jan, "2026-11-26 10:00", "cancelled")
    was_here(desk, jan, "2026-11-20 10:00", "planned")
    with pytest.raises(PatientHasVisits) as refused:
        erase(desk, jan)
    assert refused.value.data == {"count": 2}
    assert desk.patients.read(jan.id) == jan
    assert desk.consents.all(jan.id) != []


def test_forgetting_is_announced_and_noted_without_a_value_and_once(desk, jan):
    desk.facts.clear()
    desk.changes.noted.clear()
    gone = erase(desk, jan)
    assert erase(desk, jan, expected=1) == gone
    assert desk.facts == [Erased(gone)]
    ((subject, id_, fields),) = desk.changes.noted
    assert (subject, id_) == ("patient", jan.id)
    assert {value for name, *values in fields if name != "state" for value in values} == {None}


def test_cards_that_were_merged_into_it_are_forgotten_with_it(desk, jan):
    other = add_patient(desk, fields=CARD).patient
    merge_patients(
        desk, patient_id=jan.id, merged_id=other.id, take=(), expected_version=None, merged_expected_version=None
    )
    desk.facts.clear()
    with pytest.raises(PatientMerged):
        erase(desk, other)
    erase(desk, jan)
    left = desk.patients.read(other.id)
    assert (left.state, left.merged_into, left.card.last_name) == ("merged", jan.id, "—")
    assert {fact.patient.id for fact in desk.facts} == {jan.id, other.id}


def test_who_is_forgotten_is_not_found_not_changed_not_expected_again(desk, jan):
    cancelled = was_here(desk, jan, "2026-11-25 10:00", "cancelled")
    was_here(desk, jan)
    erase(desk, jan)
    assert jan.id not in [patient.id for patient in find_patients(desk, typed=None, limit=10, cursor=None).items]
    for refused in (
        lambda: change_patient(desk, patient_id=jan.id, fields={"phone": "501700100"}, expected_version=None),
        lambda: restore_visit(desk, visit_id=cancelled.id, overbook=False, expected_version=None),
        lambda: change_visit(desk, visit_id=cancelled.id, change=VisitChange(note="x"), expected_version=None),
    ):
        with pytest.raises(PatientErased):
            refused()


def test_an_old_version_or_an_unknown_patient_is_not_forgotten(desk, jan):
    with pytest.raises(VersionConflict):
        erase(desk, jan, expected=2)
    with pytest.raises(NotFound):
        erase(desk, a_patient())
    assert desk.patients.read(jan.id) == jan


@pytest.mark.parametrize(
    ("now", "goes"),
    [
        (datetime(2046, 12, 31, 22, 59, tzinfo=UTC), False),  # still the 31st in Warsaw
        (datetime(2046, 12, 31, 23, 0, tzinfo=UTC), True),
    ],
)
def test_what_was_kept_goes_when_its_last_day_is_over_in_the_practice(desk, jan, now, goes):
    visit = was_here(desk, jan, note="leczenie kanałowe")
    erase(desk, jan)
    desk.now = now
    assert forget_patient(desk, patient_id=jan.id) is goes
    patient = desk.patients.read(jan.id)
    assert (patient.card.last_name, patient.keep_until) == (("—", None) if goes else ("Żuk", date(2046, 12, 31)))
    assert (desk.visits.kept[visit.id].note is None) is goes
    assert forget_patient(desk, patient_id=jan.id) is False


def test_who_was_not_erased_is_never_forgotten_by_time(desk, jan):
    was_here(desk, jan)
    desk.now = NOW + timedelta(days=365 * 50)
    assert forget_patient(desk, patient_id=jan.id) is False
    assert desk.patients.read(jan.id) == jan
