"""Parts of an SMS, held against smsutil."""

from __future__ import annotations

import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notifications.adapters.plain_letters import plain_letters
from notifications.domain.sms_parts import ALPHABET, EXTENSION, count_parts

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import smsutil


@pytest.mark.parametrize(
    ("text", "encoding", "units", "parts"),
    [
        ("", "gsm7", 0, 0),
        ("a" * 160, "gsm7", 160, 1),
        ("a" * 161, "gsm7", 161, 2),
        ("a" * 306, "gsm7", 306, 2),
        ("a" * 307, "gsm7", 307, 3),
        ("€" * 80, "gsm7", 160, 1),
        ("a" * 152 + "€" * 5, "gsm7", 162, 2),  # the euro sign is not torn apart: 152 + 10
        ("ś" * 70, "ucs2", 70, 1),
        ("ś" * 71, "ucs2", 71, 2),
        ("ó", "ucs2", 1, 1),
        ("😀" * 36, "ucs2", 72, 2),
        ("ś" * 66 + "😀" * 3, "ucs2", 72, 2),
    ],
)
def test_known_lengths(text, encoding, units, parts):
    counted = count_parts(text)
    assert (counted.encoding, counted.units, counted.parts) == (encoding, units, parts)


@pytest.mark.parametrize(
    ("text", "left"), [("", 160), ("a" * 159, 1), ("a" * 161, 145), ("a" * 152 + "€", 6), ("ś" * 70, 0), ("ś" * 71, 63)]
)
def test_what_still_fits_into_the_last_part(text, left):
    assert count_parts(text).left == left


GSM = st.text(st.sampled_from(sorted(ALPHABET | EXTENSION)), min_size=1, max_size=500)
MIXED = st.text(st.sampled_from("aąśż€[]😀 \n1"), min_size=1, max_size=300)


# smsutil takes a bare escape for a letter of the GSM alphabet; it only announces one.
ANY = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x1b"), min_size=1, max_size=200)


@given(GSM | MIXED | ANY)
def test_parts_are_those_that_smsutil_makes(text):
    split = smsutil.split(text)
    counted = count_parts(text)
    assert (counted.encoding, counted.parts) == ("gsm7" if split.encoding == "gsm0338" else "ucs2", len(split.parts))


def test_all_polish_letters_lose_their_tails():
    assert plain_letters("Zażółć gęślą jaźń ZAŻÓŁĆ GĘŚLĄ JAŹŃ") == "Zazolc gesla jazn ZAZOLC GESLA JAZN"


def test_typographic_marks_become_plain_ones():
    assert plain_letters("„Uśmiech” \u2013 wizyta… 12\u00a0:00") == '"Usmiech" - wizyta... 12 :00'


def test_what_the_alphabet_has_of_its_own_stays():
    assert plain_letters("Größe 10 € [ü]") == "Größe 10 € [ü]"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_plain_letters_never_need_ucs2(text):
    assert count_parts(plain_letters(text)).encoding == "gsm7"
