"""A file of patients: its table, which column is which, and the card that a row becomes."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from scheduling.domain.checks import Wrong
from scheduling.domain.consent import CHANNELS, Consents
from scheduling.domain.full_name import (
    FIRST_THEN_LAST,
    LAST_THEN_FIRST,
    problems_where_they_stand,
    with_parts,
)
from scheduling.domain.likeness import plain
from scheduling.domain.patient import Card, checked_card
from scheduling.domain.refusals import FieldError, ValidationFailed
from scheduling.domain.refusals_patients import ImportNotCsv, ImportTooLarge

MOST_BYTES: Final = 5_000_000
MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 100
LONGEST_HEADER: Final = 100

_NAMES: Final[Mapping[str, str]] = {
    "first_name": "imie imiona firstname givenname forename",
    "last_name": "nazwisko nazwiska lastname surname familyname",
    FIRST_THEN_LAST: "imieinazwisko imienazwisko imionainazwisko fullname name pacjent patient patientname klient",
    LAST_THEN_FIRST: "nazwiskoiimie nazwiskoimie nazwiskoiimiona lastnamefirstname",
    "phone": "telefon tel nrtel nrtelefonu numertelefonu telefonkomorkowy komorka gsm phone phonenumber mobile",
    "email": "email mail adresemail poczta emailaddress",
    "birth_date": "dataurodzenia dataur urodzony urodzona birthdate dateofbirth birthday dob",
    "pesel": "pesel nrpesel numerpesel",
    "address": "adres adreszamieszkania address",
    "notes": "uwagi uwaga notatki notatka komentarz opis notes comments remarks",
    "consent_sms": "zgodasms zgodanasms smsconsent consentsms",
    "consent_email": "zgodaemail zgodanaemail zgodamail emailconsent consentemail",
}
"""Card fields, and how their columns are called in Polish and English, without blanks and accents."""

FIELDS: Final = frozenset(_NAMES)
WHOLE_NAMES: Final = frozenset({FIRST_THEN_LAST, LAST_THEN_FIRST})
_DELIMITERS: Final = ";,\t"
_YES: Final = frozenset({"tak", "t", "yes", "y", "true", "prawda", "1", "x", "+"})
_NO: Final = frozenset({"nie", "n", "no", "false", "falsz", "0", "-"})
_DATES: Final = (
    re.compile(r"(?P<y>\d{4})[-./](?P<m>\d{1,2})[-./](?P<d>\d{1,2})(?:[ T]0?0:00(?::00)?)?"),
    re.compile(r"(?P<d>\d{1,2})[-./](?P<m>\d{1,2})[-./](?P<y>\d{4})(?:[ T]0?0:00(?::00)?)?"),
)
_PESEL_DIGITS: Final = 11


@dataclass(frozen=True, slots=True)
class FileRow:
    number: int
    """Of the line, as a spreadsheet counts: the first one under the names is 2."""
    cells: list[str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class FileTable:
    headers: list[str]
    """Each another one."""
    rows: list[FileRow]


def read_table(text: str) -> FileTable:
    """The table in a CSV file, its cells between commas, semicolons or tabs; empty rows are left out.

    Raises ImportTooLarge, or ImportNotCsv without a first line that names two columns at least.
    """
    _require_size(text)
    text = text.removeprefix("\ufeff")
    told = re.match(r"sep=(.)\r?\n", text)  # a spreadsheet's own hint, which it does not show
    text = text[told.end() :] if told else text
    delimiter = told[1] if told else _delimiter(text)
    try:
        lines = enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), start=1)
        headers = _headers(next(lines)[1])
        rows = list(_rows(lines, len(headers)))
    except (csv.Error, StopIteration):
        raise ImportNotCsv from None
    return FileTable(headers, rows)


def guessed_columns(headers: Sequence[str]) -> dict[str, str]:
    """Card field -> name of the column that seems to hold it."""
    found: dict[str, str] = {}
    for header in headers:
        name = re.sub(r"[^a-z0-9]", "", plain(header))
        for card_field, names in _NAMES.items():
            if name in names.split() and card_field not in found:
                found[card_field] = header
    if "first_name" in found and "last_name" in found:
        return {card_field: header for card_field, header in found.items() if card_field not in WHOLE_NAMES}
    return found


def checked_columns(columns: Mapping[str, str], headers: Sequence[str]) -> dict[str, str]:
    """Raises ValidationFailed for a field that no card has, or a column that the file does not have."""
    unknown = [FieldError(f"columns.{name}", "unknown_field", {}) for name in columns if name not in FIELDS]
    wrong = [
        FieldError(f"columns.{name}", "invalid", {})
        for name, header in columns.items()
        if name in FIELDS and header not in headers
    ]
    if unknown or wrong:
        raise ValidationFailed(unknown + wrong)
    return dict(columns)


def values_of(cells: Sequence[str], headers: Sequence[str], columns: Mapping[str, str]) -> dict[str, str]:
    """Card field -> what the file says, trimmed."""
    places = {header: place for place, header in enumerate(headers)}
    return {name: cells[places[header]].strip() for name, header in columns.items()}


def card_of(values: Mapping[str, str], today: date) -> Card:
    """The card that a row becomes; without a word on consents there are none withdrawn. Raises ValidationFailed.

    ``today`` is the practice's date.
    """
    errors: list[FieldError] = []

    def take(name: str, rule: Any) -> Any:
        try:
            return rule(values.get(name, ""))
        except Wrong as wrong:
            errors.append(FieldError(name, wrong.code, wrong.data))
            return None

    said_of = with_parts(values)
    fields: dict[str, Any] = {name: said_of.get(name) or None for name in FIELDS if not name.startswith("consent_")}
    fields |= {"birth_date": take("birth_date", _birth_date), "pesel": _pesel(values.get("pesel", ""))}
    said = {channel: take(f"consent_{channel}", _consent) for channel in CHANNELS}
    try:
        card = checked_card(fields | {"consents": Consents(**said)}, today)
    except ValidationFailed as failed:
        errors += problems_where_they_stand(failed.errors, values)
    if errors:
        raise ValidationFailed(errors)
    return card


def _require_size(text: str) -> None:
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        raise ImportNotCsv from None
    if size > MOST_BYTES:
        raise ImportTooLarge(max_bytes=MOST_BYTES, max_rows=MOST_ROWS)
    if "\0" in text:
        raise ImportNotCsv


def _delimiter(text: str) -> str:
    """Whichever cuts the first line into most parts."""
    first = text.partition("\n")[0]

    def parts(delimiter: str) -> int:
        try:
            return len(next(csv.reader([first], delimiter=delimiter)))
        except (csv.Error, StopIteration):
            return 0

    return max(_DELIMITERS, key=parts)


def _headers(names: Sequence[str]) -> list[str]:
    found: list[str] = []
    for place, name in enumerate(names, start=1):
        header = name.strip()[:LONGEST_HEADER] or f"#{place}"
        found.append(header if header not in found else f"{header} #{place}")
    if not 2 <= len(found) <= MOST_COLUMNS:  # noqa: PLR2004 - a first and a last name
        raise ImportNotCsv
    return found


def _rows(lines: Iterator[tuple[int, list[str]]], width: int) -> Iterator[FileRow]:
    count = 0
    for number, cells in lines:
        if any(cell.strip() for cell in cells):
            count += 1
            if count > MOST_ROWS:
                raise ImportTooLarge(max_bytes=MOST_BYTES, max_rows=MOST_ROWS)
            yield FileRow(number, (cells + [""] * width)[:width])


def _birth_date(text: str) -> date | None:
    """1990-02-28, 28.02.1990, 28/02/1990; a spreadsheet may have put midnight behind it."""
    if not text:
        return None
    for pattern in _DATES:
        if found := pattern.fullmatch(text):
            try:
                return date(int(found["y"]), int(found["m"]), int(found["d"]))
            except ValueError:
                break
    raise Wrong("invalid")


def _pesel(text: str) -> str | None:
    """A spreadsheet takes it for a number, and drops the first 0 of who was born after 1999."""
    return text.zfill(_PESEL_DIGITS) if re.fullmatch(r"[0-9]{9,10}", text) else text or None


def _consent(text: str) -> bool:
    word = plain(text)
    if word in _NO:
        return False
    if word and word not in _YES:
        raise Wrong("invalid")
    return True
