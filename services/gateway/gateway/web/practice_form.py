"""The fields of USTAWIENIA / GABINET, in the order of the screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from gateway.web import working_time_form

DATA_LABELS: Mapping[str, Any] = {
    "name": _l("Practice name"),
    "street": _l("Street"),
    "house_number": _l("House number"),
    "postal_code": _l("Postal code"),
    "town": _l("Town"),
    "phone": _l("Phone"),
    "second_phone": _l("Second phone"),
    "nip": _l("NIP"),
    "regon": _l("REGON"),
}
DATA_FIELDS = tuple(DATA_LABELS)
LABELS: Mapping[str, Any] = {**DATA_LABELS, **working_time_form.LABELS}
