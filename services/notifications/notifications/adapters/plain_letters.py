"""Text for SMS: letters that the GSM alphabet lacks are replaced, or one ą would halve the room for all of it."""

from __future__ import annotations

import re
from functools import lru_cache

from anyascii import anyascii

from notifications.domain.sms_parts import ALPHABET, EXTENSION

_GSM = ALPHABET | EXTENSION
_OTHERS = re.compile(f"[^{re.escape(''.join(_GSM))}]")

_REPLACED = str.maketrans(
    {
        **dict(zip("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ", "acelnoszzACELNOSZZ", strict=True)),
        **dict.fromkeys("„”“«»", '"'),
        **dict.fromkeys("\u2018\u2019\u201a", "'"),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\u2022", "-"),
        **dict.fromkeys("\u00a0\u2009\u202f\t", " "),
        **dict.fromkeys("\u00ad\u200b\ufeff", ""),
        "\u2026": "...",
    }
)
"""The 18 Polish letters, then quotes, apostrophes, dashes, spaces, and marks that show nothing."""


def plain_letters(text: str) -> str:
    """``text`` in characters of the GSM 7-bit alphabet alone; what that has of its own (€, ö, Δ) stays."""
    return _OTHERS.sub(lambda found: _replaced(found[0]), text.translate(_REPLACED))


@lru_cache(maxsize=1024)
def _replaced(char: str) -> str:
    return "".join(letter for letter in anyascii(char).replace("`", "'") if letter in _GSM)
