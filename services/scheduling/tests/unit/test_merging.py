"""Two cards of one person become one, on a desk in memory."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scheduling.application.add_patient import add_patient
from scheduling.application.book_visit import book_visit
from scheduling.application.change_patient import change_patient
from scheduling.application.find_duplicates import find_duplicates
from scheduling.application.merge_patients import merge_patients
from scheduling.domain.consent import Consents
from scheduling.domain.facts import PatientChanged, PatientMerged
from scheduling.domain.merging import merged
from scheduling.domain.patient import LONGEST_NOTES
from scheduling.domain.refusals import NotFound, ValidationFailed, VersionConflict
from scheduling.domain.refusals_patients import PatientErased
from scheduling.domain.refusals_patients import PatientMerged as Merged

from services.scheduling.tests.at_the_desk import SLOT, chair, opened
from services.scheduling.tests.builders import a_patient, at

JAN = {"first_name": "Jan", "last_name": "Żuk"}
BORN = date(1990, 2, 28)


@pytest.fixture
def desk():
    return opened()


def added(desk, **fields):
    return add_patient(desk, fields=JAN | fields).patient


def merge(desk, kept, other, *take, expected=None, merged_expected=None):
    return merge_patients(
        desk,
        patient_id=kept.id,
        merged_id=other.id,
        take=take,
        expected_version=expected,
        merged_expected_version=merged_expected,
    )


def book(desk, patient, when=SLOT):
    booking = {"calendar_id": chair(desk), "patient_id": patient.id, "starts_at": at(when), "minutes": 30}
    return book_visit(desk, note=None, **booking).visit


def test_what_the_card_lacks_it_has_from_the_other_and_notes_are_joined(desk):
    kept = added(desk, phone="501700100", notes="boi się")
    other = added(desk, phone="501700200", email="jan@example.pl", birth_date=BORN, notes="alergia")
    card = merge(desk, kept, other).patient.card
    assert (card.phone, card.email, card.birth_date) == ("+48501700100", "jan@example.pl", BORN)
    assert card.notes == "boi się\n\nalergia"


def test_fields_that_are_taken_are_the_others(desk):
    kept = added(desk, phone="501700100", notes="boi się", address="Prosta 1")
    other = added(desk, phone="501700200", notes="alergia")
    card = merge(desk, kept, other, "phone", "notes", "address").patient.card
    assert (card.phone, card.notes) == ("+48501700200", "alergia")
    assert card.address == "Prosta 1", "nothing is taken where nothing is"


@pytest.mark.parametrize(
    ("both", "take", "holds", "source"),
    [
        ((True, False), (), False, "patient"),
        ((False, True), (), False, "reception"),
        ((False, True), ("consents",), True, "patient"),
        ((True, True), (), True, "reception"),
    ],
)
def test_of_two_answers_the_stricter_one_holds_with_how_it_came_unless_another_is_taken(
    desk, both, take, holds, source
):
    mine, theirs = both
    kept = added(desk, consents=Consents(sms=mine))
    desk.now += timedelta(days=1)
    other = add_patient(desk, fields=JAN | {"consents": Consents(sms=theirs)}, consent_source="patient").patient
    desk.now += timedelta(days=1)
    answer = merge(desk, kept, other, *take)
    assert answer.patient.card.consents == Consents(sms=holds)
    (sms, _) = answer.said
    assert (sms.given, sms.source) == (holds, source)


def test_the_visits_of_both_are_those_of_the_card_that_goes_on(desk):
    kept, other = added(desk), added(desk)
    visits = [book(desk, kept), book(desk, other, "2026-11-24 12:00")]
    merge(desk, kept, other)
    assert {desk.visits.read(visit.id).visit.patient_id for visit in visits} == {kept.id}
    assert [desk.visits.read(visit.id).visit.version for visit in visits] == [1, 1]


def test_the_other_card_says_where_it_went_and_keeps_a_name_alone(desk):
    kept, other = added(desk), added(desk, phone="501700200", email="jan@example.pl", notes="alergia")
    merge(desk, kept, other)
    left = desk.patients.read(other.id)
    assert (left.state, left.merged_into, left.version) == ("merged", kept.id, 2)
    assert (left.card.last_name, left.card.phone, left.card.email, left.card.notes) == ("Żuk", None, None, None)
    assert left.card.consents == Consents(sms=False, email=False)


def test_both_are_announced_and_noted_the_card_that_goes_on_only_if_it_changed(desk):
    kept, other = added(desk), added(desk, phone="501700200")
    desk.facts.clear()
    desk.changes.noted.clear()
    answer = merge(desk, kept, other)
    assert desk.facts == [PatientMerged(desk.patients.read(other.id)), PatientChanged(answer.patient)]
    assert [(subject, id_) for subject, id_, _ in desk.changes.noted] == [("patient", kept.id), ("patient", other.id)]
    assert "+48501700200" not in str(desk.changes.noted)
    same = added(desk)
    desk.facts.clear()
    merge(desk, answer.patient, same)
    assert desk.facts == [PatientMerged(desk.patients.read(same.id))]
    assert desk.patients.read(kept.id) == answer.patient


def test_cards_merged_before_follow_to_the_card_that_goes_on_now(desk):
    first, second, third = added(desk), added(desk), added(desk)
    merge(desk, second, third)
    desk.facts.clear()
    merge(desk, first, second)
    assert {desk.patients.read(each.id).merged_into for each in (second, third)} == {first.id}
    assert [(fact.patient.id, fact.patient.version) for fact in desk.facts] == [(second.id, 2), (third.id, 3)]


def test_merging_again_answers_the_card_and_changes_nothing(desk):
    kept, other = added(desk), added(desk, phone="501700200")
    answer = merge(desk, kept, other)
    facts = list(desk.facts)
    assert merge(desk, kept, other, expected=1) == answer
    assert desk.facts == facts


def test_what_was_merged_is_neither_booked_nor_changed_nor_merged_elsewhere(desk):
    kept, other, third = added(desk), added(desk), added(desk)
    merge(desk, kept, other)
    for refused in (
        lambda: book(desk, other),
        lambda: change_patient(desk, patient_id=other.id, fields={"notes": "x"}, expected_version=None),
        lambda: merge(desk, other, third),
        lambda: merge(desk, third, other),
    ):
        with pytest.raises(Merged) as refusal:
            refused()
        assert refusal.value.data == {"merged_into": str(kept.id)}
    assert desk.visits.kept == {}


def test_an_old_version_of_either_card_changes_nothing(desk):
    kept, other = added(desk), added(desk)
    for versions in ({"expected": 2}, {"merged_expected": 2}):
        with pytest.raises(VersionConflict):
            merge(desk, kept, other, **versions)
    assert desk.patients.read(other.id) == other


def test_a_card_with_itself_or_nobody_or_a_field_that_is_none_is_refused(desk):
    kept, other = added(desk), added(desk)
    for asked, field in (((kept, kept), "merged_id"), ((kept, other, "version"), "take")):
        with pytest.raises(ValidationFailed) as refused:
            merge(desk, *asked)
        assert [error.field for error in refused.value.errors] == [field]
    with pytest.raises(NotFound):
        merge(desk, kept, a_patient())
    assert desk.patients.read(other.id) == other


def test_an_erased_card_is_not_merged(desk):
    kept, gone = added(desk), a_patient().changed(state="erased")
    desk.patients.add(gone)
    for pair in ((kept, gone), (gone, kept)):
        with pytest.raises(PatientErased):
            merge(desk, *pair)


def test_notes_that_would_be_too_long_together_are_to_be_shortened_first(desk):
    kept, other = added(desk, notes="a" * LONGEST_NOTES), added(desk, notes="b")
    with pytest.raises(ValidationFailed) as refused:
        merge(desk, kept, other)
    assert [(error.field, error.code) for error in refused.value.errors] == [("notes", "too_long")]
    assert merge(desk, kept, other, "notes").patient.card.notes == "b"


texts = st.none() | st.sampled_from(["a", "b", "a b"])


@settings(max_examples=60)
@given(
    mine=st.tuples(texts, texts), theirs=st.tuples(texts, texts), take=st.sets(st.sampled_from(["address", "notes"]))
)
def test_nothing_that_either_card_says_is_lost_unless_the_others_was_taken_for_it(mine, theirs, take):
    kept, other = (a_patient(address=address, notes=notes) for address, notes in (mine, theirs))
    patient, left = merged(kept, other, take)
    for name, ours, others in zip(("address", "notes"), mine, theirs, strict=True):
        value = getattr(patient.card, name)
        assert (value is None) == (ours is None and others is None)
        if name in take and others is not None:
            assert value == others
        elif name == "notes":
            assert all(part in value for part in (ours, others) if part)
        else:
            assert value == (ours or others)
    assert (patient.version > kept.version) == (patient.card != kept.card)
    assert left.merged_into == kept.id


@pytest.mark.parametrize(
    ("typed", "because"),
    [
        ({"phone": "501 700 100"}, ["phone"]),
        ({"phone": "501 700"}, None),
        ({"pesel": "90022812347"}, ["pesel"]),
        ({"first_name": "ZAZOLC", "last_name": " gesla", "birth_date": BORN}, ["name_and_birth_date"]),
        ({"first_name": "Zażółć", "last_name": "Gęślą"}, None),
        ({"first_name": "Inny", "last_name": "Gęślą", "birth_date": BORN}, None),
        ({"phone": "+48501700100", "pesel": "90022812347"}, ["pesel", "phone"]),
        ({}, None),
    ],
)
def test_who_is_being_typed_is_known_by_what_few_have_in_common(desk, typed, because):
    card = {"first_name": "Zażółć", "last_name": "Gęślą", "phone": "501700100", "birth_date": BORN}
    known = add_patient(desk, fields=card | {"pesel": "90022812347"}).patient
    found = find_duplicates(desk, patient_id=None, typed=typed)
    assert [(each.patient.id, each.because) for each in found] == ([(known.id, because)] if because else [])


def test_a_card_does_not_look_like_itself_nor_like_one_that_is_gone(desk):
    first, second = added(desk, phone="501700100"), added(desk, phone="501700100")
    (found,) = find_duplicates(desk, patient_id=first.id, typed={})
    assert found.patient == second
    typed = {"phone": "501700200"}
    assert find_duplicates(desk, patient_id=first.id, typed=typed) == []
    third = added(desk, phone="501700200")
    assert [each.patient for each in find_duplicates(desk, patient_id=first.id, typed=typed)] == [third]
    merge(desk, first, second)
    assert find_duplicates(desk, patient_id=first.id, typed={}) == []
    assert find_duplicates(desk, patient_id=second.id, typed={}) == []
    with pytest.raises(NotFound):
        find_duplicates(desk, patient_id=uuid4(), typed={})
