"""What scheduling answers and announces about patients looks like the golden examples."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest
from contracts import golden
from contracts.changes import Change
from contracts.registry import METHODS
from scheduling.adapters import wire, wire_imports, wire_patients
from scheduling.application.export_patient import ExportedPatient
from scheduling.application.list_waiting import ShownEntry
from scheduling.application.ports_patients import LookAlike, Pair, VisitsInBrief
from scheduling.application.shown import Page
from scheduling.application.shown_patients import ShownPatient
from scheduling.domain.consent import Consents, ConsentSaid
from scheduling.domain.facts import PatientErased, PatientMerged
from scheduling.domain.patient import Card, Patient
from scheduling.domain.patient_import import ROW_STATES, ImportRow, PatientImport
from scheduling.domain.refusals import FieldError

from services.scheduling.tests.builders import WARSAW, utc
from services.scheduling.tests.unit.test_wire import EVENT, PATIENT, PRACTICE, as_json, the_visit
from services.scheduling.tests.unit.test_wire_waiting import the_entry

TEXTS = ("first_name", "last_name", "phone", "email", "pesel", "address", "notes")


def the_card(example: Mapping[str, Any]) -> Patient:
    card = Card(
        **{name: example[name] for name in TEXTS},
        birth_date=date.fromisoformat(example["birth_date"]) if example["birth_date"] else None,
        consents=Consents(**example["consents"]),
    )
    keep_until = date.fromisoformat(example["keep_until"]) if example["keep_until"] else None
    return Patient(UUID(example["id"]), PRACTICE, card, example["version"], example["state"], None, keep_until)


def said(examples: list[dict[str, Any]]) -> list[ConsentSaid]:
    return [
        ConsentSaid(**each | {"at": instant(each["at"]), "actor_id": each["actor_id"] and UUID(each["actor_id"])})
        for each in examples
    ]


def instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def shown(example: Mapping[str, Any]) -> ShownPatient:
    told = said(example["consents_said"])
    if example["visits"] is None:
        return ShownPatient(the_card(example), told)
    brief = VisitsInBrief(example["visits"], instant(example["last_visit_at"]), instant(example["next_visit_at"]))
    return ShownPatient(the_card(example), told, brief, WARSAW)


@pytest.mark.parametrize("name", ["add_patient", "read_patient", "change_patient", "erase_patient", "merge_patients"])
def test_a_patient_is_answered_like_the_example(name):
    example = golden.response(f"scheduling.{name}")
    assert as_json(wire_patients.patient(shown(example))) == example


def test_patients_are_answered_like_the_example():
    example = golden.response("scheduling.find_patients")
    page = Page([the_card(item) for item in example["items"]], example["next_cursor"])
    assert as_json(wire_patients.patients(page)) == example


def test_answers_about_messages_are_told_like_the_example():
    example = golden.response("scheduling.list_consents")
    assert as_json(wire_patients.consent_history(said(example["items"]))) == example


def test_cards_that_look_alike_are_told_like_the_examples():
    example = golden.response("scheduling.find_duplicates")
    found = [LookAlike(the_card(each["patient"]), each["because"]) for each in example["items"]]
    assert as_json(wire_patients.duplicates(found)) == example
    example = golden.response("scheduling.list_duplicates")
    pairs = [Pair(the_card(each["first"]), the_card(each["second"]), each["because"]) for each in example["items"]]
    assert as_json(wire_patients.duplicate_pairs(Page(pairs, None))) == example


def test_all_that_is_known_of_a_patient_is_told_like_the_example():
    example = golden.response("scheduling.export_patient")
    known = ExportedPatient(
        shown(example["patient"]),
        said(example["consents"]),
        [the_visit(each) for each in example["visits"]],
        [],
        [ShownEntry(the_entry(each), WARSAW, utc("2026-11-23 09:05")) for each in example["waiting"]],
    )
    changes = [Change.model_validate(each) for each in example["changes"]]
    assert as_json(wire_patients.patient_export(known, changes)) == example


def the_import(example: Mapping[str, Any]) -> PatientImport:
    return PatientImport(
        UUID(example["id"]),
        PRACTICE,
        example["file_name"],
        example["headers"],
        example["columns"],
        example["rows"],
        instant(example["created_at"]),
        example["state"],
        example["looked_at"],
        {state: example[state] for state in ROW_STATES},
        finished_at=instant(example["finished_at"]),
    )


@pytest.mark.parametrize("name", ["prepare", "read", "start", "discard"])
def test_an_import_is_answered_like_the_example(name):
    example = golden.response(f"scheduling.{name}_import")
    assert as_json(wire_imports.patient_import(the_import(example))) == example


def test_imports_and_their_rows_are_answered_like_the_examples():
    example = golden.response("scheduling.list_imports")
    one = the_import(example["items"][0])
    assert as_json(wire_imports.patient_imports([one])) == example
    example = golden.response("scheduling.list_import_rows")
    rows = [
        ImportRow(
            each["number"],
            list(each["values"].values()),
            each["state"],
            [FieldError(problem["field"], problem["code"], {}) for problem in each["problems"]],
            each["patient_id"] and UUID(each["patient_id"]),
        )
        for each in example["items"]
    ]
    assert as_json(wire_imports.import_rows(one, Page(rows, None))) == example


def test_a_row_whose_contents_are_forgotten_shows_none():
    one = the_import(golden.response("scheduling.read_import"))
    (row,) = wire_imports.import_rows(one, Page([ImportRow(2, None, "added")], None)).items
    assert (row.values, row.state) == ({}, "added")


@pytest.mark.parametrize(
    ("event_type", "fact"), [("patient_merged.v1", PatientMerged), ("patient_erased.v1", PatientErased)]
)
def test_a_card_that_goes_is_announced_like_the_example(event_type, fact):
    example = golden.event(event_type)
    data = example["data"]
    merged_into = UUID(data["merged_into"]) if "merged_into" in data else None
    card = Card(first_name="—", last_name="—")
    known = Patient(UUID(data["patient_id"]), PRACTICE, card, example["version"], "merged", merged_into)
    announced = wire.envelope(
        fact(known), event_id=EVENT, occurred_at=utc("2026-11-23 10:00"), trace_id=example["trace_id"]
    )
    assert as_json(announced) == example


def request(name: str, **changes: Any) -> Any:
    return METHODS[f"scheduling.{name}"].request.model_validate(golden.request(f"scheduling.{name}") | changes)


def test_only_fields_that_the_sender_set_are_changed():
    fields = wire_patients.patient_fields(
        METHODS["scheduling.change_patient"].request.model_validate(
            {"patient_id": str(PATIENT), "phone": None, "expected_version": 3, "consent_source": "patient"}
        )
    )
    assert fields == {"phone": None}


def test_consents_left_out_or_empty_are_no_change():
    assert "consents" not in wire_patients.patient_fields(request("change_patient", consents=None))
    added = request("add_patient", consents={"sms": False, "email": True})
    assert wire_patients.patient_fields(added)["consents"] == Consents(sms=False, email=True)
