"""Files of patients as practices have them: out of spreadsheets and other programs."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scheduling.domain.consent import Consents
from scheduling.domain.patient_file import (
    MOST_BYTES,
    MOST_ROWS,
    card_of,
    checked_columns,
    guessed_columns,
    read_table,
    values_of,
)
from scheduling.domain.refusals import ValidationFailed
from scheduling.domain.refusals_patients import ImportNotCsv, ImportTooLarge

TODAY = date(2026, 11, 23)
NAMED = {"first_name": "Jan", "last_name": "Żuk"}


def rows(text):
    return [(row.number, row.cells) for row in read_table(text).rows]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_table_is_read_whatever_is_between_its_cells_and_lines(delimiter, end, mark):
    lines = [["Imię", "Nazwisko", "Uwagi"], ["Jan", "Żuk", ""], ["Ewa", "Lis", "boi się"]]
    table = read_table(mark + end.join(delimiter.join(line) for line in lines) + end)
    assert table.headers == lines[0]
    assert [(row.number, row.cells) for row in table.rows] == [(2, lines[1]), (3, lines[2])]


def test_quotes_may_hold_what_else_would_end_a_cell_or_a_row():
    text = 'Imię;Nazwisko;Uwagi\r\n"Jan";"Żuk; ""Janek""";"jedna\ndruga"\r\nEwa;Lis;x\r\n'
    assert rows(text) == [(2, ["Jan", 'Żuk; "Janek"', "jedna\ndruga"]), (3, ["Ewa", "Lis", "x"])]


def test_rows_are_numbered_as_a_spreadsheet_counts_empty_ones_too():
    assert rows("a;b\n\n1;2\n ; \n3;4\n") == [(3, ["1", "2"]), (5, ["3", "4"])]


def test_the_hint_of_a_spreadsheet_is_no_row():
    assert read_table("sep=,\r\na,b\r\n1,2\r\n").headers == ["a", "b"]
    assert rows("sep=,\na,b\n1,2\n") == [(2, ["1", "2"])]


def test_rows_that_are_too_short_or_too_long_fit_the_names():
    assert rows("a;b;c\n1\n1;2;3;4\n") == [(2, ["1", "", ""]), (3, ["1", "2", "3"])]


def test_columns_without_a_name_or_with_the_same_one_are_told_apart():
    assert read_table("a;;a;\n1;2;3;4\n").headers == ["a", "#2", "a #3", "#4"]


@pytest.mark.parametrize(
    "text",
    ["", "\n", "Imię\nJan\n", 'a;b\n"never ends', "a;b\n1;\0\n", "PK\x03\x04", ";".join("x" * 101), "a;b\n\ud800;x\n"],
)
def test_what_is_no_table_with_two_names_is_refused(text):
    with pytest.raises(ImportNotCsv):
        read_table(text)


def test_a_table_without_rows_is_one():
    assert rows("a;b\n") == []


@pytest.mark.parametrize("text", ["a;b\n" + "ż" * (MOST_BYTES // 2), "a;b\n" + "1;2\n" * (MOST_ROWS + 1)])
def test_what_is_too_large_is_refused_with_the_limits(text):
    with pytest.raises(ImportTooLarge) as refused:
        read_table(text)
    assert refused.value.data == {"max_bytes": 5_000_000, "max_rows": 20_000}


def test_as_many_rows_as_may_be_are_read():
    assert len(rows("a;b\n" + "1;2\n" * MOST_ROWS)) == MOST_ROWS


cells = st.text(st.characters(exclude_characters="\0\r", exclude_categories=["Cs"]), max_size=8)


@settings(max_examples=60)
@given(table=st.lists(st.lists(cells, min_size=3, max_size=3), max_size=5), delimiter=st.sampled_from(";,\t"))
def test_what_a_spreadsheet_writes_comes_back(table, delimiter):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([["Imię", "Nazwisko", "Uwagi"], *table])
    told = [line for line in table if any(cell.strip() for cell in line)]
    assert [row.cells for row in read_table(out.getvalue()).rows] == told


@pytest.mark.parametrize(
    ("headers", "columns"),
    [
        (
            ["Imię", "Nazwisko", "Telefon", "E-mail", "Data urodzenia", "PESEL", "Adres", "Uwagi"],
            {
                "first_name": "Imię",
                "last_name": "Nazwisko",
                "phone": "Telefon",
                "email": "E-mail",
                "birth_date": "Data urodzenia",
                "pesel": "PESEL",
                "address": "Adres",
                "notes": "Uwagi",
            },
        ),
        (
            ["FIRST NAME", "last_name", "Mobile", "Date of birth", "Zgoda SMS", "Zgoda na e-mail"],
            {
                "first_name": "FIRST NAME",
                "last_name": "last_name",
                "phone": "Mobile",
                "birth_date": "Date of birth",
                "consent_sms": "Zgoda SMS",
                "consent_email": "Zgoda na e-mail",
            },
        ),
        (["Nr telefonu", "Telefon", "Kolor"], {"phone": "Nr telefonu"}),
        (["Imię i nazwisko", "Telefon"], {"full_name": "Imię i nazwisko", "phone": "Telefon"}),
        (["Nazwisko i imię", "PESEL"], {"last_first_name": "Nazwisko i imię", "pesel": "PESEL"}),
        (["Pacjent", "Imię", "Nazwisko"], {"first_name": "Imię", "last_name": "Nazwisko"}),
        (["x", "y"], {}),
    ],
)
def test_columns_are_guessed_from_polish_and_english_names(headers, columns):
    assert guessed_columns(headers) == columns


def test_columns_that_are_chosen_must_be_there():
    assert checked_columns({"phone": "Komórka"}, ["Komórka"]) == {"phone": "Komórka"}
    with pytest.raises(ValidationFailed) as refused:
        checked_columns({"phone": "Telefon", "version": "Komórka"}, ["Komórka"])
    errors = [(error.field, error.code) for error in refused.value.errors]
    assert errors == [("columns.version", "unknown_field"), ("columns.phone", "invalid")]


def test_values_are_what_the_chosen_columns_hold():
    assert values_of([" Jan ", "Żuk", "x"], ["a", "b", "c"], {"last_name": "b", "first_name": "a"}) == {
        "last_name": "Żuk",
        "first_name": "Jan",
    }


@pytest.mark.parametrize(
    ("text", "born"),
    [
        ("1990-02-28", date(1990, 2, 28)),
        ("28.02.1990", date(1990, 2, 28)),
        ("28.2.1990", date(1990, 2, 28)),
        ("28/02/1990", date(1990, 2, 28)),
        ("28-02-1990", date(1990, 2, 28)),
        ("1990-02-28 00:00:00", date(1990, 2, 28)),
        ("1990-02-28T00:00", date(1990, 2, 28)),
        ("", None),
    ],
)
def test_a_birth_date_is_understood_as_people_write_it(text, born):
    assert card_of(NAMED | {"birth_date": text}, TODAY).birth_date == born


@pytest.mark.parametrize(
    ("values", "problems"),
    [
        ({"birth_date": "30.02.1990"}, [("birth_date", "invalid")]),
        ({"birth_date": "28.02.90"}, [("birth_date", "invalid")]),
        ({"birth_date": "32874"}, [("birth_date", "invalid")]),
        ({"birth_date": "2026-11-24"}, [("birth_date", "out_of_range")]),
        ({"first_name": "", "phone": "12", "consent_sms": "może"}, [("consent_sms", "invalid"), ("first_name", "required"), ("phone", "invalid_phone")]),
        ({"pesel": "90022812348"}, [("pesel", "invalid_checksum")]),
        ({"email": "kowal"}, [("email", "invalid_email")]),
    ],
)  # fmt: skip
def test_every_wrong_cell_of_a_row_is_named_without_what_it_says(values, problems):
    with pytest.raises(ValidationFailed) as refused:
        card_of(NAMED | values, TODAY)
    assert [(error.field, error.code) for error in refused.value.errors] == problems
    assert not any(value and value in str(error.data) for value in values.values() for error in refused.value.errors)


def test_a_pesel_that_a_spreadsheet_took_for_a_number_has_its_zero_again():
    assert card_of(NAMED | {"pesel": "2211300001"}, TODAY).pesel == "02211300001"


@pytest.mark.parametrize(
    ("values", "first", "last"),
    [
        ({"full_name": "Jan Żuk"}, "Jan", "Żuk"),
        ({"full_name": " Anna  Maria Nowak-Lis "}, "Anna Maria", "Nowak-Lis"),
        ({"full_name": "van der Berg, Anna Maria"}, "Anna Maria", "van der Berg"),
        ({"last_first_name": "Nowak-Lis Anna Maria"}, "Anna Maria", "Nowak-Lis"),
        ({"last_first_name": "van der Berg, Anna"}, "Anna", "van der Berg"),
        ({"full_name": "Jan Żuk", "last_name": "Żuk-Lis"}, "Jan", "Żuk-Lis"),
        ({"full_name": "", "first_name": "Jan", "last_name": "Żuk"}, "Jan", "Żuk"),
    ],
)
def test_a_name_in_one_column_is_parted_at_its_last_blank_or_its_first_or_its_comma(values, first, last):
    card = card_of(values, TODAY)
    assert (card.first_name, card.last_name) == (first, last)


@pytest.mark.parametrize(
    ("values", "problems"),
    [
        ({"full_name": "Żuk"}, [("full_name", "invalid")]),
        ({"full_name": ""}, [("full_name", "required")]),
        ({"last_first_name": "Żuk,", "phone": "12"}, [("last_first_name", "invalid"), ("phone", "invalid_phone")]),
        ({"full_name": "Jan " + "x" * 101}, [("full_name", "too_long")]),
        ({"full_name": "Jan Lis", "last_name": "x" * 101}, [("last_name", "too_long")]),
    ],
)
def test_what_is_wrong_with_a_name_in_one_column_is_said_of_that_column_once(values, problems):
    with pytest.raises(ValidationFailed) as refused:
        card_of(values, TODAY)
    assert [(error.field, error.code) for error in refused.value.errors] == problems


@given(
    first=st.from_regex(r"[A-Z][a-z]{0,5}( [A-Z][a-z]{0,5}){0,2}", fullmatch=True),
    last=st.from_regex(r"[A-Z][a-z-]{0,9}", fullmatch=True),
)
@settings(max_examples=40)
def test_a_name_is_the_same_however_it_stands_in_one_column(first, last):
    written = (
        {"full_name": f"{first} {last}"},
        {"last_first_name": f"{last} {first}"},
        {"full_name": f"{last}, {first}"},
    )
    assert {(card.first_name, card.last_name) for card in (card_of(each, TODAY) for each in written)} == {(first, last)}


@pytest.mark.parametrize(
    ("said", "consents"),
    [
        ({}, Consents()),
        ({"consent_sms": "", "consent_email": "NIE"}, Consents(sms=True, email=False)),
        ({"consent_sms": "0", "consent_email": "tak"}, Consents(sms=False, email=True)),
        ({"consent_sms": "fałsz"}, Consents(sms=False, email=True)),
    ],
)
def test_consents_are_understood_in_words(said, consents):
    assert card_of(NAMED | said, TODAY).consents == consents
