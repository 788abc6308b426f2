"""Files that practices bring: what encoding they are in, and the files we give back."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress

_POLISH = frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ")
_USUAL = frozenset("„”–—…’“«»§°·\u00a0éèöüäßçáíčřšžÖÜÄÉČŠŽ€")  # noqa: RUF001 - typographic marks are meant
"""Beside the Polish letters: what a list of patients may well hold."""
_ENCODINGS = ("cp1250", "iso8859_2", "cp852")
"""Windows, the old standard, DOS: one byte a letter, and each reads the others' files without complaint."""
_DELIMITER = ";"
"""What a spreadsheet in Polish expects."""
_LETTERS = re.compile(rb"[A-Za-z]{0,2}[\x80-\xff]+[A-Za-z]{0,2}")
_ENOUGH = 2_000
_AS_ASCII = str.maketrans("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ", "acelnoszzACELNOSZZ")
_CAPITAL_INSIDE = re.compile(r"[a-z][A-Z]|[A-Z][A-Z][a-z]")
_FORMULA = ("=", "@", "\t", "\r")


class NotText(Exception):  # noqa: N818
    """The file is a spreadsheet's own format, a picture or the like."""


def text_of(file: bytes) -> str:
    """The file as text, whatever program wrote it.

    UTF-8 and UTF-16 tell themselves. Of the others the one is taken whose reading holds the most Polish letters and the
    fewest signs that nobody writes, such as a capital inside a word. A general detector guesses wrong on short lists.

    Raises NotText.
    """
    if file.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in file:
        raise NotText
    else:
        encodings = ["utf-8-sig", *sorted(_ENCODINGS, key=lambda encoding: -_likelihood(file, encoding))]
    for encoding in encodings:
        with suppress(UnicodeDecodeError):
            return file.decode(encoding)
    raise NotText


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


def _likelihood(file: bytes, encoding: str) -> int:
    """Judged by the first letters beyond ASCII and their neighbours."""
    places = itertools.islice(_LETTERS.finditer(file), _ENOUGH)
    readings = [place[0].decode(encoding, "replace") for place in places]
    return sum(_polish(reading) - 2 * _odd(reading) for reading in readings)


def _polish(letters: str) -> int:
    return sum(1 for sign in letters if sign in _POLISH)


def _odd(letters: str) -> int:
    signs = sum(1 for sign in letters if not sign.isascii() and sign not in _POLISH and sign not in _USUAL)
    return signs + len(_CAPITAL_INSIDE.findall(letters.translate(_AS_ASCII)))
