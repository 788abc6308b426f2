"""Telephone numbers as people read them."""

from __future__ import annotations

_POLAND = "+48"
_POLISH_DIGITS = 9


def national(number: str | None) -> str:
    """``+48501700100`` as ``501 700 100``; a foreign number stays as it is, nothing is an empty text."""
    if not number:
        return ""
    digits = number.removeprefix(_POLAND)
    if number.startswith(_POLAND) and len(digits) == _POLISH_DIGITS:
        return f"{digits[:3]} {digits[3:6]} {digits[6:]}"
    return number
