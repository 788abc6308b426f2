"""PACJENCI: finding patients, and their cards."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from contracts.scheduling import rpc as scheduling
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from gateway import errors, rpc
from gateway.auth import signed_in
from gateway.refusals import Refused
from gateway.web import patient_form
from gateway.web.blueprint import web
from gateway.web.feed import calendars
from gateway.web.forms import Form, new_key
from gateway.web.patient_form import CARD_LABELS

A_PAGE = 50
OPTIONS = 8


@web.get("/patients")
@signed_in
def patients() -> str:
    """Everybody, or those whose name or phone has ``q`` in it; the table alone while one types."""
    q = request.args.get("q", "").strip()
    page = rpc.call(
        scheduling.find_patients,
        scheduling.FindPatients(q=q or None, limit=A_PAGE, cursor=request.args.get("cursor") or None),
    )
    part = request.headers.get("HX-Target") == "patients"
    return render_template("patients/table.html" if part else "patients/list.html", q=q, page=page)


@web.get("/patients/options")
@signed_in
def patient_options() -> str:
    """What the patient field of a form offers while one types."""
    q = request.args.get("q", "").strip()
    found = rpc.call(scheduling.find_patients, scheduling.FindPatients(q=q, limit=OPTIONS)).items if q else []
    return render_template("patients/options.html", q=q, found=found)


@web.get("/patients/new")
@signed_in
def new_patient() -> str:
    form = Form(CARD_LABELS, {"consent_sms": "on", "consent_email": "on"})
    return render_template("patients/card.html", form=form, patient=None, visits=[], key=new_key())


@web.post("/patients")
@signed_in
def add_patient() -> Any:
    form = Form(CARD_LABELS, request.form.to_dict())
    card = patient_form.read_card(form)
    status = 422
    if not form.refused:
        try:
            added = rpc.call(scheduling.add_patient, scheduling.AddPatient(**card), idempotency_key=form.key)
        except Refused as refused:
            form.take(refused)
            status = errors.STATUS.get(refused.code, 422)
        else:
            flash(_("The card of %(name)s is saved.", name=f"{added.first_name} {added.last_name}"))
            return redirect(url_for("web.patient", patient_id=added.id), 303)
    return render_template("patients/card.html", form=form, patient=None, visits=[], key=new_key()), status


@web.get("/patients/<uuid:patient_id>")
@signed_in
def patient(patient_id: UUID) -> str:
    found = _read(patient_id)
    return _card(found, Form(CARD_LABELS, patient_form.values(found)))


@web.post("/patients/<uuid:patient_id>")
@signed_in
def change_patient(patient_id: UUID) -> Any:
    form = Form(CARD_LABELS, request.form.to_dict())
    card = patient_form.read_card(form)
    status = 422
    if not form.refused:
        change = scheduling.ChangePatient(patient_id=patient_id, expected_version=form.version(), **card)
        try:
            rpc.call(scheduling.change_patient, change, idempotency_key=form.key)
        except Refused as refused:
            form.take(refused)
            status = errors.STATUS.get(refused.code, 422)
        else:
            flash(_("The card is saved."))
            return redirect(url_for("web.patient", patient_id=patient_id), 303)
    return _card(_read(patient_id), form), status


def _read(patient_id: UUID) -> scheduling.Patient:
    return rpc.call(scheduling.read_patient, scheduling.PatientId(patient_id=patient_id))


def _card(patient: scheduling.Patient, form: Form) -> str:
    listed = rpc.call(scheduling.list_visits, scheduling.ListVisits(patient_id=patient.id, limit=100)).items
    return render_template(
        "patients/card.html",
        form=form,
        patient=patient,
        visits=sorted(listed, key=lambda v: v.starts_at, reverse=True),
        calendars={c.id: c for c in calendars()},
        key=new_key(),
    )
