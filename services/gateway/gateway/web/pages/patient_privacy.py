"""Deleting a patient's data, by whoever runs the practice."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from contracts.faults import Fault
from contracts.scheduling import rpc as scheduling
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from gateway import auth, errors, rpc
from gateway.auth import signed_in
from gateway.refusals import Refused
from gateway.web import dates, patient_words
from gateway.web.blueprint import web
from gateway.web.forms import Form, new_key
from gateway.web.pages.patient_card import read
from gateway.web.patient_visits import visits_of

LABELS = {"surname": _l("Last name")}
_HAS_VISITS = "patient_has_visits"
_AHEAD = frozenset({"planned", "confirmed"})
_WRONG = 422


@web.get("/patients/<uuid:patient_id>/erase")
@signed_in
def erase_patient(patient_id: UUID) -> Any:
    """What is deleted, what the law keeps, and what stands in the way."""
    _require_may()
    found = read(patient_id)
    if found.state != "active":
        return redirect(url_for("web.patient", patient_id=patient_id), 303)
    return _page(found, Form(LABELS))


@web.post("/patients/<uuid:patient_id>/erase")
@signed_in
def erase_patient_now(patient_id: UUID) -> Any:
    _require_may()
    form = Form(LABELS, request.form.to_dict())
    found = read(patient_id)
    if not _same_name(form["surname"], found.last_name):
        form.say("surname", _("Type the patient's last name as it stands on the card."))
        return _page(found, form), _WRONG
    asked = scheduling.ErasePatient(patient_id=patient_id, expected_version=form.version())
    try:
        rpc.call(scheduling.erase_patient, asked, idempotency_key=form.key)
    except Refused as refused:
        if refused.code != _HAS_VISITS:  # the page itself says which visits are in the way
            form.take(refused)
        return _page(read(patient_id), form), errors.STATUS.get(refused.code, _WRONG)
    flash(_("The patient's data are deleted."))
    return redirect(url_for("web.patient", patient_id=patient_id), 303)


def _require_may() -> None:
    if not auth.required().may("erase_patients"):
        raise Refused(Fault(code="forbidden"))


def _same_name(typed: str, name: str) -> bool:
    return " ".join(typed.split()).casefold() == " ".join(name.split()).casefold()


def _page(patient: scheduling.Patient, form: Form) -> str:
    visits = visits_of(patient.id)
    now = dates.utc_now()
    return render_template(
        "patients/erase.html",
        patient=patient,
        form=form,
        ahead=[visit for visit in visits if visit.starts_at > now and visit.status in _AHEAD],
        treated=any(visit.status == "finished" for visit in visits),
        key=new_key(),
        said=patient_words,
    )
