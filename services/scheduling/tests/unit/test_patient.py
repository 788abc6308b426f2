from datetime import date

import pytest
from scheduling.domain.consent import Consents
from scheduling.domain.patient import Patient, checked_card
from scheduling.domain.refusals import ValidationFailed

from services.scheduling.tests.builders import PRACTICE, a_patient

TODAY = date(2026, 11, 23)
NAMES = {"first_name": "Zofia", "last_name": "Łęcka"}


def wrong(**fields: object) -> list[tuple[str, str]]:
    with pytest.raises(ValidationFailed) as caught:
        checked_card(NAMES | fields, TODAY)
    return [(error.field, error.code) for error in caught.value.errors]


def card(**fields: object):
    return checked_card(NAMES | fields, TODAY)


def test_names_are_trimmed_and_composed():
    taken = card(first_name="  Zofia ", last_name="Ło\u0301dzka")
    assert (taken.first_name, taken.last_name) == ("Zofia", "Łódzka")


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (None, "required"),
        ("", "required"),
        ("  ", "required"),
        ("x" * 101, "too_long"),
        ("A\x07", "control_characters"),
        ("A\nB", "control_characters"),
        ("A\ud800", "control_characters"),
        ("A\u2028B", "control_characters"),
    ],
)
def test_a_name_must_be_one_decent_line(value, code):
    assert wrong(last_name=value) == [("last_name", code)]
    assert wrong(first_name=value) == [("first_name", code)]


def test_a_name_of_a_hundred_letters_is_fine():
    assert len(card(last_name="ż" * 100).last_name) == 100


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("600 100 200", "+48600100200"),
        ("+48 600-100-200", "+48600100200"),
        ("0048 600 100 200", "+48600100200"),
        ("(22) 621 00 00", "+48226210000"),
        ("+49 30 901820", "+4930901820"),
        ("\uff16\uff10\uff10 100 200", "+48600100200"),
        ("", None),
        ("  ", None),
        (None, None),
    ],
)
def test_a_phone_number_is_kept_with_its_country(typed, kept):
    assert card(phone=typed).phone == kept


@pytest.mark.parametrize(
    "typed", ["123", "600 100 20", "abc", "600100200 w. 5", "+999 600 100 200", "6" * 60, "+48 600 100 200 0"]
)
def test_what_is_no_phone_number_is_refused(typed):
    assert wrong(phone=typed) == [("phone", "invalid_phone")]


def test_an_address_keeps_the_case_of_its_person():
    assert card(email=" Zofia.Lecka+x@Example.PL ").email == "Zofia.Lecka+x@example.pl"


@pytest.mark.parametrize(
    "typed",
    [
        "zofia",
        "zofia@",
        "@example.pl",
        "zofia@example",
        "a b@example.pl",
        "zofia@exa_mple.pl",
        "a..b@example.pl",
        "zofia@-a.pl",
        "x" * 65 + "@example.pl",
        "x@" + "a" * 64 + ".pl",
        "zofia@example.pl\nbcc: x@y.pl",
        "z@e.pl, x@y.pl",
    ],
)
def test_what_is_no_address_is_refused(typed):
    assert wrong(email=typed) == [("email", "invalid_email")]


@pytest.mark.parametrize("typed", ["44051401359", " 02270803624 "])
def test_a_right_pesel_is_taken(typed):
    assert card(pesel=typed).pesel == typed.strip()


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("44051401358", "invalid_checksum"),
        ("4405140135", "invalid"),
        ("4405140135x", "invalid"),
        ("00000000000", "invalid"),
    ],
)
def test_a_wrong_pesel_is_refused(typed, code):
    assert wrong(pesel=typed) == [("pesel", code)]


@pytest.mark.parametrize("born", [date(1890, 1, 1), TODAY])
def test_the_oldest_and_the_youngest(born):
    assert card(birth_date=born).birth_date == born


@pytest.mark.parametrize("born", [date(1889, 12, 31), date(2026, 11, 24)])
def test_nobody_is_born_tomorrow_or_too_long_ago(born):
    assert wrong(birth_date=born) == [("birth_date", "out_of_range")]


def test_notes_and_address_have_an_end():
    assert wrong(notes="x" * 10_001, address="x" * 301) == [("address", "too_long"), ("notes", "too_long")]
    assert card(notes="x" * 10_000).notes == "x" * 10_000
    assert card(notes="  ", address="").notes is None


def test_notes_keep_lines_and_tabs_but_nothing_else_of_control():
    assert card(notes="a\r\n\tb").notes == "a\n\tb"
    assert wrong(notes="a\x1bb") == [("notes", "control_characters")]


def test_all_wrong_fields_are_named_at_once():
    assert wrong(first_name="", phone="1", email="x") == [
        ("first_name", "required"),
        ("phone", "invalid_phone"),
        ("email", "invalid_email"),
    ]


def test_no_error_holds_what_was_typed():
    with pytest.raises(ValidationFailed) as caught:
        checked_card(NAMES | {"phone": "600secret", "pesel": "44051401358"}, TODAY)
    assert "secret" not in repr((caught.value, caught.value.errors))
    assert "44051401358" not in repr((caught.value, caught.value.errors))


def test_a_card_shows_nothing_of_the_person_in_a_log():
    assert "Łęcka" not in repr(Patient(a_patient().id, PRACTICE, card(phone="600100200")))
    assert "600" not in repr(card(phone="600100200"))


def test_consents_are_given_unless_said_otherwise():
    assert card().consents == Consents(sms=True, email=True)
    assert card(consents=Consents(sms=False, email=True)).consents.sms is False


def test_a_change_touches_only_its_fields():
    before = a_patient(phone="+48600100200", notes="alergia")
    after = before.change({"phone": "601 100 200"}, TODAY)
    assert (after.card.phone, after.card.notes, after.version) == ("+48601100200", "alergia", 2)


def test_a_field_can_be_emptied():
    assert a_patient(phone="+48600100200").change({"phone": None}, TODAY).card.phone is None


def test_a_change_that_changes_nothing_is_none():
    before = a_patient(phone="+48600100200")
    assert before.change({"phone": "600 100 200"}, TODAY) is before
