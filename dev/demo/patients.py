"""The patients that are shipped: invented people.

Their numbers begin with +48 451, 452, 453, 455 and 458: mobile numbers in form, in ranges that no operator had been
given when the list was made. Their addresses end in example.com, which nobody can own (RFC 2606).
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("patients.csv")


def read_patients(file: Path = FILE) -> list[dict[str, Any]]:
    """As ``POST /api/v1/patients`` takes them."""
    with file.open(encoding="utf-8", newline="") as rows:
        return [_patient(row) for row in csv.DictReader(rows)]


def _patient(row: dict[str, str]) -> dict[str, Any]:
    consents = {"sms": row["consent_sms"] == "tak", "email": row["consent_email"] == "tak"}
    fields = ("first_name", "last_name", "phone", "email", "birth_date", "address", "notes")
    return {name: row[name] for name in fields if row[name]} | {"consents": consents}
