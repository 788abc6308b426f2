from datetime import UTC, datetime, timedelta

import pytest
from chassis.signing import Signer, TokenNotValid
from hypothesis import given
from hypothesis import strategies as st

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
SOON = NOW + timedelta(minutes=1)


@given(st.binary(max_size=40))
def test_what_was_signed_is_read(content):
    assert Signer("visit", ["key"]).read(Signer("visit", ["key"]).sign(content, SOON), NOW) == content


@pytest.mark.parametrize(
    "other",
    [Signer("offer", ["key"]), Signer("visit", ["another"])],
    ids=["another purpose", "another key"],
)
def test_another_purpose_or_key_is_not_valid(other):
    with pytest.raises(TokenNotValid):
        other.read(Signer("visit", ["key"]).sign(b"id", SOON), NOW)


def test_it_ends_to_the_second():
    signer = Signer("visit", ["key"])
    token = signer.sign(b"id", SOON)
    assert signer.read(token, SOON - timedelta(seconds=1)) == b"id"
    with pytest.raises(TokenNotValid):
        signer.read(token, SOON)


def test_a_key_can_be_changed_while_tokens_of_the_old_one_are_good():
    token = Signer("visit", ["old"]).sign(b"id", SOON)
    assert Signer("visit", ["new", "old"]).read(token, NOW) == b"id"


@given(st.data())
def test_one_letter_changed_is_not_valid(data):
    token = Signer("visit", ["key"]).sign(b"0123456789abcdef", SOON)
    at = data.draw(st.integers(0, len(token) - 2))
    letter = data.draw(st.sampled_from("ABCabc019-_").filter(lambda other: other != token[at]))
    with pytest.raises(TokenNotValid):
        Signer("visit", ["key"]).read(token[:at] + letter + token[at + 1 :], NOW)


@given(st.text(max_size=60))
def test_any_other_text_is_not_valid(text):
    with pytest.raises(TokenNotValid):
        Signer("visit", ["key"]).read(text, NOW)
