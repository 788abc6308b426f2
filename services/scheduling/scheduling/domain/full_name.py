"""A name that a file has in one column."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from scheduling.domain.refusals import FieldError

FIRST_THEN_LAST: Final = "full_name"
LAST_THEN_FIRST: Final = "last_first_name"
_PARTS: Final = ("first_name", "last_name")


def parted(text: str, *, last_first: bool = False) -> tuple[str, str]:
    """First and last name, empty where there is none.

    ``Anna Maria Nowak`` ends with the last name, ``Nowak Anna Maria`` (``last_first``) begins with it; with a comma,
    ``Nowak, Anna Maria``, it always stands before that. A last name of two words needs the comma, or a hyphen.
    """
    before, comma, behind = text.partition(",")
    if comma:
        return _one_line(behind), _one_line(before)
    words = text.split()
    last = words[:1] if last_first else words[-1:]
    first = words[1:] if last_first else words[:-1]
    return " ".join(first), " ".join(last)


def with_parts(values: Mapping[str, str]) -> dict[str, str]:
    """The values of a row with the parts of a whole name; what has a column of its own goes before them."""
    found = dict(values)
    for name in (FIRST_THEN_LAST, LAST_THEN_FIRST):
        if whole := found.pop(name, ""):
            parts = zip(_PARTS, parted(whole, last_first=name == LAST_THEN_FIRST), strict=True)
            found |= {part: value for part, value in parts if not found.get(part)}
    return found


def problems_where_they_stand(errors: list[FieldError], values: Mapping[str, str]) -> list[FieldError]:
    """A part of a name that is wrong is wrong in the column that it came from, once."""
    whole = next((name for name in (FIRST_THEN_LAST, LAST_THEN_FIRST) if name in values), None)
    if whole is None:
        return errors
    told: dict[Any, FieldError] = {}
    for error in errors:
        within = error.field in _PARTS and not values.get(error.field)
        code = "invalid" if within and error.code == "required" and values[whole] else error.code
        one = FieldError(whole, code, error.data) if within else error
        told.setdefault(one.field, one)
    return list(told.values())


def _one_line(text: str) -> str:
    return " ".join(text.split())
