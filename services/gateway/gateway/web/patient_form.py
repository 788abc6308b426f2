"""The fields of a patient as forms have them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contracts.scheduling import rpc as scheduling
from flask_babel import lazy_gettext as _l

from gateway.web import dates, phones
from gateway.web.forms import Form

CONTACT_LABELS: Mapping[str, Any] = {
    "first_name": _l("First name"),
    "last_name": _l("Last name"),
    "phone": _l("Phone"),
    "email": _l("E-mail"),
}
CARD_LABELS: Mapping[str, Any] = {
    **CONTACT_LABELS,
    "birth_date": _l("Date of birth"),
    "pesel": _l("PESEL"),
    "address": _l("Address"),
    "notes": _l("Notes"),
}


def read_new_patient(form: Form) -> scheduling.AddPatient | None:
    """The patient written down while booking; None when nothing was written or a name is missing (said in the form)."""
    if not any(form.text(field) for field in CONTACT_LABELS):
        return None
    form.require("first_name", "last_name")
    return scheduling.AddPatient(
        first_name=form["first_name"],
        last_name=form["last_name"],
        phone=form.text("phone"),
        email=form.text("email"),
        consents=consents(form),
    )


def read_card(form: Form) -> dict[str, Any]:
    """Every field of the card, for adding or changing; what is wrong in itself is said in the form."""
    form.require("first_name", "last_name")
    birth_date = dates.read_date(form.text("birth_date"))
    if form.text("birth_date") and birth_date is None:
        form.refuse("birth_date", "invalid")
    return {
        "first_name": form["first_name"],
        "last_name": form["last_name"],
        "birth_date": birth_date,
        "consents": consents(form),
        **{field: form.text(field) for field in ("phone", "email", "pesel", "address", "notes")},
    }


def values(patient: scheduling.Patient) -> dict[str, str]:
    """What the form shows for a card as it is."""
    shown = {
        field: getattr(patient, field) or ""
        for field in ("first_name", "last_name", "email", "pesel", "address", "notes")
    }
    shown["phone"] = phones.national(patient.phone)
    shown["birth_date"] = patient.birth_date.isoformat() if patient.birth_date else ""
    shown["expected_version"] = str(patient.version)
    for field in ("sms", "email"):
        if getattr(patient.consents, field):
            shown[f"consent_{field}"] = "on"
    return shown


def consents(form: Form) -> scheduling.Consents:
    return scheduling.Consents(sms=form.ticked("consent_sms"), email=form.ticked("consent_email"))
