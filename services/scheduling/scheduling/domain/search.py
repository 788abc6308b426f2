"""What is meant by the words typed into the patient search."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

LONGEST_QUERY = 200


@dataclass(frozen=True, slots=True)
class Search:
    """Every part must be found, in any order, in the name or in the digits of the phone number."""

    parts: tuple[str, ...]


def search_for(typed: str | None) -> Search:
    """Words of a name, or a phone number however it is grouped: digits that belong together become one part."""
    text = unicodedata.normalize("NFC", (typed or "").replace("\0", " ")[:LONGEST_QUERY]).strip()
    if re.fullmatch(r"[\d\s+()./-]*\d[\d\s+()./-]*", text):
        digits = re.sub(r"\D", "", text)
        return Search((digits.removeprefix("00") or digits,))
    return Search(tuple(text.split()))
