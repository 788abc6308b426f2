"""The fields of a patient as forms have them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contracts.scheduling import rpc as scheduling
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from gateway.web import dates, patient_words, phones
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
LABELS: Mapping[str, Any] = {
    **CARD_LABELS,
    "consent_sms": _l("Consent to SMS"),
    "consent_email": _l("Consent to e-mail"),
    "consent_source": _l("How the answer came"),
}
PARTS = {field: (field,) for field in LABELS if field != "consent_source"}
"""What two people may change at once; see ``conflicts.merge``."""

SOURCES: tuple[scheduling.ConsentSource, ...] = ("reception", "patient")
"""How a consent may come that is written down on the screen."""


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
    source = form["consent_source"]
    return {
        "first_name": form["first_name"],
        "last_name": form["last_name"],
        "birth_date": birth_date,
        "consents": consents(form),
        "consent_source": source if source in SOURCES else SOURCES[0],
        **{field: form.text(field) for field in ("phone", "email", "pesel", "address", "notes")},
    }


def read_typed(form: Form) -> scheduling.FindDuplicates:
    """As much of a card as is there while somebody types."""
    return scheduling.FindDuplicates(
        birth_date=dates.read_date(form.text("birth_date")),
        **{field: form.text(field) for field in ("first_name", "last_name", "phone", "pesel")},
    )


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


def describe(label: str, values: Mapping[str, str]) -> str:
    """One field in words; see ``conflicts.merge``."""
    if label.startswith("consent_"):
        return str(_("agrees") if label in values else _("does not agree"))
    text = values.get(label)
    if label == "birth_date" and text:
        day = dates.read_date(text)
        return dates.numeric(day) if day else text
    if label == "pesel" and text:
        return patient_words.masked(text)
    return text or str(_("nothing"))


def consents(form: Form) -> scheduling.Consents:
    return scheduling.Consents(sms=form.ticked("consent_sms"), email=form.ticked("consent_email"))
