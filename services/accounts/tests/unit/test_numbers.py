"""Numbers with a check digit, and phones."""

from collections.abc import Callable, Sequence

import phonenumbers
import pytest
from accounts.domain.checks import Checks
from hypothesis import assume, given, settings
from hypothesis import strategies as st

NIP = (6, 5, 7, 2, 3, 4, 5, 6, 7)
REGON = (8, 9, 2, 3, 4, 5, 6, 7)
LONG_REGON = (2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8)

digits = st.integers(0, 9)


def kept(kind: str, typed: str) -> tuple[str | None, list[str]]:
    """What is kept, and the codes of what is wrong."""
    checks = Checks()
    value: str | None = getattr(checks, kind)("field", typed)
    return value, [code for _, code, _ in checks.wrong]


def weighted(numbers: Sequence[int], weights: Sequence[int]) -> int:
    return sum(number * weight for number, weight in zip(numbers, weights, strict=True)) % 11


def nip(numbers: Sequence[int]) -> str:
    check = weighted(numbers, NIP)
    assume(check != 10)  # there is no such number
    return "".join(map(str, [*numbers, check]))


def regon(numbers: Sequence[int]) -> str:
    return "".join(map(str, [*numbers, weighted(numbers, REGON) % 10]))


def long_regon(numbers: Sequence[int]) -> str:
    first = regon(numbers[:8])
    rest = [*map(int, first), *numbers[8:]]
    return "".join(map(str, [*rest, weighted(rest, LONG_REGON) % 10]))


def of(length: int) -> st.SearchStrategy[list[int]]:
    return st.lists(digits, min_size=length, max_size=length)


@settings(deadline=None)
@given(of(9))
def test_a_nip_with_its_check_digit_is_kept_as_ten_digits(numbers: list[int]) -> None:
    number = nip(numbers)
    assert kept("nip", number) == (number, [])
    assert kept("nip", f"PL {number[:3]}-{number[3:6]}-{number[6:8]}-{number[8:]}") == (number, [])


@settings(deadline=None)
@given(of(9), st.integers(0, 9), st.integers(1, 9))
def test_a_nip_with_one_digit_changed_is_refused(numbers: list[int], place: int, by: int) -> None:
    number = changed(nip(numbers), place, by)
    assert kept("nip", number) == (None, ["invalid_checksum"])


@settings(deadline=None)
@given(of(8))
def test_a_regon_with_its_check_digit_is_kept(numbers: list[int]) -> None:
    assert kept("regon", regon(numbers)) == (regon(numbers), [])


@settings(deadline=None)
@given(of(12))
def test_a_long_regon_with_its_check_digits_is_kept(numbers: list[int]) -> None:
    assert kept("regon", long_regon(numbers)) == (long_regon(numbers), [])


@settings(deadline=None)
@given(of(8), st.integers(0, 8), st.integers(1, 9))
def test_a_regon_with_one_digit_changed_is_refused(numbers: list[int], place: int, by: int) -> None:
    number = changed(regon(numbers), place, by)
    assume(not ten_reads_as_nought(number, REGON))
    assert kept("regon", number) == (None, ["invalid_checksum"])


@settings(deadline=None)
@given(of(12), st.integers(9, 13), st.integers(1, 9))
def test_a_long_regon_with_one_digit_changed_is_refused(numbers: list[int], place: int, by: int) -> None:
    number = changed(long_regon(numbers), place, by)
    assume(not ten_reads_as_nought(number, LONG_REGON))
    assert kept("regon", number) == (None, ["invalid_checksum"])


def ten_reads_as_nought(number: str, weights: Sequence[int]) -> bool:
    """REGON's check digit is the remainder, and 0 for a remainder of 10: one pair of mistakes that it cannot tell."""
    return weighted([*map(int, number[:-1])], weights) % 10 == int(number[-1])


def changed(number: str, place: int, by: int) -> str:
    return number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]


@pytest.mark.parametrize(("kind", "good"), [("nip", "8567346215"), ("regon", "192598184"), ("regon", "12345678512347")])
def test_a_number_too_short_or_too_long_is_no_number(kind: str, good: str) -> None:
    for typed in (good[:-1], good + "0"):
        assert kept(kind, typed) == (None, ["invalid"])


mobiles = st.integers(500_000_000, 799_999_999).map(str)


def national(phone: str) -> str:
    return phonenumbers.format_number(phonenumbers.parse(phone), phonenumbers.PhoneNumberFormat.NATIONAL)


WRITTEN: list[Callable[[str], str]] = [
    lambda number: number,
    lambda number: f"+48{number}",
    lambda number: f"0048 {number}",
    lambda number: f"{number[:3]}-{number[3:6]}-{number[6:]}",
    lambda number: f"(48) {number[:3]} {number[3:6]} {number[6:]}".replace("(48)", "+48"),
    lambda number: f" {number[:3]} {number[3:6]} {number[6:]} ",
]


@settings(deadline=None)
@given(mobiles, st.sampled_from(WRITTEN))
def test_a_phone_is_one_number_however_it_is_written(number: str, written: Callable[[str], str]) -> None:
    assume(phonenumbers.is_valid_number(phonenumbers.parse(number, "PL")))
    assert kept("phone", written(number)) == (f"+48{number}", [])


@settings(deadline=None)
@given(mobiles)
def test_a_phone_as_it_is_kept_and_as_it_is_shown_reads_back_the_same(number: str) -> None:
    phone, wrong = kept("phone", number)
    assume(not wrong and phone is not None)
    assert phone is not None
    assert kept("phone", phone) == (phone, [])
    assert kept("phone", national(phone)) == (phone, [])


@settings(deadline=None)
@given(st.text(max_size=30))
def test_whatever_is_typed_is_kept_as_a_whole_number_or_refused(typed: str) -> None:
    phone, wrong = kept("phone", typed)
    if phone is not None and not wrong:
        assert phonenumbers.is_valid_number(phonenumbers.parse(phone))
        assert phone.startswith("+")
        assert phone[1:].isascii()
        assert phone[1:].isdigit()


@settings(deadline=None)
@given(st.from_regex(r"[0-9]{2}-[0-9]{3}", fullmatch=True))
def test_any_two_and_three_digits_are_a_postal_code(code: str) -> None:
    assume(code.isascii())
    assert kept("postal_code", f" {code} ") == (code, [])
