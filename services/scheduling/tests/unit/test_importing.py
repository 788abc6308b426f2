"""Patients from a file, on a desk in memory: looked through first, then taken over."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from scheduling.application import work_on_import as worker
from scheduling.application.add_patient import add_patient
from scheduling.application.prepare_import import (
    change_import_columns,
    discard_import,
    prepare_import,
    start_import,
)
from scheduling.application.work_on_import import forget_import, work_on_import
from scheduling.domain.consent import Consents
from scheduling.domain.facts import PatientAdded
from scheduling.domain.refusals import NotFound, ValidationFailed
from scheduling.domain.refusals_patients import ImportNotCsv, ImportStateWrong

from services.scheduling.tests.at_the_desk import opened
from services.scheduling.tests.builders import OWNER

HEAD = "Imię;Nazwisko;Telefon;Data urodzenia;PESEL;Zgoda SMS\n"


@pytest.fixture
def desk():
    empty = opened()
    empty.patients.kept.clear()
    return empty


def prepared(desk, *lines, columns=None):
    return prepare_import(desk, file_name="pacjenci.csv", text=HEAD + "\n".join(lines), columns=columns).id


def worked(desk, import_id):
    while work_on_import(desk, import_id=import_id):
        pass
    return desk.imports.read(import_id)


def start(desk, import_id, *, duplicates_too=False):
    return start_import(desk, import_id=import_id, duplicates_too=duplicates_too)


def states(desk, import_id):
    return [row.state for row in desk.imports.all_rows(import_id)]


def problems(desk, import_id):
    return [[(each.field, each.code) for each in row.problems] for row in desk.imports.all_rows(import_id)]


def counted(one):
    return {state: count for state, count in one.counts.items() if count}


def test_a_file_is_looked_through_and_nobody_is_added(desk):
    import_id = prepared(desk, "Jan;Żuk;501700100;;;", ";Nikt;12;;;", "Ewa;Lis;;1990-02-28;;")
    assert (desk.imports.read(import_id).state, desk.imports.read(import_id).rows) == ("checking", 3)
    one = worked(desk, import_id)
    assert (one.state, one.looked_at, counted(one)) == ("checked", 3, {"ready": 2, "refused": 1})
    assert problems(desk, import_id) == [[], [("first_name", "required"), ("phone", "invalid_phone")], []]
    assert (desk.patients.kept, desk.facts) == ({}, [])


def test_who_is_here_already_or_twice_in_the_file_is_marked(desk):
    known = add_patient(desk, fields={"first_name": "Jan", "last_name": "Zuk", "phone": "501700100"}).patient
    import_id = prepared(
        desk,
        "JAN;Żuk;501700100;;;",
        "Ewa;Lis;;1990-02-28;;",
        "ewa;LIS;501700200;28.02.1990;;",
        "Adam;Lis;501700200;;;",
        ";Lis;501700200;1990-02-28;;",
    )
    assert counted(worked(desk, import_id)) == {"duplicate": 2, "ready": 2, "refused": 1}
    rows = desk.imports.all_rows(import_id)
    assert (rows[0].state, rows[0].patient_id) == ("duplicate", known.id)
    assert (rows[2].state, rows[2].patient_id) == ("duplicate", None)
    assert [(each.code, each.data) for each in rows[2].problems] == [("same_as_row", {"number": 3})]


def test_a_family_with_one_phone_is_several_people(desk):
    import_id = prepared(desk, "Jan;Żuk;501700100;;;", "Ewa;Żuk;501700100;;;", "Adam;Żuk;501700100;;;")
    assert counted(worked(desk, import_id)) == {"ready": 3}


def test_a_row_is_not_the_same_as_one_that_was_refused(desk):
    import_id = prepared(desk, "Jan;Żuk;501700100;1790-02-28;;", "Jan;Żuk;501700100;;;")
    worked(desk, import_id)
    assert states(desk, import_id) == ["refused", "ready"]


def test_the_same_person_is_found_across_batches(desk, monkeypatch):
    monkeypatch.setattr(worker, "LOOKED_AT", 2)
    import_id = prepared(desk, *[f"Osoba{n};Żuk;501700100;;;" for n in range(3)], "Osoba0;Żuk;501700100;;;")
    assert work_on_import(desk, import_id=import_id)
    assert (desk.imports.read(import_id).looked_at, desk.imports.read(import_id).state) == (2, "checking")
    worked(desk, import_id)
    assert states(desk, import_id) == ["ready", "ready", "ready", "duplicate"]


def test_what_is_ready_is_added_and_announced_with_answers_from_the_file(desk):
    import_id = prepared(desk, "Jan;Żuk;501700100;;;nie", ";Nikt;;;;", "Ewa;Lis;;;;")
    worked(desk, import_id)
    start(desk, import_id)
    one = worked(desk, import_id)
    assert (one.state, one.finished_at, counted(one)) == ("finished", desk.now, {"added": 2, "refused": 1})
    added = [desk.patients.read(row.patient_id) for row in desk.imports.all_rows(import_id) if row.state == "added"]
    assert [patient.card.last_name for patient in added] == ["Żuk", "Lis"]
    assert desk.facts == [PatientAdded(patient) for patient in added]
    assert added[0].card.consents == Consents(sms=False, email=True)
    assert {(said.source, said.actor_id) for said in desk.consents.all(added[0].id)} == {("import", OWNER)}


@pytest.mark.parametrize(("too", "state", "here"), [(False, "skipped", 1), (True, "added", 3)])
def test_who_looks_like_somebody_is_added_only_if_it_is_wanted(desk, too, state, here):
    add_patient(desk, fields={"first_name": "Jan", "last_name": "Żuk", "phone": "501700100"})
    import_id = prepared(desk, "Jan;Żuk;501700100;;;", "Jan;Żuk;501700100;;;")
    worked(desk, import_id)
    start(desk, import_id, duplicates_too=too)
    assert counted(worked(desk, import_id)) == {state: 2}
    assert len(desk.patients.kept) == here


def test_who_came_between_looking_and_adding_is_not_added_again(desk):
    import_id = prepared(desk, "Jan;Żuk;501700100;;;")
    worked(desk, import_id)
    known = add_patient(desk, fields={"first_name": "Jan", "last_name": "Żuk", "phone": "501700100"}).patient
    start(desk, import_id)
    assert counted(worked(desk, import_id)) == {"skipped": 1}
    assert desk.imports.all_rows(import_id)[0].patient_id == known.id


def test_each_batch_ends_where_the_next_begins(desk, monkeypatch):
    monkeypatch.setattr(worker, "ADDED", 2)
    import_id = prepared(desk, *[f"Osoba{n};Żuk;;;;" for n in range(5)])
    worked(desk, import_id)
    start(desk, import_id)
    added = []
    while work_on_import(desk, import_id=import_id):
        added.append(desk.imports.read(import_id).count("added"))
    assert added == [2, 4, 5, 5]
    assert len(desk.patients.kept) == 5


def test_other_columns_have_all_rows_looked_through_again(desk):
    text = "a;b\nŻuk;Jan\nLis;\n"
    import_id = prepare_import(desk, file_name="p.csv", text=text, columns=None).id
    assert counted(worked(desk, import_id)) == {"refused": 2}
    one = change_import_columns(desk, import_id=import_id, columns={"first_name": "b", "last_name": "a"})
    assert (one.state, one.looked_at, one.counts) == ("checking", 0, {})
    assert counted(worked(desk, import_id)) == {"ready": 1, "refused": 1}


def test_what_the_file_said_goes_when_it_is_taken_over_but_for_refused_rows_a_day_later(desk):
    import_id = prepared(desk, "Jan;Żuk;501700100;;;", ";Nikt;12;;;")
    worked(desk, import_id)
    start(desk, import_id)
    worked(desk, import_id)
    assert [row.cells is None for row in desk.imports.all_rows(import_id)] == [True, False]
    assert not any(row.keys for row in desk.imports.all_rows(import_id))
    desk.now += timedelta(hours=23, minutes=59)
    assert not forget_import(desk, import_id=import_id)
    desk.now += timedelta(minutes=1)
    assert forget_import(desk, import_id=import_id)
    assert [row.cells for row in desk.imports.all_rows(import_id)] == [None, None]
    assert problems(desk, import_id)[1] != []


def test_a_file_that_nobody_starts_is_discarded_after_a_week(desk):
    import_id = prepared(desk, "Jan;Żuk;501700100;;;")
    worked(desk, import_id)
    desk.now += timedelta(days=6, hours=23)
    assert not forget_import(desk, import_id=import_id)
    desk.now += timedelta(hours=1)
    assert forget_import(desk, import_id=import_id)
    assert desk.imports.read(import_id).state == "discarded"
    assert desk.imports.all_rows(import_id)[0].cells is None


def test_one_that_is_discarded_is_forgotten_at_once_and_once(desk):
    import_id = prepared(desk, "Jan;Żuk;501700100;;;")
    gone = discard_import(desk, import_id=import_id)
    assert (gone.state, gone.finished_at) == ("discarded", desk.now)
    assert desk.imports.all_rows(import_id)[0].cells is None
    noted = len(desk.changes.noted)
    assert discard_import(desk, import_id=import_id) == gone
    assert len(desk.changes.noted) == noted
    assert not work_on_import(desk, import_id=import_id)


def test_what_does_not_fit_the_state_is_refused(desk):
    import_id = prepared(desk, "Jan;Żuk;501700100;;;")
    with pytest.raises(ImportStateWrong):
        start(desk, import_id)
    worked(desk, import_id)
    running = start(desk, import_id)
    assert start(desk, import_id) == running
    for refused in (
        lambda: start(desk, import_id, duplicates_too=True),
        lambda: discard_import(desk, import_id=import_id),
        lambda: change_import_columns(desk, import_id=import_id, columns={}),
    ):
        with pytest.raises(ImportStateWrong) as refusal:
            refused()
        assert refusal.value.data == {"state": "running"}


def test_one_that_somebody_else_works_on_is_left_to_them(desk):
    import_id = prepared(desk, "Jan;Żuk;501700100;;;")
    desk.imports.elsewhere.add(import_id)
    assert not work_on_import(desk, import_id=import_id)
    assert not forget_import(desk, import_id=import_id)
    assert states(desk, import_id) == [None]


def test_wrong_files_names_columns_and_ids_are_refused_and_nothing_is_kept(desk):
    with pytest.raises(ImportNotCsv):
        prepare_import(desk, file_name="p.csv", text="Imię\n", columns=None)
    for parts, field in (({"file_name": " "}, "file_name"), ({"columns": {"phone": "x"}}, "columns.phone")):
        with pytest.raises(ValidationFailed) as refused:
            prepare_import(desk, **{"file_name": "p.csv", "text": HEAD, "columns": None} | parts)
        assert [error.field for error in refused.value.errors] == [field]
    with pytest.raises(NotFound):
        start(desk, uuid4())
    assert desk.imports.kept == {}


def test_an_empty_table_is_looked_through_already(desk):
    import_id = prepared(desk)
    assert desk.imports.read(import_id).state == "checked"
    start(desk, import_id)
    assert worked(desk, import_id).state == "finished"


def test_the_trail_tells_what_was_done_and_nothing_of_the_file(desk):
    import_id = prepared(desk, "Jan;Żuk;501700100;;;")
    worked(desk, import_id)
    start(desk, import_id)
    worked(desk, import_id)
    assert [subject for subject, _, _ in desk.changes.noted] == ["import", "import", "patient"]
    assert "Żuk" not in str(desk.changes.noted)
