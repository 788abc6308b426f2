"""Phone numbers as people in Poland write them."""

from __future__ import annotations

import re

_MOBILE = re.compile(r"(?:45|50|51|53|57|60|66|69|72|73|78|79|88)\d{7}")


def national(number: str) -> str:
    """Its digits as dialled within Poland; those of a foreign number with the country's."""
    return number.removeprefix("+48").removeprefix("+")


def readable(number: str) -> str:
    """``+48501700100`` becomes ``501 700 100``, a landline ``22 123 45 67``; a foreign number stays as it is."""
    national = number.removeprefix("+48")
    if national == number or not re.fullmatch(r"\d{9}", national):
        return number
    sizes = (3, 3, 3) if _MOBILE.fullmatch(national) else (2, 3, 2, 2)
    parts = []
    for size in sizes:
        parts.append(national[:size])
        national = national[size:]
    return " ".join(parts)
