"""How many SMS a text takes (3GPP TS 23.038 for the alphabet, TS 23.040 for joining parts)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ALPHABET = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("\f^{}\\[~]|€")
"""Each takes two septets, which are never torn apart."""

SINGLE = {"gsm7": 160, "ucs2": 70}
JOINED = {"gsm7": 153, "ucs2": 67}


@dataclass(frozen=True)
class Parts:
    encoding: Literal["gsm7", "ucs2"]
    units: int
    """Septets of GSM-7, or 16-bit units of UCS-2."""
    parts: int
    left: int
    """Units that still fit into the last part."""


def count_parts(text: str) -> Parts:
    """What the network makes of ``text``: one character outside the GSM alphabet turns all of it into UCS-2."""
    if all(char in ALPHABET or char in EXTENSION for char in text):
        return _packed("gsm7", [2 if char in EXTENSION else 1 for char in text])
    return _packed("ucs2", [2 if ord(char) > 0xFFFF else 1 for char in text])  # noqa: PLR2004 - end of the basic plane


def _packed(encoding: Literal["gsm7", "ucs2"], widths: list[int]) -> Parts:
    units = sum(widths)
    if units <= SINGLE[encoding]:
        return Parts(encoding, units, 1 if units else 0, SINGLE[encoding] - units)
    parts, room = 1, JOINED[encoding]
    for width in widths:
        if width > room:
            parts, room = parts + 1, JOINED[encoding]
        room -= width
    return Parts(encoding, units, parts, room)
