from __future__ import annotations

import psycopg
import pytest
from scheduling.adapters.cursors import cursor_at
from scheduling.application.find_patients import find_patients
from scheduling.domain.refusals import ValidationFailed
from sqlalchemy import text

from services.scheduling.tests.practice import Practice


@pytest.fixture
def full(practice):
    practice.add_patient("Żaneta", "Łęcka-Gżegżółka", phone="+48600100200")
    practice.add_patient("Łukasz", "Źdźbło", phone="+48223456789")
    practice.add_patient("Anna", "Lecka", phone="+49301234567")
    practice.add_patient("100%", "Pod_kreślnik\\")
    return practice


def found(practice, typed, limit=100):
    page = practice.do(lambda desk: find_patients(desk, typed=typed, limit=limit, cursor=None))
    return [patient.card.last_name for patient in page.items]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("łęc", ["Lecka", "Łęcka-Gżegżółka"]),
        ("LEC", ["Lecka", "Łęcka-Gżegżółka"]),
        ("gzegzolka", ["Łęcka-Gżegżółka"]),
        ("ŻANETA ŁĘCKA", ["Łęcka-Gżegżółka"]),
        ("lecka zaneta", ["Łęcka-Gżegżółka"]),
        ("zdzb", ["Źdźbło"]),
        ("ŹDŹBŁO", ["Źdźbło"]),
        ("nobody", []),
        ("600 100", ["Łęcka-Gżegżółka"]),
        ("+48 600-100-200", ["Łęcka-Gżegżółka"]),
        ("0048600100200", ["Łęcka-Gżegżółka"]),
        ("0200", ["Łęcka-Gżegżółka"]),
        ("345", ["Lecka", "Źdźbło"]),
        ("anna 345", ["Lecka"]),
        ("%", ["Pod_kreślnik\\"]),
        ("_", ["Pod_kreślnik\\"]),
        ("\\", ["Pod_kreślnik\\"]),
        ("' OR 1=1 --", []),
    ],
)
def test_any_part_of_a_name_or_number_finds_with_or_without_polish_letters(full, typed, names):
    assert found(full, typed) == names


def test_without_words_everybody_is_listed_by_last_name(full):
    assert found(full, None) == ["Lecka", "Łęcka-Gżegżółka", "Pod_kreślnik\\", "Źdźbło"]


@pytest.mark.parametrize("letter", list("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ"))
def test_every_polish_letter_counts_as_its_plain_one(practice, letter):
    plain = letter.translate(str.maketrans("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ", "acelnoszzACELNOSZZ"))
    practice.add_patient("Jan", f"Xx{letter}yy")
    assert found(practice, f"xx{plain}y") == found(practice, f"XX{letter}Y") == [f"Xx{letter}yy"]


def test_pages_follow_each_other_without_gap_or_repeat(practice):
    for number in range(7):
        practice.add_patient("Jan", f"Nowak {number // 2}")
    names, cursor = [], None
    for _ in range(4):
        page = practice.do(lambda desk, at=cursor: find_patients(desk, typed="nowak", limit=2, cursor=at))
        names += [patient.id for patient in page.items]
        cursor = page.next_cursor
    assert cursor is None
    assert len(set(names)) == len(names) == 7


def test_a_cursor_holds_no_name(practice):
    practice.add_patient("Jan", "Nowak")
    practice.add_patient("Jan", "Nowak")
    page = practice.do(lambda desk: find_patients(desk, typed=None, limit=1, cursor=None))
    assert page.next_cursor
    assert (
        practice.do(lambda desk: find_patients(desk, typed=None, limit=1, cursor=page.next_cursor)).next_cursor is None
    )


@pytest.mark.parametrize(
    "cursor",
    ["", "x", "żółw", "W10", "WyJ4Il0", "bnVsbA", "WyIwMTkwMDAwMC0wMDAwLTcwMDAtODAwMC0wMDAwMDAwMDAwMDEiXQ", "W" * 9000],
)
def test_what_is_no_cursor_is_refused(practice, cursor):
    with pytest.raises(ValidationFailed) as refused:
        practice.do(lambda desk: find_patients(desk, typed=None, limit=1, cursor=cursor))
    assert [(error.field, error.code) for error in refused.value.errors] == [("cursor", "invalid")]


def test_a_card_comes_back_as_it_was_kept(practice):
    patient = practice.add_patient(email="z@example.pl", pesel="44051401359", address="Prosta 1", notes="a\nb")
    assert practice.do(lambda desk: desk.patients.read(patient.id)) == patient


def test_the_search_text_follows_a_change(practice):
    patient = practice.add_patient("Jan", "Nowak")
    with practice.desk() as desk:
        desk.patients.save(desk.patients.read_to_change(patient.id).change({"last_name": "Żuk"}, desk.now.date()))
    assert found(practice, "zuk") == ["Żuk"]
    assert found(practice, "nowak") == []
    stored = practice.do(lambda desk: desk.session.execute(text("SELECT search FROM patients")).scalar_one())
    assert stored == "zuk jan "


def test_the_search_finds_nobody_of_another_practice(full, pool):
    other = Practice.registered(pool)
    theirs = other.add_patient("Żaneta", "Łęcka")
    assert found(other, "lecka") == ["Łęcka"]
    assert found(full, "lecka zaneta") == ["Łęcka-Gżegżółka"]
    foreign = cursor_at(theirs.id)
    with pytest.raises(ValidationFailed):
        full.do(lambda desk: find_patients(desk, typed=None, limit=1, cursor=foreign))


@pytest.mark.parametrize(("role", "indexed"), [("owner", True), ("app", False)])
def test_only_the_search_functions_owner_gets_at_the_trigram_index(scheduling_database, role, indexed):
    """Why the function exists: for the application role the policy comes before anything that might leak."""
    with psycopg.connect(getattr(scheduling_database, f"{role}_url")) as connection:
        connection.execute(
            "SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off; SET LOCAL enable_indexonlyscan = off"
        )
        plan = connection.execute("EXPLAIN SELECT id FROM patients WHERE search LIKE '%lecka%'").fetchall()
    assert any("patients_search" in line for (line,) in plan) == indexed
