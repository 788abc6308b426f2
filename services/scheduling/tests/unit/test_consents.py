"""What patients answer about messages, on a desk in memory."""

from __future__ import annotations

from datetime import timedelta

import pytest
from scheduling.application.add_patient import add_patient
from scheduling.application.change_patient import change_patient
from scheduling.application.read_patient import list_consents
from scheduling.domain.consent import Consents
from scheduling.domain.facts import PatientChanged
from scheduling.domain.refusals import NotFound

from services.scheduling.tests.at_the_desk import opened
from services.scheduling.tests.builders import NOW, OWNER, a_patient

JAN = {"first_name": "Jan", "last_name": "Żuk"}
NO_SMS = Consents(sms=False, email=True)


@pytest.fixture
def desk():
    return opened()


def told(said):
    return [(each.channel, each.given, each.source) for each in said]


@pytest.mark.parametrize(
    ("fields", "source", "known"),
    [
        ({}, None, "assumed"),
        ({"consents": Consents()}, None, "reception"),
        ({"consents": Consents()}, "patient", "patient"),
        ({}, "program", "program"),
    ],
)
def test_a_new_patients_answers_say_how_they_came(desk, fields, source, known):
    added = add_patient(desk, fields=JAN | fields, consent_source=source)
    assert told(added.said) == [("sms", True, known), ("email", True, known)]
    assert {(said.at, said.actor_id) for said in added.said} == {(NOW, OWNER)}


def test_only_an_answer_that_is_another_one_is_noted_beside_those_before(desk):
    added = add_patient(desk, fields=JAN)
    desk.now += timedelta(days=1)
    fields = {"consents": NO_SMS, "last_name": "Żuk"}
    changed = change_patient(desk, patient_id=added.patient.id, fields=fields, expected_version=1)
    assert told(changed.said) == [("sms", False, "reception"), ("email", True, "assumed")]
    assert [said.at for said in changed.said] == [desk.now, NOW]
    history = list_consents(desk, patient_id=added.patient.id)
    assert told(history) == [("sms", False, "reception"), ("email", True, "assumed"), ("sms", True, "assumed")]


def test_the_same_answers_sent_back_with_a_form_are_no_change(desk):
    added = add_patient(desk, fields=JAN | {"consents": NO_SMS}, consent_source="assumed")
    facts = len(desk.facts)
    same = change_patient(
        desk,
        patient_id=added.patient.id,
        fields=JAN | {"consents": NO_SMS},
        expected_version=1,
        consent_source="reception",
    )
    assert (same.patient, same.said, len(desk.facts)) == (added.patient, added.said, facts)
    assert len(list_consents(desk, patient_id=added.patient.id)) == 2


def test_what_was_assumed_and_is_now_said_is_noted_once(desk):
    added = add_patient(desk, fields=JAN)
    for version in (1, 2):
        said = change_patient(
            desk,
            patient_id=added.patient.id,
            fields={"consents": Consents()},
            expected_version=version,
            consent_source="patient",
        )
        if version == 1:
            assert desk.facts[-1] == PatientChanged(said.patient)
            assert desk.changes.noted[-1] == ("patient", added.patient.id, [("consents", None, None)])
    assert told(said.said) == [("sms", True, "patient"), ("email", True, "patient")]
    assert (said.patient.version, len(list_consents(desk, patient_id=added.patient.id))) == (2, 4)


def test_other_fields_leave_the_answers_alone(desk):
    added = add_patient(desk, fields=JAN)
    changed = change_patient(desk, patient_id=added.patient.id, fields={"notes": "x"}, expected_version=None)
    assert changed.said == added.said


def test_of_who_was_never_asked_nothing_is_told(desk):
    """A patient whom the release before this one added."""
    patient = a_patient("Ewa", "Lis")
    desk.patients.add(patient)
    assert list_consents(desk, patient_id=patient.id) == []
    changed = change_patient(desk, patient_id=patient.id, fields={"consents": NO_SMS}, expected_version=None)
    assert told(changed.said) == [("sms", False, "reception"), ("email", True, "reception")]


def test_nobodys_answers_are_not_found(desk):
    with pytest.raises(NotFound):
        list_consents(desk, patient_id=a_patient().id)
