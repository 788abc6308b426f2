"""Files that practices bring: what encoding they are in, and the files we give back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

_POLISH = frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ")
_USUAL = frozenset("„”–—…’“«»§°·\u00a0éèöüäßçáíčřšžÖÜÄÉČŠŽ€")  # noqa: RUF001 - typographic marks are meant
"""Beside the Polish letters: what a list of patients may well hold."""
_ENCODINGS = ("cp1250", "iso8859_2", "cp852")
"""Windows, the old standard, DOS: one byte a letter, and each reads the others' files without complaint."""
_DELIMITER = ";"
"""What a spreadsheet in Polish expects."""
_FORMULA = ("=", "@", "\t", "\r")


class NotText(Exception):  # noqa: N818
    """The file is a spreadsheet's own format, a picture or the like."""


def text_of(file: bytes) -> str:
    """The file as text, whatever program wrote it.

    UTF-8 and UTF-16 tell themselves; of the others the one is taken whose reading holds the most Polish letters and the
    fewest signs that nobody writes. A general detector guesses wrong on short lists (ą in ISO-8859-2).

    Raises NotText.
    """
    if file.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(file, "utf-16")
    if b"\0" in file:
        raise NotText
    try:
        return file.decode("utf-8-sig")
    except UnicodeDecodeError:
        readings = [reading for encoding in _ENCODINGS if (reading := _read(file, encoding)) is not None]
    if not readings:
        raise NotText
    return max(readings, key=_likelihood)


def written(heads: Sequence[str], lines: Iterable[Sequence[str]]) -> bytes:
    """A CSV file that a spreadsheet in Polish opens as it is; no cell of it is taken for a formula."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=_DELIMITER)
    writer.writerow(heads)
    writer.writerows([_harmless(cell) for cell in line] for line in lines)
    return file.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    """A leading + stays: it begins a phone number."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _decoded(file: bytes, encoding: str) -> str:
    try:
        return file.decode(encoding)
    except UnicodeDecodeError:
        raise NotText from None


def _read(file: bytes, encoding: str) -> str | None:
    try:
        return file.decode(encoding)
    except UnicodeDecodeError:
        return None


def _likelihood(reading: str) -> int:
    odd = sum(1 for sign in reading if sign > "\x7f" and sign not in _POLISH and sign not in _USUAL)
    return sum(1 for sign in reading if sign in _POLISH) - 2 * odd
