from itertools import islice
from uuid import UUID

import pytest
from accounts.domain.errors import ValidationFailed, VersionConflict
from accounts.domain.practice import Practice, slugs

PRACTICE = Practice(id=UUID(int=1), name="Gabinet Śliwa", email="ewa@sliwa.example", slug="gabinet-sliwa")


def changed(**typed: str | None) -> Practice:
    return PRACTICE.changed(typed, None)


def wrong(**typed: str | None) -> list[tuple[str, str]]:
    with pytest.raises(ValidationFailed) as refused:
        changed(**typed)
    return [(field, code) for field, code, _ in refused.value.errors]


def test_fields_that_were_not_typed_keep_their_value() -> None:
    first = changed(town="Łódź", phone="501 700 100")
    second = first.changed({"town": "Kraków"}, 2)
    assert (second.town, second.phone, second.name, second.version) == ("Kraków", "+48501700100", "Gabinet Śliwa", 3)


def test_a_change_that_changes_nothing_is_none() -> None:
    assert changed(name=" Gabinet Śliwa ", town="  ", street=None) is PRACTICE


@pytest.mark.parametrize("field", ["email", "slug", "id", "time_zone"])
def test_what_is_fixed_stays_whatever_is_typed(field: str) -> None:
    assert changed(**{field: "else@x.example"}) is PRACTICE


def test_an_optional_field_can_be_emptied_but_the_name_cannot() -> None:
    assert changed(town="Łódź").changed({"town": None}, None).town is None
    assert wrong(name=None) == [("name", "required")]
    assert wrong(name=" ") == [("name", "required")]


def test_a_change_from_an_older_version_is_refused_with_the_current_one() -> None:
    with pytest.raises(VersionConflict) as refused:
        PRACTICE.changed({"town": "Łódź"}, 7)
    assert refused.value.data == {"current_version": 1}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("501700100", "+48501700100"),
        ("+48 501-700-100", "+48501700100"),
        ("12 345 67 89", "+48123456789"),
        ("+49 30 901820", "+4930901820"),
        ("0048501700100", "+48501700100"),
        ("", None),
    ],
)
def test_phones_are_kept_in_e164(typed: str, kept: str | None) -> None:
    assert (changed(phone=typed).phone, changed(second_phone=typed).second_phone) == (kept, kept)


@pytest.mark.parametrize("typed", ["12", "abc", "501 700 1000", "+48501700100 ext. 5", "+999123456789"])
def test_what_is_no_phone_is_refused(typed: str) -> None:
    assert wrong(phone=typed) == [("phone", "invalid_phone")]


@pytest.mark.parametrize("typed", ["00950", "00-95", "00-9500", "ab-cde", "\u0660\u0660-\u0669\u0665\u0660"])
def test_a_postal_code_is_two_digits_a_dash_and_three(typed: str) -> None:
    assert wrong(postal_code=typed) == [("postal_code", "invalid_postal_code")]
    assert changed(postal_code=" 00-950 ").postal_code == "00-950"


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("nip", "856-734-62-15", "8567346215"),
        ("nip", "PL 8567346215", "8567346215"),
        ("regon", "192598184", "192598184"),
        ("regon", "123456785", "123456785"),
        ("regon", "12345678512347", "12345678512347"),
        ("regon", "", None),
    ],
)
def test_nip_and_regon_are_kept_as_digits(field: str, typed: str, kept: str | None) -> None:
    assert getattr(changed(**{field: typed}), field) == kept


@pytest.mark.parametrize(
    ("field", "typed", "code"),
    [
        ("nip", "8567346216", "invalid_checksum"),
        ("nip", "856734621", "invalid"),
        ("nip", "abcdefghij", "invalid"),
        ("regon", "192598183", "invalid_checksum"),
        ("regon", "12345678512348", "invalid_checksum"),
        ("regon", "1234567851", "invalid"),
    ],
)
def test_a_nip_or_regon_with_a_mistake_is_refused(field: str, typed: str, code: str) -> None:
    assert wrong(**{field: typed}) == [(field, code)]


def test_all_that_is_wrong_is_said_at_once() -> None:
    assert wrong(house_number="1" * 21, town="Ł\x07", nip="1") == [
        ("house_number", "too_long"),
        ("town", "control_characters"),
        ("nip", "invalid"),
    ]


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Gabinet Śliwa & Syn", "gabinet-sliwa-syn"),
        ("ŁÓDŹ", "lodz"),
        ("王小明", "gabinet"),
        ("--", "gabinet"),
        ("a" * 59 + " b", "a" * 59),
        ("a" * 100, "a" * 60),
    ],
)
def test_a_slug_is_plain_and_short(name: str, first: str) -> None:
    assert list(islice(slugs(name), 3)) == [first, f"{first}-2", f"{first}-3"]
