import unicodedata

import pytest
from accounts.domain.errors import ValidationFailed
from accounts.domain.registration import Form

from services.accounts.tests.factories import form
from services.accounts.tests.fakes import TERMS


def wrong(typed: Form) -> list[tuple[str, str]]:
    with pytest.raises(ValidationFailed) as refused:
        typed.checked(TERMS)
    return [(field, code) for field, code, _ in refused.value.errors]


def test_a_good_form_is_kept_trimmed_and_with_its_case() -> None:
    kept = form(first_name="  Ewa ", email=" Ewa@Sliwa.Example ", practice_name="\tGabinet Śliwa\n").checked(TERMS)
    assert (kept.first_name, kept.email, kept.practice_name) == ("Ewa", "Ewa@Sliwa.Example", "Gabinet Śliwa")


def test_everything_wrong_is_said_at_once() -> None:
    typed = form(first_name=" ", last_name="", email="", password="", practice_name="", accept_terms=False)
    assert wrong(typed) == [
        ("first_name", "required"),
        ("last_name", "required"),
        ("email", "required"),
        ("practice_name", "required"),
        ("password", "required"),
        ("accept_terms", "not_accepted"),
    ]


@pytest.mark.parametrize("field", ["first_name", "last_name", "practice_name"])
@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("a" * 101, "too_long"),
        ("Ewa\x00", "control_characters"),
        ("E\nwa", "control_characters"),
        ("E\u2028wa", "control_characters"),
        ("E\u202ewa", "control_characters"),
        ("E\ud83dwa", "control_characters"),
        ("\u200b\u200b", "required"),
        ("\u00a0", "required"),
    ],
)
def test_names_are_one_visible_line_of_at_most_100_characters(field: str, typed: str, code: str) -> None:
    assert wrong(form(**{field: typed})) == [(field, code)]


@pytest.mark.parametrize("name", ["a", "ż" * 100, "王小明", "O'Brien-Nowak", "Müller 😀 \u200dx"])
def test_names_of_any_script_are_taken(name: str) -> None:
    assert form(practice_name=name).checked(TERMS).practice_name == name


@pytest.mark.parametrize(
    "email",
    [
        *("ewa", "ewa@", "@sliwa.pl", "ewa@sliwa", "e wa@sliwa.pl", "ewa@@sliwa.pl", ".ewa@sliwa.pl", "ewa.@sliwa.pl"),
        *("ewa@-sliwa.pl", "ewa@sliwa..pl", "ewa@127.0.0.1", "żaba@sliwa.pl", "ewa@śliwa.pl"),
        *("ewa@sliwa.pl\nBcc: x@y.pl", "a" * 65 + "@sliwa.pl"),
    ],
)
def test_what_is_no_email_is_refused(email: str) -> None:
    assert wrong(form(email=email)) == [("email", "invalid_email")]


def test_an_email_of_more_than_254_characters_is_too_long() -> None:
    assert wrong(form(email="e@" + "a.pl" * 70)) == [("email", "too_long")]


@pytest.mark.parametrize("email", ["e@s.pl", "ewa+gabinet@sliwa.co.uk", "o'brien@example.com", "E_W-A@xn--liwa-xma.pl"])
def test_usual_emails_are_taken(email: str) -> None:
    assert form(email=email).checked(TERMS).email == email


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("Krótki1", "too_short"),
        ("bezcyfry", "too_weak"),
        ("BezCyfry", "too_weak"),
        ("bezwielkiej1", "too_weak"),
        ("A1" + "a" * 255, "too_long"),
        ("Kasztan1\ud800", "invalid"),
    ],
)
def test_a_weak_password_is_refused(password: str, code: str) -> None:
    assert wrong(form(password=password)) == [("password", code)]


def test_what_a_weak_password_lacks_is_said() -> None:
    with pytest.raises(ValidationFailed) as refused:
        form(password="samemale").checked(TERMS)
    assert refused.value.errors == [("password", "too_weak", {"missing": ["digit", "capital_letter"]})]


@pytest.mark.parametrize(
    "password",
    [
        *("Kasztan1", "Żaba żaba 1", "A1" + "a" * 254),
        "\N{CYRILLIC CAPITAL LETTER PE}" + "\N{CYRILLIC SMALL LETTER A}" * 6 + "\N{ARABIC-INDIC DIGIT THREE}",
        "\N{FULLWIDTH LATIN CAPITAL LETTER A}" * 7 + "\N{FULLWIDTH DIGIT ONE}",
    ],
)
def test_any_script_counts_for_a_password(password: str) -> None:
    form(password=password).checked(TERMS)


def test_a_password_is_the_same_however_its_letters_are_composed() -> None:
    composed, decomposed = (unicodedata.normalize(kind, "Żółwik12") for kind in ("NFC", "NFD"))
    assert composed != decomposed
    assert form(password=composed).checked(TERMS).password == form(password=decomposed).checked(TERMS).password


def test_a_length_is_counted_after_normalising() -> None:
    seven = unicodedata.normalize("NFD", "Żółwik1")
    assert len(seven) > 8
    assert wrong(form(password=seven)) == [("password", "too_short")]


def test_a_password_is_never_shown() -> None:
    assert "Kasztan1" not in repr(form())


def test_the_fingerprint_knows_everything_but_the_password() -> None:
    assert form().fingerprint == form(password="Innehaslo2").fingerprint
    assert form().fingerprint == form(email="EWA@sliwa.example").fingerprint
    assert form().fingerprint != form(practice_name="Inny").fingerprint
    assert form(first_name="ab", last_name="c").fingerprint != form(first_name="a", last_name="bc").fingerprint


@pytest.mark.parametrize("shown", [None, TERMS])
def test_the_terms_in_force_can_be_accepted(shown: str | None) -> None:
    assert form(terms_version=shown).checked(TERMS).terms_version == TERMS


def test_other_terms_than_those_in_force_cannot_be_accepted() -> None:
    assert wrong(form(terms_version="2020-01")) == [("accept_terms", "not_accepted")]
